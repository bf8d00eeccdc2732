// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Offer} from "../interfaces/IProjectRegistry.sol";

/// @title What a task pays
library Reward {
    /// @notice Basis points in a whole.
    uint256 internal constant BPS = 10_000;

    /// @dev Rises in a straight line from minReward at submission to maxReward rampSeconds later, rounded down.
    /// No overflow: 96 bits times 32 bits. minReward <= maxReward holds for every offer.
    /// @param submittedAt Unix time.
    /// @param time Unix time of the claim.
    /// @return In the token's smallest unit.
    function at(Offer memory offer, uint256 submittedAt, uint256 time) internal pure returns (uint256) {
        uint256 elapsed = time > submittedAt ? time - submittedAt : 0;
        if (elapsed >= offer.rampSeconds) return offer.maxReward;
        return offer.minReward + (uint256(offer.maxReward - offer.minReward) * elapsed) / offer.rampSeconds;
    }

    /// @return The part of `amount` that `ratio` basis points are, rounded down.
    function share(uint256 amount, uint256 ratio) internal pure returns (uint256) {
        return (amount * ratio) / BPS;
    }
}
