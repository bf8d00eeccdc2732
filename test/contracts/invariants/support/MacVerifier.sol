// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IBatchVerifier} from "../../../../contracts/interfaces/IBatchVerifier.sol";

/// @title Stands in for a proof system in the fuzz runs, and nowhere else
/// @notice A proof is a message authentication code of the statement: nobody makes one without the secret, which the
/// fuzzer uses for statements that are true and no others. Real proofs take a quarter of a second each; what they add,
/// the tests of Groth16Verifier and test/contracts/attacks cover.
contract MacVerifier is IBatchVerifier {
    bytes32 private immutable _secret;

    constructor(bytes32 secret) {
        _secret = secret;
    }

    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        require(proof.length == 32 && bytes32(proof) == _macOf(programId, journal), ProofRejected());
    }

    function verifyBatch(
        bytes32 programId,
        uint256 count,
        bytes calldata journals,
        bytes calldata proofs
    ) external view {
        require(proofs.length == 32 * count, BatchRejected());
        uint256 length = journals.length / count;
        for (uint256 i = 0; i < count; ++i) {
            bytes calldata journal = journals[i * length:(i + 1) * length];
            require(bytes32(proofs[32 * i:32 * (i + 1)]) == _macOf(programId, journal), BatchRejected());
        }
    }

    function _macOf(bytes32 programId, bytes calldata journal) private view returns (bytes32) {
        return keccak256(abi.encode(_secret, programId, journal));
    }
}
