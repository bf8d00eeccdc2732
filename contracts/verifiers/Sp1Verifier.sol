// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Groth16Verifier, VerifyingKey} from "./Groth16Verifier.sol";
import {VersionedVerifier} from "./VersionedVerifier.sol";

/// @title Groth16 proofs of Succinct's SP1 zkVM
/// @notice programId: the program's verifying key hash (`vkey.bytes32()`). Journal: the public values as they are.
/// Proof: 4-byte selector of the version, then 256 bytes of Groth16 in the order of EIP-197; from 6.0 on the words
/// exitCode, vkRoot and nonce stand between.
/// @dev Each version has a verification key of its own. Public signals up to 5.0: the program's key, and SHA-256 of the
/// public values without its top three bits. From 6.0: these two, the exit code (which must be 0), the root of the
/// recursion keys (which must be the version's) and a nonce of the prover's choice.
/// Facts from succinctlabs/sp1-contracts, contracts/src/<version>/SP1VerifierGroth16.sol.
contract Sp1Verifier is VersionedVerifier {
    event VersionAdded(bytes4 indexed selector, bytes32 verifierHash, bytes32 keyId, uint256 vkRoot);

    /// @notice The key has neither two public signals and no vkRoot, nor five and a vkRoot.
    error InvalidKey();
    /// @notice The program ended with an error.
    error ProgramFailed(uint256 exitCode);
    /// @notice The proof was made with other recursion programs than the version's.
    error WrongVkRoot(uint256 expected, uint256 actual);

    /// @notice A version; vkRoot is 0 up to 5.0, whose proofs carry none.
    struct Version {
        bytes32 keyId;
        uint256 vkRoot;
    }

    uint256 private constant DIGEST_MASK = (1 << 253) - 1;
    /// @dev exitCode, vkRoot, nonce
    uint256 private constant HEAD_LENGTH = 96;

    /// @notice Where the keys are registered.
    Groth16Verifier public immutable groth16;

    mapping(bytes4 selector => Version) private _versions;

    /// @param owner Who may add and stop versions.
    constructor(address owner, Groth16Verifier groth16_) VersionedVerifier(owner) {
        groth16 = groth16_;
    }

    /// @notice Adds a version; its key is registered if it is not yet. Only the owner.
    /// @dev Reverts with OwnableUnauthorizedAccount, InvalidKey, SelectorAlreadyAdded, and as registerKey.
    /// @param verifierHash SP1's VERIFIER_HASH, whose first four bytes are the selector.
    /// @param vkRoot SP1's VK_ROOT from 6.0 on, else 0.
    function addVersion(bytes32 verifierHash, VerifyingKey calldata key, uint256 vkRoot) external onlyOwner {
        require(key.ic.length == (vkRoot == 0 ? 3 : 6), InvalidKey());
        bytes4 selector = bytes4(verifierHash);
        _start(selector);
        bytes32 keyId = groth16.registerKey(key);
        _versions[selector] = Version(keyId, vkRoot);
        emit VersionAdded(selector, verifierHash, keyId, vkRoot);
    }

    /// @notice A version's key and vkRoot; zeros if there is none.
    function versionOf(bytes4 selector) external view returns (Version memory) {
        return _versions[selector];
    }

    /// @notice Reverts with ProofRejected, or an error of Groth16Verifier, if the proof is not good.
    /// @param programId The program's verifying key hash.
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        Version memory version = _versions[_selectorOf(proof)];
        uint256 length = SELECTOR_LENGTH + (version.vkRoot == 0 ? 0 : HEAD_LENGTH) + GROTH16_LENGTH;
        require(proof.length == length, InvalidProofLength(length, proof.length));

        bytes calldata points = proof[length - GROTH16_LENGTH:];
        uint256 digest = uint256(sha256(journal)) & DIGEST_MASK;
        if (version.vkRoot == 0) {
            groth16.verify(version.keyId, abi.encode(programId, digest), points);
            return;
        }
        (uint256 exitCode, uint256 vkRoot, uint256 nonce) = abi.decode(
            proof[SELECTOR_LENGTH:SELECTOR_LENGTH + HEAD_LENGTH],
            (uint256, uint256, uint256)
        );
        require(exitCode == 0, ProgramFailed(exitCode));
        require(vkRoot == version.vkRoot, WrongVkRoot(version.vkRoot, vkRoot));
        groth16.verify(version.keyId, abi.encode(programId, digest, exitCode, vkRoot, nonce), points);
    }
}
