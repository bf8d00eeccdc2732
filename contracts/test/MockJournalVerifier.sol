// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IBatchVerifier} from "../interfaces/IBatchVerifier.sol";

/// @title A verifier whose proofs are the hash of what they prove: tests so learn which journal it was asked about
/// @dev It is also a snark-verifier contract: called with raw calldata, it accepts `instances || keccak256(instances)`.
contract MockJournalVerifier is IBatchVerifier {
    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        uint256 end = msg.data.length - 32;
        require(bytes32(msg.data[end:]) == keccak256(msg.data[:end]), ProofRejected());
    }

    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external pure {
        require(bytes32(proof) == keccak256(bytes.concat(programId, journal)), ProofRejected());
    }

    function verifyBatch(
        bytes32 programId,
        uint256 count,
        bytes calldata journals,
        bytes calldata proofs
    ) external pure {
        uint256 length = journals.length / count;
        for (uint256 i = 0; i < count; ++i) {
            bytes calldata journal = journals[i * length:(i + 1) * length];
            bytes32 proof = bytes32(proofs[32 * i:32 * i + 32]);
            require(proof == keccak256(bytes.concat(programId, journal)), BatchRejected());
        }
    }
}
