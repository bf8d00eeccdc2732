// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";

/// @notice A point of BN254's G1; infinity is (0, 0).
struct G1 {
    uint256 x;
    uint256 y;
}

/// @notice A point of BN254's G2 in the order of EIP-197: the imaginary part of each coordinate comes first.
struct G2 {
    uint256 x1;
    uint256 x0;
    uint256 y1;
    uint256 y0;
}

/// @notice A Groth16 verification key; `ic` has one point more than the circuit has public signals.
struct VerifyingKey {
    G1 alpha;
    G2 beta;
    G2 gamma;
    G2 delta;
    G1[] ic;
}

/// @title Groth16 over BN254 for any circuit
/// @notice Keys are data: anyone may register one, and its hash is the programId that proofs are about. A key, once
/// registered, never changes.
/// @dev Journal: the public signals, 32 bytes each. Proof, 256 bytes in the order of EIP-197: A.x A.y, B.x1 B.x0 B.y1
/// B.y0, C.x C.y. Verifying checks e(-A, B) e(alpha, beta) e(ic(journal), gamma) e(C, delta) = 1.
///
/// A key is stored as the code of a contract of its own, far cheaper to load than storage slots, at an address that
/// follows from its id (CREATE3). It lies there as the pairing's input does in memory, with holes where a proof's points
/// go, so that one copy puts all in place:
///   alpha beta [hole] gamma [hole] delta ic[0] ic[1] ...
contract Groth16Verifier is IVerifier {
    event KeyRegistered(bytes32 indexed programId, uint256 inputs);

    /// @notice A point of the key is infinity, not on its curve, or not in the right subgroup.
    error InvalidKeyPoint();
    /// @notice The key is for no public signals, or for more than MAX_INPUTS.
    error InvalidKeyLength(uint256 inputs);
    error InvalidProofLength(uint256 expected, uint256 actual);
    error InvalidJournalLength(uint256 expected, uint256 actual);
    /// @notice A public signal is not below the field's order: it would have a second name.
    error InputNotInField(uint256 index);

    /* CONSTANTS */

    /// @notice Most public signals of a circuit; what fits a contract's code.
    uint256 public constant MAX_INPUTS = 256;

    /// @dev Order of the field of coordinates.
    uint256 private constant P = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
    /// @dev Order of the groups, and so of the field of public signals.
    uint256 private constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    uint256 private constant PROOF_LENGTH = 256;
    /// @dev The stored key before its ic points: alpha beta [hole] gamma [hole] delta.
    uint256 private constant KEY_HEAD_LENGTH = 64 + 128 + 64 + 128 + 64 + 128;
    /// @dev In front of the stored key: STOP, so that nobody can run the key as code.
    uint256 private constant KEY_OFFSET = 1;

    /* KEYS */

    /// @notice Registers a verification key. Anyone may; registering a known key again changes nothing.
    /// @return programId keccak256(abi.encode(key)).
    function registerKey(VerifyingKey calldata key) external returns (bytes32 programId) {
        programId = keccak256(abi.encode(key));
        if (_keyOf(programId).code.length != 0) return programId;

        uint256 inputs = key.ic.length == 0 ? 0 : key.ic.length - 1;
        require(inputs != 0 && inputs <= MAX_INPUTS, InvalidKeyLength(inputs));
        _checkPoints(key);

        _store(programId, key);
        emit KeyRegistered(programId, inputs);
    }

    /// @notice How many public signals the key has; zero if it is not registered.
    function inputsOf(bytes32 programId) external view returns (uint256) {
        uint256 length = _keyOf(programId).code.length;
        return length == 0 ? 0 : _inputs(length);
    }

    /* VERIFYING */

    /// @inheritdoc IVerifier
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        address key = _keyOf(programId);
        uint256 keyLength = key.code.length;
        require(keyLength != 0, UnknownProgram(programId));
        uint256 inputs = _inputs(keyLength);
        require(proof.length == PROOF_LENGTH, InvalidProofLength(PROOF_LENGTH, proof.length));
        require(journal.length == 32 * inputs, InvalidJournalLength(32 * inputs, journal.length));
        for (uint256 i = 0; i < inputs; ++i) {
            require(uint256(bytes32(journal[32 * i:32 * i + 32])) < R, InputNotInField(i));
        }

        // Every precompile's failure, out of gas included, ends in `ok` being false and so in a revert.
        bool ok;
        assembly ("memory-safe") {
            // Memory: pairing input (4 pairs of 192 bytes), the ic points, scratch of 160 bytes. Nothing is allocated:
            // the function ends here.
            let pairs := mload(0x40)
            let ic := add(pairs, 768)
            let icEnd := add(ic, mul(64, add(inputs, 1)))

            // e(-A, B): -A = (x, P - y). A y above P wraps to a number above P, which the precompile refuses.
            calldatacopy(pairs, proof.offset, 192)
            mstore(add(pairs, 32), sub(P, mload(add(pairs, 32))))
            // e(alpha, beta) e([hole], gamma) e([hole], delta), then the ic points
            extcodecopy(key, add(pairs, 192), KEY_OFFSET, sub(icEnd, add(pairs, 192)))
            // C
            calldatacopy(add(pairs, 576), add(proof.offset, 192), 64)

            // ic[0] + signal[0] ic[1] + signal[1] ic[2] + ..., summed in the first hole
            let sum := add(pairs, 384)
            mcopy(sum, ic, 64)
            let term := icEnd // the sum so far, 64 bytes; a term, 64 bytes; a scalar, 32 bytes
            ok := 1
            for {
                let point := add(ic, 64)
                let signal := journal.offset
            } lt(point, icEnd) {
                point := add(point, 64)
                signal := add(signal, 32)
            } {
                mcopy(term, sum, 64)
                mcopy(add(term, 64), point, 64)
                mstore(add(term, 128), calldataload(signal))
                ok := and(ok, staticcall(gas(), 0x07, add(term, 64), 96, add(term, 64), 64)) // ecMul
                ok := and(ok, staticcall(gas(), 0x06, term, 128, sum, 64)) // ecAdd
            }

            ok := and(ok, staticcall(gas(), 0x08, pairs, 768, 0x00, 32)) // pairing
            // Its answer counts only where it surely gave one: not on a chain that has no such precompile.
            ok := and(ok, and(eq(returndatasize(), 32), eq(mload(0x00), 1)))
        }
        require(ok, ProofRejected());
    }

    /* PRIVATE */

    function _keyOf(bytes32 programId) private view returns (address) {
        return Create3.computeAddress(programId);
    }

    /// @param length Of the stored key, in bytes.
    function _inputs(uint256 length) private pure returns (uint256) {
        return (length - KEY_OFFSET - KEY_HEAD_LENGTH) / 64 - 1;
    }

    /// @dev Infinity is refused everywhere: in gamma or delta it would let proofs be made without a witness, in ic it
    /// would leave a public signal unproven. The precompiles refuse coordinates >= P, points off the curve and, for G2,
    /// outside the subgroup; all of G1 is the subgroup.
    function _checkPoints(VerifyingKey calldata key) private view {
        _checkG1(key.alpha);
        for (uint256 i = 0; i < key.ic.length; ++i) _checkG1(key.ic[i]);

        require(!_isInfinity(key.beta) && !_isInfinity(key.gamma) && !_isInfinity(key.delta), InvalidKeyPoint());
        // Paired with infinity the product is 1 for all valid points; the precompile fails for all others.
        (bool ok, ) = address(0x08).staticcall(
            abi.encode(G1(0, 0), key.beta, G1(0, 0), key.gamma, G1(0, 0), key.delta)
        );
        require(ok, InvalidKeyPoint());
    }

    function _checkG1(G1 calldata point) private view {
        require(point.x != 0 || point.y != 0, InvalidKeyPoint());
        (bool ok, ) = address(0x06).staticcall(abi.encode(point, G1(0, 0)));
        require(ok, InvalidKeyPoint());
    }

    function _isInfinity(G2 calldata point) private pure returns (bool) {
        return point.x1 == 0 && point.x0 == 0 && point.y1 == 0 && point.y0 == 0;
    }

    /// @dev Makes a contract whose code is the key.
    function _store(bytes32 programId, VerifyingKey calldata key) private {
        bytes memory ic;
        for (uint256 i = 0; i < key.ic.length; ++i) ic = bytes.concat(ic, abi.encode(key.ic[i]));
        bytes memory code = abi.encodePacked(
            hex"00",
            abi.encode(key.alpha, key.beta, G1(0, 0), key.gamma, G1(0, 0), key.delta),
            ic
        );
        // Copies what follows these 10 bytes into memory and returns it:
        // PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN
        Create3.deploy(0, programId, abi.encodePacked(hex"61", uint16(code.length), hex"80600a5f395ff3", code));
    }
}
