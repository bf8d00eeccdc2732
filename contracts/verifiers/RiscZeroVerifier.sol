// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Groth16Verifier, VerifyingKey} from "./Groth16Verifier.sol";
import {VersionedVerifier} from "./VersionedVerifier.sol";

/// @title Groth16 receipts of the RISC Zero zkVM
/// @notice programId: the image id of the guest. Journal: the bytes the guest committed, as they are. Proof (RISC
/// Zero's seal): 4-byte selector of the version, then 256 bytes of Groth16 in the order of EIP-197.
/// @dev One verification key serves all versions; a version is a control root (which recursion programs count) and the
/// control id of the last of them. The digest of the claim "this image halted with exit code 0 and this journal, with
/// no assumptions left" is computed here from image id and journal, by RISC Zero's tagged SHA-256 structure hashes.
/// Facts from risc0/risc0-ethereum, contracts/src: IRiscZeroVerifier.sol, StructHash.sol and
/// groth16/RiscZeroGroth16Verifier.sol.
contract RiscZeroVerifier is VersionedVerifier {
    event VersionAdded(bytes4 indexed selector, bytes32 controlRoot, bytes32 bn254ControlId);

    /// @notice The key does not have the five public signals of RISC Zero's.
    error InvalidKey();
    /// @notice The selector is not the one that follows from the control root, the control id and the key.
    error SelectorMismatch(bytes4 expected, bytes4 actual);

    /// @notice What a version accepts; see RISC Zero's ControlID.sol.
    struct Version {
        bytes32 controlRoot;
        bytes32 bn254ControlId;
    }

    /* CONSTANTS */

    bytes32 private constant TAG_CLAIM = sha256("risc0.ReceiptClaim");
    bytes32 private constant TAG_OUTPUT = sha256("risc0.Output");
    bytes32 private constant TAG_PARAMETERS = sha256("risc0.Groth16ReceiptVerifierParameters");
    bytes32 private constant TAG_KEY = sha256("risc0_groth16.VerifyingKey");
    bytes32 private constant TAG_KEY_IC = sha256("risc0_groth16.VerifyingKey.IC");
    /// @dev The state of a halted machine: a SystemState with program counter 0 and an all-zero memory root.
    bytes32 private constant HALTED_STATE = sha256(
        abi.encodePacked(sha256("risc0.SystemState"), bytes32(0), uint32(0), bytes2(0x0100))
    );

    uint256 private constant KEY_IC_LENGTH = 6;

    /// @notice Where the key is registered.
    Groth16Verifier public immutable groth16;
    /// @notice The id of the key there.
    bytes32 public immutable keyId;
    /// @notice RISC Zero's own digest of the key, of which selectors are made.
    bytes32 public immutable keyDigest;

    mapping(bytes4 selector => Version) private _versions;

    /// @param owner Who may add and stop versions.
    /// @param key RISC Zero's verification key; it is registered if it is not yet.
    constructor(address owner, Groth16Verifier groth16_, VerifyingKey memory key) VersionedVerifier(owner) {
        require(key.ic.length == KEY_IC_LENGTH, InvalidKey());
        groth16 = groth16_;
        keyId = groth16_.registerKey(key);
        keyDigest = _digestOf(key);
    }

    /* VERSIONS */

    /// @notice Adds a version. Only the owner.
    /// @dev Reverts with OwnableUnauthorizedAccount, SelectorMismatch or SelectorAlreadyAdded.
    /// @param selector Is known from the other two and given all the same, so that an error in either shows.
    function addVersion(bytes4 selector, bytes32 controlRoot, bytes32 bn254ControlId) external onlyOwner {
        bytes4 expected = bytes4(
            sha256(
                abi.encodePacked(
                    TAG_PARAMETERS,
                    controlRoot,
                    bytes32(_reversed(uint256(bn254ControlId))),
                    keyDigest,
                    bytes2(0x0300)
                )
            )
        );
        require(selector == expected, SelectorMismatch(expected, selector));
        _start(selector);
        _versions[selector] = Version(controlRoot, bn254ControlId);
        emit VersionAdded(selector, controlRoot, bn254ControlId);
    }

    /// @notice What a version accepts; zeros if there is none.
    function versionOf(bytes4 selector) external view returns (Version memory) {
        return _versions[selector];
    }

    /* VERIFYING */

    /// @notice Reverts with ProofRejected, or an error of Groth16Verifier, if the receipt is not good.
    /// @param programId The image id.
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        bytes4 selector = _selectorOf(proof);
        uint256 length = SELECTOR_LENGTH + GROTH16_LENGTH;
        require(proof.length == length, InvalidProofLength(length, proof.length));

        Version storage version = _versions[selector];
        (uint256 root0, uint256 root1) = _split(version.controlRoot);
        (uint256 claim0, uint256 claim1) = _split(claimDigest(programId, sha256(journal)));
        groth16.verify(
            keyId,
            abi.encode(root0, root1, claim0, claim1, version.bn254ControlId),
            proof[SELECTOR_LENGTH:]
        );
    }

    /// @notice The digest of the claim that a program halted well with a journal, given by its SHA-256.
    /// @dev Digests of the parts, then plain data, then how many digests there were as a little-endian uint16.
    function claimDigest(bytes32 imageId, bytes32 journalDigest) public pure returns (bytes32) {
        bytes32 noAssumptions = bytes32(0);
        bytes32 output = sha256(abi.encodePacked(TAG_OUTPUT, journalDigest, noAssumptions, bytes2(0x0200)));
        bytes32 noInput = bytes32(0);
        uint64 halted = 0; // system exit code 0 (halted) and user exit code 0, little-endian uint32 each
        return sha256(abi.encodePacked(TAG_CLAIM, noInput, imageId, HALTED_STATE, output, halted, bytes2(0x0400)));
    }

    /* PRIVATE */

    /// @dev A digest as two public signals: its halves of 16 bytes, each read as a little-endian number.
    function _split(bytes32 digest) private pure returns (uint256 low, uint256 high) {
        uint256 reversed = _reversed(uint256(digest));
        return (uint128(reversed), reversed >> 128);
    }

    /// @dev The bytes in the other order.
    function _reversed(uint256 value) private pure returns (uint256 result) {
        for (uint256 i = 0; i < 32; ++i) {
            result = (result << 8) | (value & 0xff);
            value >>= 8;
        }
    }

    function _digestOf(VerifyingKey memory key) private pure returns (bytes32) {
        // A tagged list: from the last element to the first, each hashed with the digest of what follows it.
        bytes32 ic = bytes32(0);
        for (uint256 i = KEY_IC_LENGTH; i > 0; --i) {
            bytes32 point = sha256(abi.encode(key.ic[i - 1]));
            ic = sha256(abi.encodePacked(TAG_KEY_IC, point, ic, bytes2(0x0200)));
        }
        return
            sha256(
                abi.encodePacked(
                    TAG_KEY,
                    sha256(abi.encode(key.alpha)),
                    sha256(abi.encode(key.beta)),
                    sha256(abi.encode(key.gamma)),
                    sha256(abi.encode(key.delta)),
                    ic,
                    bytes2(0x0500)
                )
            );
    }
}
