// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IAggregatorVerifier} from "../interfaces/IAggregatorVerifier.sol";
import {Groth16Verifier, VerifyingKey} from "../verifiers/Groth16Verifier.sol";

/// @title An aggregator for development only, in the place of Delphinus' aggregator verifier
/// @dev Proof: 8 words of Groth16 in the order of EIP-197, about the two verify instances; these are the halves, the high
/// one first, of the hash of all targets. No hints. The proofs are real, but whoever made the key knows its secrets and
/// proves whatever they like: they say nothing about any module.
contract DevelopmentAggregator is IAggregatorVerifier {
    /// @notice The verify instances are not those of the targets, or there are hints.
    error OtherTargets();

    Groth16Verifier private immutable _groth16;
    bytes32 private immutable _keyId;

    /// @param groth16 Where the key is registered, if it is not yet.
    /// @param key With two public signals.
    constructor(Groth16Verifier groth16, VerifyingKey memory key) {
        _groth16 = groth16;
        _keyId = groth16.registerKey(key);
    }

    /// @inheritdoc IAggregatorVerifier
    function verify(
        uint256[] calldata proof,
        uint256[] calldata verifyInstances,
        uint256[] calldata aux,
        uint256[][] calldata targets
    ) external view {
        uint256 digest = uint256(keccak256(abi.encode(targets)));
        bytes memory halves = abi.encodePacked(digest >> 128, digest & type(uint128).max);
        require(keccak256(abi.encodePacked(verifyInstances)) == keccak256(halves) && aux.length == 0, OtherTargets());
        _groth16.verify(_keyId, halves, abi.encodePacked(proof));
    }
}
