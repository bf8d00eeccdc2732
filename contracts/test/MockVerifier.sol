// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "../interfaces/IVerifier.sol";

/// @title A verifier that takes a proof for good if it is not empty, as an attestation's might; and worse ones
contract MockVerifier is IVerifier {
    /// @dev `programId` 1 makes it return-bomb instead of rejecting.
    function verify(bytes32 programId, bytes calldata, bytes calldata proof) external pure {
        if (proof.length != 0) return;
        if (programId == bytes32(uint256(1))) {
            assembly {
                revert(0, 175000)
            }
        }
        revert ProofRejected();
    }
}
