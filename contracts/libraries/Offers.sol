// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {Offer} from "../interfaces/IProjectRegistry.sol";

/// @title Offers, kept as the code of contracts of their own
/// @notice Reading code costs the same whatever its length, a third of what its words would cost as storage slots, and
/// spares every caller 16 words of calldata.
library Offers {
    /// @notice Bytes of an offer.
    uint256 internal constant SIZE = 16 * 32;

    /// @dev Copies what follows these 10 bytes into memory and returns it:
    /// PUSH2 512, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN. What follows begins with the project's id, whose
    /// highest byte is zero, which is STOP: nobody can run an offer.
    bytes10 private constant INIT = hex"61020080600a5f395ff3";

    /// @notice Stores an offer under the calling contract's name. The same offer always has the same address.
    function store(Offer memory content) internal returns (address offer) {
        bytes memory code = abi.encodePacked(INIT, abi.encode(content));
        offer = Create2.computeAddress(0, keccak256(code));
        if (offer.code.length == 0) Create2.deploy(0, 0, code);
    }

    /// @dev The caller knows that `offer` is one: it believes nothing else of the code it reads.
    function load(address offer) internal view returns (Offer memory content) {
        assembly ("memory-safe") {
            extcodecopy(offer, content, 0, SIZE)
        }
    }
}
