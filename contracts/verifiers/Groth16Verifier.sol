// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";
import {IBatchVerifier} from "../interfaces/IBatchVerifier.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {KnownSecrets} from "../libraries/KnownSecrets.sol";

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
///
/// Batches: each proof's equation is raised to a coefficient of its own, and the product of all is checked, which takes
/// k + 3 pairings instead of 4 k. Whoever knows the coefficients in advance can make false proofs that cancel out: so
/// each is a hash of every proof and every input of the batch, 128 bits long. A batch with a false proof then passes
/// with a chance of 2^-128 a try.
contract Groth16Verifier is IBatchVerifier {
    event KeyRegistered(bytes32 indexed programId, uint256 inputs);

    /// @notice A point of the key is infinity, not on its curve, or not in the right subgroup.
    error InvalidKeyPoint();
    /// @notice Points of the key have a relation that everybody knows, so that anyone could forge proofs: delta is gamma
    /// where phase 2 of the set-up has no contribution.
    error ForgeableKey();
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
    /// @dev Reverts with InvalidKeyLength, InvalidKeyPoint or ForgeableKey.
    /// @return programId keccak256(abi.encode(key)).
    function registerKey(VerifyingKey calldata key) external returns (bytes32 programId) {
        programId = keccak256(abi.encode(key));
        if (_keyOf(programId).code.length != 0) return programId;

        uint256 inputs = key.ic.length == 0 ? 0 : key.ic.length - 1;
        require(inputs != 0 && inputs <= MAX_INPUTS, InvalidKeyLength(inputs));
        _checkPoints(key);
        _checkRelations(key);

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
        (address key, uint256 inputs) = _checkLengths(programId, 1, journal, proof);

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

    /// @inheritdoc IBatchVerifier
    function verifyBatch(
        bytes32 programId,
        uint256 count,
        bytes calldata journals,
        bytes calldata proofs
    ) external view {
        (address key, uint256 inputs) = _checkLengths(programId, count, journals, proofs);

        // With r for the coefficients and x for the signals, the product to be 1 is
        //   e(sum(r) alpha, beta) e(sum(r) ic[0] + sum(r x[1]) ic[1] + ..., gamma) e(sum(r C), delta)
        // times e(-r A, B) of each proof. Failures end in `ok` being false, as above; as each takes all gas but a 64th
        // with it, nothing more is tried after the first.
        bool ok = true;
        assembly ("memory-safe") {
            // sum += scalar * point, with 160 bytes of scratch
            function addProduct(sum, point, scalar, scratch) -> done {
                mcopy(scratch, sum, 64)
                mcopy(add(scratch, 64), point, 64)
                mstore(add(scratch, 128), scalar)
                done := staticcall(gas(), 0x07, add(scratch, 64), 96, add(scratch, 64), 64) // ecMul
                if done {
                    done := staticcall(gas(), 0x06, scratch, 128, sum, 64) // ecAdd
                }
            }

            let pairs := mload(0x40)
            // The seed of all coefficients, hashed where the pairs will be. The lengths follow from the key and the
            // count, so that no two batches look alike here.
            mstore(pairs, programId)
            calldatacopy(add(pairs, 32), journals.offset, journals.length)
            calldatacopy(add(add(pairs, 32), journals.length), proofs.offset, proofs.length)
            let seed := keccak256(pairs, add(32, add(journals.length, proofs.length)))

            // Memory: the pairing input (192 bytes for each proof and 3 of the key), the ic points, a scalar for each of
            // them, scratch of 256 bytes.
            let ic := add(pairs, mul(192, add(count, 3)))
            let scalars := add(ic, mul(64, add(inputs, 1)))
            let scratch := add(scalars, mul(32, add(inputs, 1)))
            let point := add(scratch, 160)
            extcodecopy(key, pairs, KEY_OFFSET, KEY_HEAD_LENGTH) // with zeros in the holes
            extcodecopy(key, ic, add(KEY_OFFSET, KEY_HEAD_LENGTH), mul(64, add(inputs, 1)))
            calldatacopy(scalars, calldatasize(), mul(32, add(inputs, 1))) // zeros

            let signal := journals.offset
            let proof := proofs.offset
            let pair := add(pairs, KEY_HEAD_LENGTH)
            for {
                let i := 0
            } lt(i, mul(count, ok)) {
                i := add(i, 1)
            } {
                mstore(0x00, seed)
                mstore(0x20, i)
                let r := shr(128, keccak256(0x00, 0x40))

                mstore(scalars, addmod(mload(scalars), r, R))
                for {
                    let scalar := add(scalars, 32)
                } lt(scalar, scratch) {
                    scalar := add(scalar, 32)
                    signal := add(signal, 32)
                } {
                    mstore(scalar, addmod(mload(scalar), mulmod(r, calldataload(signal), R), R))
                }

                // e(-r A, B)
                calldatacopy(point, proof, 64)
                mstore(add(point, 64), sub(R, r))
                ok := and(ok, staticcall(gas(), 0x07, point, 96, pair, 64)) // ecMul
                calldatacopy(add(pair, 64), add(proof, 64), 128)
                // r C
                calldatacopy(point, add(proof, 192), 64)
                if ok {
                    ok := addProduct(add(pairs, 384), point, r, scratch)
                }

                proof := add(proof, PROOF_LENGTH)
                pair := add(pair, 192)
            }

            if ok {
                mcopy(point, pairs, 64) // alpha
                mstore(add(point, 64), mload(scalars))
                ok := staticcall(gas(), 0x07, point, 96, pairs, 64) // ecMul
                for {
                    let scalar := scalars
                } lt(scalar, scratch) {
                    scalar := add(scalar, 32)
                    ic := add(ic, 64)
                } {
                    ok := and(ok, addProduct(add(pairs, 192), ic, mload(scalar), scratch))
                }
                ok := and(ok, staticcall(gas(), 0x08, pairs, sub(pair, pairs), 0x00, 32)) // pairing
                ok := and(ok, and(eq(returndatasize(), 32), eq(mload(0x00), 1)))
            }
        }
        require(ok, BatchRejected());
    }

    /* PRIVATE */

    /// @dev All lengths are as they have to be, and all signals below R.
    function _checkLengths(
        bytes32 programId,
        uint256 count,
        bytes calldata journals,
        bytes calldata proofs
    ) private view returns (address key, uint256 inputs) {
        key = _keyOf(programId);
        uint256 keyLength = key.code.length;
        require(keyLength != 0, UnknownProgram(programId));
        inputs = _inputs(keyLength);
        uint256 proofsLength = PROOF_LENGTH * count;
        require(proofs.length == proofsLength && count != 0, InvalidProofLength(proofsLength, proofs.length));
        uint256 signals = inputs * count;
        require(journals.length == 32 * signals, InvalidJournalLength(32 * signals, journals.length));
        for (uint256 i = 0; i < signals; ++i) {
            uint256 signal;
            assembly ("memory-safe") {
                signal := calldataload(add(journals.offset, mul(32, i)))
            }
            require(signal < R, InputNotInField(i));
        }
    }

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

    /// @dev What it costs little to see: see docs/verifiers.md, "Keys under which anyone can forge". The secrets of two
    /// points are equal or opposite if their x is the same. gamma alone may be known: snarkjs makes it the generator.
    function _checkRelations(VerifyingKey calldata key) private pure {
        (G2 calldata beta, G2 calldata gamma, G2 calldata delta) = (key.beta, key.gamma, key.delta);
        bool related = _isSameX(beta, gamma) || _isSameX(beta, delta) || _isSameX(gamma, delta);
        bool known =
            KnownSecrets.isKnownG1(key.alpha.x) || KnownSecrets.isKnownG2(beta.x1) || KnownSecrets.isKnownG2(delta.x1);
        require(!related && !known, ForgeableKey());

        // alpha and the signals' points, each with each; that of the constant has no signal that could be moved to it
        uint256 count = key.ic.length;
        uint256[] memory xs = new uint256[](count);
        xs[0] = key.alpha.x;
        for (uint256 i = 1; i < count; ++i) xs[i] = key.ic[i].x;
        bool isRepeated = key.ic[0].x == key.alpha.x;
        assembly ("memory-safe") {
            let end := add(xs, mul(32, count)) // the last
            for {
                let one := add(xs, 32)
            } lt(one, end) {
                one := add(one, 32)
            } {
                let x := mload(one)
                for {
                    let other := one
                } lt(other, end) {} {
                    other := add(other, 32)
                    isRepeated := or(isRepeated, eq(mload(other), x))
                }
            }
        }
        require(!isRepeated, ForgeableKey());
    }

    function _isSameX(G2 calldata one, G2 calldata other) private pure returns (bool) {
        return one.x1 == other.x1 && one.x0 == other.x0;
    }

    function _isInfinity(G2 calldata point) private pure returns (bool) {
        return point.x1 == 0 && point.x0 == 0 && point.y1 == 0 && point.y0 == 0;
    }

    /// @dev Makes a contract whose code is the key.
    function _store(bytes32 programId, VerifyingKey calldata key) private {
        G1[] calldata points = key.ic;
        bytes memory ic = new bytes(64 * points.length);
        assembly ("memory-safe") {
            calldatacopy(add(ic, 32), points.offset, mload(ic))
        }
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
