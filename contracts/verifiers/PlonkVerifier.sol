// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "../interfaces/IVerifier.sol";
import {Bn254, R, add, allocate, load, mul, store, sub} from "../libraries/Bn254.sol";
import {CodeStorage} from "../libraries/CodeStorage.sol";
import {KnownSecrets} from "../libraries/KnownSecrets.sol";
import {PlonkDomain} from "../libraries/PlonkDomain.sol";
import {G1, G2} from "./Groth16Verifier.sol";

/// @notice A PLONK verification key as snarkjs exports it.
struct PlonkKey {
    uint8 power; // the domain has 2^power rows
    uint16 inputs; // public signals
    uint256 k1; // the cosets of the second and the third wire
    uint256 k2;
    G2 x2; // s * G2 of the set-up
    G1 qm; // selectors: product, left, right, output, constant
    G1 ql;
    G1 qr;
    G1 qo;
    G1 qc;
    G1 s1; // permutation
    G1 s2;
    G1 s3;
}

/// @title PLONK over BN254 for any circuit, as snarkjs makes its proofs
/// @notice Keys are data: anyone may register one, and its hash is the programId that proofs are about. A key, once
/// registered, never changes. It comes of a universal set-up: no ceremony for a circuit of its own is needed.
/// @dev Journal: the public signals, 32 bytes each. Proof, 768 bytes as snarkjs exports calldata: points A B C Z T1 T2
/// T3 Wxi Wxiw, then evaluations a b c s1 s2 zw. The algorithm is that of snarkjs 0.7.6, src/plonk_verify.js and
/// templates/verifier_plonk.sol.ejs; the protocol that of "PLONK" (eprint 2019/953), section 8.3.
///
/// A key is stored as code: power and inputs, w, k1, k2, s * G2, then the eight points.
contract PlonkVerifier is IVerifier {
    event KeyRegistered(bytes32 indexed programId, uint256 inputs);

    /// @notice The domain, the number of public signals or the cosets are none that a circuit has.
    error InvalidKey();
    /// @notice A point of the key is not on its curve, not in its group, or s * G2 is infinity.
    error InvalidKeyPoint();
    /// @notice Everybody knows the secret of the set-up, or the key ties public
    /// signals to nothing: anyone could forge proofs.
    error ForgeableKey();
    error InvalidProofLength(uint256 expected, uint256 actual);
    error InvalidJournalLength(uint256 expected, uint256 actual);
    /// @notice A public signal is not below the field's order: it would have a second name.
    error InputNotInField(uint256 index);
    /// @notice An evaluation in the proof is not below the field's order.
    error EvaluationNotInField(uint256 index);

    /* CONSTANTS */

    /// @notice Most public signals of a circuit.
    uint256 public constant MAX_INPUTS = 256;

    uint256 private constant POINTS = 9;
    uint256 private constant EVALUATIONS = 6;
    uint256 private constant PROOF_LENGTH = 64 * POINTS + 32 * EVALUATIONS;

    /// @dev Where a stored key's parts are.
    uint256 private constant KEY_OMEGA = 32;
    uint256 private constant KEY_K1 = 64;
    uint256 private constant KEY_K2 = 96;
    uint256 private constant KEY_X2 = 128;
    uint256 private constant KEY_POINTS = 256;
    uint256 private constant KEY_LENGTH = KEY_POINTS + 64 * 8;

    /// @notice Where key, journal and proof are in memory, one after the other.
    struct Parts {
        uint256 key;
        uint256 journal;
        uint256 proof;
        uint256 evaluations;
        uint256 inputs;
    }

    struct Challenges {
        uint256 beta;
        uint256 gamma;
        uint256 alpha;
        uint256 xi;
        uint256 v;
        uint256 u;
    }

    /// @notice What is computed once from xi.
    struct AtXi {
        uint256 xn; // xi^n
        uint256 vanishing; // xi^n - 1
        uint256 first; // the first Lagrange polynomial
        uint256 publics; // the public signals' polynomial
    }

    /* KEYS */

    /// @notice Registers a verification key. Anyone may; registering a known key again changes nothing.
    /// @dev Reverts with InvalidKey, InvalidKeyPoint or ForgeableKey.
    /// @return programId keccak256(abi.encode(key)).
    function registerKey(PlonkKey calldata key) external returns (bytes32 programId) {
        programId = keccak256(abi.encode(key));
        (, uint256 length) = CodeStorage.find(programId);
        if (length != 0) return programId;

        uint256 power = key.power;
        require(power != 0 && power <= PlonkDomain.MAX_POWER, InvalidKey());
        require(key.inputs != 0 && key.inputs <= MAX_INPUTS && key.inputs <= 1 << power, InvalidKey());
        require(PlonkDomain.cosetsDiffer(power, key.k1, key.k2), InvalidKey());
        _checkPoints(key);
        _checkForgeable(key);

        uint256 config = power | (uint256(key.inputs) << 8);
        CodeStorage.write(
            programId,
            bytes.concat(
                abi.encode(config, PlonkDomain.rootOfUnity(power), key.k1, key.k2, key.x2),
                abi.encode(key.qm, key.ql, key.qr, key.qo),
                abi.encode(key.qc, key.s1, key.s2, key.s3)
            )
        );
        emit KeyRegistered(programId, key.inputs);
    }

    /// @notice How many public signals the key has; zero if it is not registered.
    function inputsOf(bytes32 programId) external view returns (uint256) {
        (address pointer, uint256 length) = CodeStorage.find(programId);
        if (length == 0) return 0;
        uint256 at = allocate(32);
        CodeStorage.load(pointer, at, 32);
        return load(at) >> 8;
    }

    /* VERIFYING */

    /// @inheritdoc IVerifier
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        (address pointer, uint256 length) = CodeStorage.find(programId);
        require(length != 0, UnknownProgram(programId));
        require(proof.length == PROOF_LENGTH, InvalidProofLength(PROOF_LENGTH, proof.length));

        Parts memory p;
        p.key = allocate(KEY_LENGTH + journal.length + PROOF_LENGTH);
        CodeStorage.load(pointer, p.key, KEY_LENGTH);
        p.inputs = load(p.key) >> 8;
        require(journal.length == 32 * p.inputs, InvalidJournalLength(32 * p.inputs, journal.length));
        p.journal = p.key + KEY_LENGTH;
        p.proof = p.journal + journal.length;
        p.evaluations = p.proof + 64 * POINTS;
        uint256 to = p.journal;
        assembly ("memory-safe") {
            calldatacopy(to, journal.offset, journal.length)
            calldatacopy(add(to, journal.length), proof.offset, proof.length)
        }
        _checkFields(p);

        Challenges memory c = _challenges(p);
        AtXi memory x = _atXi(p, c.xi);
        _checkPairing(p, c, _sum(p, c, x));
    }

    /* PRIVATE: VERIFYING */

    function _checkFields(Parts memory p) private pure {
        unchecked {
            for (uint256 i = 0; i < p.inputs; ++i) require(load(p.journal + 32 * i) < R, InputNotInField(i));
            for (uint256 i = 0; i < EVALUATIONS; ++i) {
                require(load(p.evaluations + 32 * i) < R, EvaluationNotInField(i));
            }
        }
    }

    /// @dev Each challenge is the hash of the one before it and what the prover said since.
    function _challenges(Parts memory p) private pure returns (Challenges memory c) {
        uint256 points = p.key + KEY_POINTS;
        uint256 proof = p.proof;
        assembly ("memory-safe") {
            let hashed := mload(0x40)
            // the key's points, the public signals, A B C
            let beta := mod(keccak256(points, add(sub(proof, points), 192)), R)
            mstore(hashed, beta)
            let gamma := mod(keccak256(hashed, 32), R)
            mstore(add(hashed, 32), gamma)
            mcopy(add(hashed, 64), add(proof, 192), 64) // Z
            let alpha := mod(keccak256(hashed, 128), R)
            mstore(hashed, alpha)
            mcopy(add(hashed, 32), add(proof, 256), 192) // T1 T2 T3
            let xi := mod(keccak256(hashed, 224), R)
            mstore(hashed, xi)
            mcopy(add(hashed, 32), add(proof, 576), 192) // evaluations
            let v := mod(keccak256(hashed, 224), R)
            let u := mod(keccak256(add(proof, 448), 128), R) // Wxi Wxiw

            mstore(c, beta)
            mstore(add(c, 32), gamma)
            mstore(add(c, 64), alpha)
            mstore(add(c, 96), xi)
            mstore(add(c, 128), v)
            mstore(add(c, 160), u)
        }
    }

    /// @dev xi^n, the Lagrange polynomials and minus the public signals with them.
    function _atXi(Parts memory p, uint256 xi) private view returns (AtXi memory x) {
        unchecked {
            uint256 power = load(p.key) & 0xff;
            uint256 omega = load(p.key + KEY_OMEGA);
            x.xn = PlonkDomain.raise(xi, power);
            x.vanishing = sub(x.xn, 1);
            uint256 inverses = PlonkDomain.denominators(power, omega, xi, p.inputs, 0);
            // A challenge among the roots of unity, as likely as breaking the proof system by chance, so no test has one.
            require(Bn254.invertAll(inverses, p.inputs), ProofRejected());
            (x.first, x.publics) = PlonkDomain.publicsAt(inverses, p.journal, p.inputs, omega, x.vanishing);
        }
    }

    /// @dev The linearised constraints, the opened polynomials less their evaluations, and xi and xi w times the
    /// openings' proofs: the paper's F - E + xi Wxi + u xi w Wxiw.
    function _sum(Parts memory p, Challenges memory c, AtXi memory x) private view returns (uint256 sum) {
        unchecked {
            sum = allocate(160);
            uint256 points = p.key + KEY_POINTS;
            uint256 a = load(p.evaluations);
            uint256 b = load(p.evaluations + 32);
            uint256 o = load(p.evaluations + 64);

            // gates
            store(sum, load(points + 256)); // qc
            store(sum + 32, load(points + 288));
            _addProduct(sum, points, mul(a, b)); // qm
            _addProduct(sum, points + 64, a); // ql
            _addProduct(sum, points + 128, b); // qr
            _addProduct(sum, points + 192, o); // qo

            _addPermutation(sum, p, c, x);

            // quotient, in three pieces
            uint256 factor = sub(0, x.vanishing);
            _addProduct(sum, p.proof + 256, factor);
            factor = mul(factor, x.xn);
            _addProduct(sum, p.proof + 320, factor);
            _addProduct(sum, p.proof + 384, mul(factor, x.xn));

            // openings
            uint256 opened = sub(0, _constant(p, c, x));
            factor = c.v;
            for (uint256 i = 0; i < 5; ++i) {
                // A B C of the proof, s1 s2 of the key
                _addProduct(sum, i < 3 ? p.proof + 64 * i : points + 64 * (i + 2), factor);
                opened = add(opened, mul(factor, load(p.evaluations + 32 * i)));
                factor = mul(factor, c.v);
            }
            opened = add(opened, mul(c.u, load(p.evaluations + 160)));
            uint256 generator = allocate(64);
            store(generator, 1);
            store(generator + 32, 2);
            _addProduct(sum, generator, sub(0, opened));

            _addProduct(sum, p.proof + 448, c.xi);
            _addProduct(sum, p.proof + 512, mul(c.u, mul(c.xi, load(p.key + KEY_OMEGA))));
        }
    }

    /// @dev The permutation's part of the linearised constraints, and u Z: Z is opened at xi w too.
    function _addPermutation(uint256 sum, Parts memory p, Challenges memory c, AtXi memory x) private view {
        unchecked {
            uint256 betaXi = mul(c.beta, c.xi);
            uint256 z = add(load(p.evaluations), add(betaXi, c.gamma));
            z = mul(z, add(load(p.evaluations + 32), add(mul(betaXi, load(p.key + KEY_K1)), c.gamma)));
            z = mul(z, add(load(p.evaluations + 64), add(mul(betaXi, load(p.key + KEY_K2)), c.gamma)));
            z = add(mul(z, c.alpha), mul(x.first, mul(c.alpha, c.alpha)));
            _addProduct(sum, p.proof + 192, add(z, c.u));

            uint256 s = mul(_shifted(p, c), mul(c.beta, c.alpha));
            s = mul(s, load(p.evaluations + 160));
            _addProduct(sum, p.key + KEY_POINTS + 448, sub(0, s)); // s3
        }
    }

    /// @dev r0: what of the linearised constraints is no polynomial.
    function _constant(Parts memory p, Challenges memory c, AtXi memory x) private pure returns (uint256 constant_) {
        unchecked {
            constant_ = sub(x.publics, mul(x.first, mul(c.alpha, c.alpha)));
            uint256 product = mul(_shifted(p, c), add(load(p.evaluations + 64), c.gamma));
            product = mul(product, mul(load(p.evaluations + 160), c.alpha));
            constant_ = sub(constant_, product);
        }
    }

    /// @dev (a + beta s1 + gamma) (b + beta s2 + gamma)
    function _shifted(Parts memory p, Challenges memory c) private pure returns (uint256) {
        unchecked {
            uint256 left = add(load(p.evaluations), add(mul(c.beta, load(p.evaluations + 96)), c.gamma));
            uint256 right = add(load(p.evaluations + 32), add(mul(c.beta, load(p.evaluations + 128)), c.gamma));
            return mul(left, right);
        }
    }

    /// @dev e(-(Wxi + u Wxiw), s G2) e(sum, G2) must be 1.
    function _checkPairing(Parts memory p, Challenges memory c, uint256 sum) private view {
        uint256 witness = allocate(160);
        store(witness, load(p.proof + 448));
        store(witness + 32, load(p.proof + 480));
        _addProduct(witness, p.proof + 512, c.u);
        require(PlonkDomain.openingHolds(sum, witness, p.key + KEY_X2), ProofRejected());
    }

    function _addProduct(uint256 sum, uint256 point, uint256 scalar) private view {
        require(Bn254.addProduct(sum, point, scalar), ProofRejected());
    }

    /* PRIVATE: KEYS */

    /// @dev Selectors may be infinity: a circuit need not have constants, say.
    function _checkPoints(PlonkKey calldata key) private view {
        G1[8] memory points = [key.qm, key.ql, key.qr, key.qo, key.qc, key.s1, key.s2, key.s3];
        for (uint256 i = 0; i < points.length; ++i) {
            require(Bn254.isOnCurve(points[i].x, points[i].y), InvalidKeyPoint());
        }
        G2 calldata x2 = key.x2;
        require(PlonkDomain.isSetUp(x2.x1, x2.x0, x2.y1, x2.y0), InvalidKeyPoint());
    }

    /// @dev What it costs little to see: see docs/verifiers.md, "Keys under which anyone can forge".
    function _checkForgeable(PlonkKey calldata key) private view {
        require(!KnownSecrets.isKnownG2(key.x2.x1), ForgeableKey());
        // Rows of public signals take them by ql; what none of the other selectors reads is proved of nothing.
        require((key.ql.x | key.ql.y) != 0, ForgeableKey());
        uint256 others = key.qm.x | key.qm.y | key.qr.x | key.qr.y | key.qo.x | key.qo.y;
        require((others | key.qc.x | key.qc.y) != 0, ForgeableKey());

        // s1 is s G1 where the permutation leaves the first wires alone: no gate sees the public signals, which are there.
        require(!PlonkDomain.isShift(abi.encode(key.s1, uint256(1), uint256(2), key.x2)), ForgeableKey());
    }
}
