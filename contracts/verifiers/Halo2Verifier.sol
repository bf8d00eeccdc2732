// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "../interfaces/IVerifier.sol";
import {Bn254, R, add, allocate, load, mul, store, sub} from "../libraries/Bn254.sol";
import {CodeStorage} from "../libraries/CodeStorage.sol";
import {KnownSecrets} from "../libraries/KnownSecrets.sol";
import {PlonkDomain} from "../libraries/PlonkDomain.sol";
import {G1} from "./Groth16Verifier.sol";
import {Circuit, Halo2Shape, Shape} from "./halo2/Halo2Circuit.sol";
import {Halo2Opening} from "./halo2/Halo2Opening.sol";
import {Challenges, Halo2Proof, Parts} from "./halo2/Halo2Proof.sol";
import {Halo2Vanishing, Lagrange} from "./halo2/Halo2Vanishing.sol";

/// @title Halo2 with KZG over BN254 for any halo2-base circuit
/// @notice Circuits are data: anyone may register one, and its hash is the programId that proofs are about. A circuit,
/// once registered, never changes. The hash covers the set-up's s * G2 too: whoever publishes a program vouches for both
/// by rebuilding the key from the circuit's source and the set-up's file.
/// @dev Proofs as @axiom-crypto/halo2-wasm 0.3.4 makes them: halo2-axiom 0.4.2, halo2-base 0.4.1, transcript of
/// snark-verifier 0.1.7, SHPLONK. (halo2-axiom from 0.5 on has another lookup argument.)
///
/// Journal: the instances, 32 bytes each. Proof: the library's bytes with every number as a big-endian word and every
/// point as x and y; the transcript absorbs both coordinates anyway, and the chain is spared the square roots. Infinity
/// is (0, 0).
///
/// A circuit is stored as code: configuration, w, w^-1, w^-7, s * G2, transcriptRepr, fixed columns in the order of
/// queries (constants, lookup table, selectors), permutation columns.
contract Halo2Verifier is IVerifier {
    event CircuitRegistered(bytes32 indexed programId, uint256 instances, uint256 proofLength);

    /// @notice The configuration is none that a circuit has, or the key does not fit it.
    error InvalidCircuit();
    /// @notice A point of the key is not on its curve, not in its group, or s * G2 is infinity.
    error InvalidKeyPoint();
    /// @notice Everybody knows the secret of the set-up, no gate is ever on, or no constraint reaches the instances: anyone
    /// could forge proofs.
    error ForgeableKey();
    /// @notice The transcript contract gives other challenges than snark-verifier.
    error InvalidTranscript();
    error InvalidProofLength(uint256 expected, uint256 actual);
    error InvalidJournalLength(uint256 expected, uint256 actual);
    /// @notice An instance is not below the field's order: it would have a second name.
    error InputNotInField(uint256 index);
    /// @notice An evaluation in the proof is not below the field's order.
    error EvaluationNotInField(uint256 index);

    /* CONSTANTS */

    /// @notice Most gate columns plus lookup columns; what fits a contract's code.
    uint256 public constant MAX_COLUMNS = 128;
    /// @notice Most instances.
    uint256 public constant MAX_INSTANCES = 256;

    /// @dev Rotations -7, -1, 0 to 3 must differ; the field has 2^28 roots of unity.
    uint256 private constant MIN_K = 4;
    uint256 private constant MAX_K = 28;
    /// @dev Rows at the end that hold no values: six blinding ones and one more.
    uint256 private constant UNUSABLE_ROWS = 7;
    /// @dev 7^((R - 1) / 2^28), of order 2^28, and its inverse.
    uint256 private constant ROOT = 0x03ddb9f5166d18b798865ea93dd31f743215cf6dd39329c8d34f1ed960c37c9c;
    uint256 private constant ROOT_INVERSE = 0x048127174daabc261bbe587180f34361b22625f59115aba70ed3e50a414e6dba;

    /// @dev Bytes of a stored circuit before its columns.
    uint256 private constant HEAD_LENGTH = 9 * 32;

    /// @notice Halo2Transcript
    address public immutable transcript;

    /// @param transcript_ Is asked for a challenge that is known, in case it is another contract.
    constructor(address transcript_) {
        transcript = transcript_;
        (bool ok, bytes memory challenge) = transcript_.staticcall(abi.encode(3, 1, 2));
        uint256 expected = 0x305df2f9f9f1c0b591427aa9fd8ff8b8b8ad8a16953065fca066cb6a69deff53;
        require(ok && challenge.length == 32 && abi.decode(challenge, (uint256)) == expected, InvalidTranscript());
    }

    /* CIRCUITS */

    /// @notice Registers a circuit. Anyone may; registering a known circuit again changes nothing.
    /// @dev Reverts with InvalidCircuit, InvalidKeyPoint or ForgeableKey.
    /// @return programId keccak256(abi.encode(circuit)).
    function registerCircuit(Circuit calldata circuit) external returns (bytes32 programId) {
        programId = keccak256(abi.encode(circuit));
        (, uint256 length) = CodeStorage.find(programId);
        if (length != 0) return programId;

        Shape memory shape = _checkedShape(circuit);
        _checkKey(circuit, shape);
        _checkForgeable(circuit, shape);
        CodeStorage.write(programId, _encoded(circuit));
        emit CircuitRegistered(programId, shape.instances, _proofLength(shape));
    }

    /// @notice Whether a circuit is registered under this id.
    function isRegistered(bytes32 programId) external view returns (bool) {
        (, uint256 length) = CodeStorage.find(programId);
        return length != 0;
    }

    /* VERIFYING */

    /// @inheritdoc IVerifier
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        uint256 key = _loadKey(programId);
        Shape memory shape = _storedShape(load(key));
        _checkLengths(shape, journal.length, proof.length);

        // lengths | transcriptRepr | journal | proof: what the transcript takes, save the last point
        uint256 words = allocate(64 + journal.length + proof.length);
        uint256 instances = words + 64;
        store(words, Halo2Proof.lengthsOf(shape));
        store(words + 32, load(key + 256));
        assembly ("memory-safe") {
            calldatacopy(instances, journal.offset, journal.length)
            calldatacopy(add(instances, journal.length), proof.offset, proof.length)
        }
        Parts memory parts = Halo2Proof.partsOf(shape, key + HEAD_LENGTH, instances);
        _checkFields(shape, parts);
        _check(key, shape, parts, _challenges(words, parts.wPrime - words));
    }

    /* PRIVATE: VERIFYING */

    /// @dev The constraints hold at x, and the commitments open to the values that were used.
    function _check(uint256 key, Shape memory s, Parts memory p, Challenges memory c) private view {
        unchecked {
            uint256 xn = c.x;
            for (uint256 i = s.k; i != 0; --i) xn = mul(xn, xn);
            uint256 vanishing = sub(xn, 1);

            // To invert: n (x - w^row) for rows -7 to the last instance's, x^n - 1, and what opening needs.
            uint256 rowCount = UNUSABLE_ROWS + s.instances;
            uint256 count = rowCount + 1 + Halo2Opening.INVERSES;
            uint256 inverses = allocate(32 * count);
            uint256 omega = load(key + 32);
            uint256 power = load(key + 96);
            uint256 end = inverses + 32 * rowCount;
            for (uint256 at = inverses; at < end; at += 32) {
                store(at, mul(1 << s.k, sub(c.x, power)));
                power = mul(power, omega);
            }
            store(end, vanishing);
            Halo2Opening.Opening memory opening = Halo2Opening.prepare(
                c,
                omega,
                load(key + 64),
                load(key + 96),
                end + 32
            );
            // A challenge among the roots of unity: as likely as breaking the proof system by chance, so no test has one.
            require(Bn254.invertAll(inverses, count), ProofRejected());

            (Lagrange memory rows, uint256 instanceEval) = _lagrange(p, inverses, key, vanishing);
            uint256 folded = Halo2Vanishing.evaluate(s, p, c, rows, instanceEval);
            Halo2Opening.check(opening, s, p, c, mul(folded, load(end)), xn, key + 128);
        }
    }

    /// @dev Lagrange polynomials at x, w^row (x^n - 1) / (n (x - w^row)), and the instance column with them.
    function _lagrange(
        Parts memory p,
        uint256 inverses,
        uint256 key,
        uint256 vanishing
    ) private pure returns (Lagrange memory rows, uint256 instanceEval) {
        unchecked {
            uint256 omega = load(key + 32);
            uint256 factor = mul(load(key + 96), vanishing);
            rows.last = mul(factor, load(inverses));
            uint256 inactive = rows.last;
            uint256 at = inverses + 32;
            uint256 end = inverses + 32 * UNUSABLE_ROWS;
            for (; at < end; at += 32) {
                factor = mul(factor, omega);
                inactive = add(inactive, mul(factor, load(at)));
            }
            rows.active = sub(1, inactive);

            rows.first = mul(vanishing, load(at));
            factor = vanishing;
            for (uint256 instance = p.instances; instance < p.advice; instance += 32) {
                instanceEval = add(instanceEval, mul(load(instance), mul(factor, load(at))));
                factor = mul(factor, omega);
                at += 32;
            }
        }
    }

    function _challenges(uint256 words, uint256 length) private view returns (Challenges memory c) {
        address transcript_ = transcript;
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), transcript_, words, length, c, 256)
            ok := and(ok, eq(returndatasize(), 256))
        }
        // Only where it ran out of gas: it answered the constructor, and has no other way to fail.
        require(ok, ProofRejected());
    }

    function _loadKey(bytes32 programId) private view returns (uint256 key) {
        (address pointer, uint256 length) = CodeStorage.find(programId);
        require(length != 0, UnknownProgram(programId));
        key = allocate(length);
        CodeStorage.load(pointer, key, length);
    }

    function _checkLengths(Shape memory s, uint256 journalLength, uint256 proofLength) private pure {
        require(journalLength == 32 * s.instances, InvalidJournalLength(32 * s.instances, journalLength));
        uint256 expected = _proofLength(s);
        require(proofLength == expected, InvalidProofLength(expected, proofLength));
    }

    function _checkFields(Shape memory s, Parts memory p) private pure {
        unchecked {
            for (uint256 i = 0; i < s.instances; ++i) require(load(p.instances + 32 * i) < R, InputNotInField(i));
            uint256 evaluations = s.evaluations;
            for (uint256 i = 0; i < evaluations; ++i) {
                require(load(p.adviceEvals + 32 * i) < R, EvaluationNotInField(i));
            }
        }
    }

    function _proofLength(Shape memory s) private pure returns (uint256) {
        return 64 * s.points + 32 * s.evaluations;
    }

    /* PRIVATE: CIRCUITS */

    function _checkedShape(Circuit calldata circuit) private pure returns (Shape memory) {
        uint256 k = circuit.k;
        require(k >= MIN_K && k <= MAX_K, InvalidCircuit());
        uint256 columns = uint256(circuit.numAdvice) + circuit.numLookupAdvice;
        require(circuit.numAdvice != 0 && columns <= MAX_COLUMNS, InvalidCircuit());
        uint256 instances = circuit.numInstances;
        require(instances != 0 && instances <= MAX_INSTANCES, InvalidCircuit());
        require(instances <= (1 << k) - UNUSABLE_ROWS, InvalidCircuit());
        require(circuit.transcriptRepr < R, InvalidCircuit());
        return Halo2Shape.shapeOf(k, circuit.numAdvice, circuit.numLookupAdvice, instances);
    }

    /// @dev Columns may be infinity: all zeros, as selectors of unused columns are.
    function _checkKey(Circuit calldata circuit, Shape memory shape) private view {
        G1[] calldata fixedColumns = circuit.fixedColumns;
        G1[] calldata permutationColumns = circuit.permutationColumns;
        require(fixedColumns.length == shape.fixedColumns, InvalidCircuit());
        require(permutationColumns.length == shape.permutation, InvalidCircuit());
        for (uint256 i = 0; i < fixedColumns.length; ++i) {
            require(Bn254.isOnCurve(fixedColumns[i].x, fixedColumns[i].y), InvalidKeyPoint());
        }
        for (uint256 i = 0; i < permutationColumns.length; ++i) {
            require(Bn254.isOnCurve(permutationColumns[i].x, permutationColumns[i].y), InvalidKeyPoint());
        }
        (uint256 x1, uint256 x0, uint256 y1, uint256 y0) = (
            circuit.srs.x1,
            circuit.srs.x0,
            circuit.srs.y1,
            circuit.srs.y0
        );
        require((x1 | x0 | y1 | y0) != 0 && Bn254.isInG2(x1, x0, y1, y0), InvalidKeyPoint());
    }

    /// @dev What it costs little to see: see docs/verifiers.md, "Keys under which anyone can forge".
    function _checkForgeable(Circuit calldata circuit, Shape memory shape) private view {
        require(!KnownSecrets.isKnownG2(circuit.srs.x1), ForgeableKey());

        uint256 on;
        for (uint256 i = 0; i < shape.gates; ++i) {
            G1 calldata selector = circuit.fixedColumns[shape.firstSelector + i];
            on |= selector.x | selector.y;
        }
        require(on != 0, ForgeableKey());

        // Where the permutation leaves the instances alone, their column of it is DELTA^column s G1.
        uint256 column = shape.permutation - 1;
        (, bytes memory coset) = address(0x07).staticcall(abi.encode(1, 2, Halo2Vanishing.cosetOf(column))); // ecMul
        bytes memory points = bytes.concat(
            abi.encode(circuit.permutationColumns[column]),
            coset,
            abi.encode(circuit.srs)
        );
        require(!PlonkDomain.isShift(points), ForgeableKey());
    }

    function _encoded(Circuit calldata circuit) private pure returns (bytes memory) {
        uint256 omega = ROOT;
        uint256 omegaInverse = ROOT_INVERSE;
        for (uint256 i = circuit.k; i < MAX_K; ++i) {
            omega = mul(omega, omega);
            omegaInverse = mul(omegaInverse, omegaInverse);
        }
        uint256 square = mul(omegaInverse, omegaInverse);
        uint256 omegaMinus7 = mul(mul(square, square), mul(square, omegaInverse));

        uint256 config = circuit.k;
        config |= uint256(circuit.numAdvice) << 8;
        config |= uint256(circuit.numLookupAdvice) << 16;
        config |= uint256(circuit.numInstances) << 24;
        return
            bytes.concat(
                abi.encode(config, omega, omegaInverse, omegaMinus7, circuit.srs, circuit.transcriptRepr),
                _inOrderOfQueries(circuit.fixedColumns, circuit.numLookupAdvice != 0),
                _points(circuit.permutationColumns)
            );
    }

    /// @dev Constants are column 1 behind the lookup table, but are queried before it.
    function _inOrderOfQueries(G1[] calldata columns, bool range) private pure returns (bytes memory) {
        if (!range) return _points(columns);
        return bytes.concat(abi.encode(columns[1], columns[0]), _points(columns[2:]));
    }

    function _points(G1[] calldata points) private pure returns (bytes memory encoded) {
        // abi.encode puts an offset and the length in front
        bytes memory withHead = abi.encode(points);
        encoded = new bytes(64 * points.length);
        assembly ("memory-safe") {
            mcopy(add(encoded, 32), add(withHead, 96), mload(encoded))
        }
    }

    function _storedShape(uint256 config) private pure returns (Shape memory) {
        return Halo2Shape.shapeOf(config & 0xff, (config >> 8) & 0xff, (config >> 16) & 0xff, (config >> 24) & 0xffff);
    }
}
