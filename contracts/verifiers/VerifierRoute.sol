// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IBatchVerifier} from "../interfaces/IBatchVerifier.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {IVerifierRegistry} from "../interfaces/IVerifierRegistry.sol";

/// @title What a project names as its verifier to follow the registry
/// @notice Hands each proof to the verifier its first four bytes name, of this route's VM type only: a prover chooses
/// among versions of the proof system that the project chose, never the proof system.
/// @dev In a batch the four bytes come once, in front of all proofs.
contract VerifierRoute is IBatchVerifier {
    /// @notice The proof is too short to name a verifier.
    error SelectorMissing(uint256 length);

    /// @notice Says which verifier is running under a selector.
    IVerifierRegistry public immutable registry;

    /// @notice The proof system that all verifiers of this route are for.
    uint16 public immutable vmType;

    /// @dev Made by its registry.
    constructor(uint16 vmType_) {
        registry = IVerifierRegistry(msg.sender);
        vmType = vmType_;
    }

    /// @inheritdoc IVerifier
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        _verifierOf(proof).verify(programId, journal, proof[4:]);
    }

    /// @inheritdoc IBatchVerifier
    function verifyBatch(
        bytes32 programId,
        uint256 count,
        bytes calldata journals,
        bytes calldata proofs
    ) external view {
        IBatchVerifier(address(_verifierOf(proofs))).verifyBatch(programId, count, journals, proofs[4:]);
    }

    /// @dev Reverts with SelectorMissing, and as IVerifierRegistry.verifierOf.
    function _verifierOf(bytes calldata proof) private view returns (IVerifier) {
        require(proof.length >= 4, SelectorMissing(proof.length));
        return registry.verifierOf(vmType, bytes4(proof[:4]));
    }
}
