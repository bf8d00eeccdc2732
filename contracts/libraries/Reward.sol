// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {TaskSpec} from "../interfaces/ITaskManager.sol";

/// @title What a task pays
library Reward {
    /// @notice Basis points in a whole.
    uint256 internal constant BPS = 10_000;

    /// @dev Rises in a straight line from minReward at submission to maxReward rampSeconds later, rounded down.
    /// No overflow: 96 bits times 40 bits. minReward <= maxReward holds for every task that was submitted.
    /// @param time Unix time of the claim.
    /// @return In the token's smallest unit.
    function at(TaskSpec calldata spec, uint256 time) internal pure returns (uint256) {
        uint256 elapsed = time > spec.submittedAt ? time - spec.submittedAt : 0;
        if (elapsed >= spec.rampSeconds) return spec.maxReward;
        return spec.minReward + (uint256(spec.maxReward - spec.minReward) * elapsed) / spec.rampSeconds;
    }

    /// @return The part of `amount` that `ratio` basis points are, rounded down.
    function share(uint256 amount, uint256 ratio) internal pure returns (uint256) {
        return (amount * ratio) / BPS;
    }
}
