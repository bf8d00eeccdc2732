// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "../interfaces/IVerifier.sol";
import {Bn254, R, add, allocate, load, mul, store, sub} from "../libraries/Bn254.sol";
import {CodeStorage} from "../libraries/CodeStorage.sol";
import {KnownSecrets} from "../libraries/KnownSecrets.sol";
import {PlonkDomain} from "../libraries/PlonkDomain.sol";
import {G1, G2} from "./Groth16Verifier.sol";

/// @notice An FFLONK verification key as snarkjs exports it, less the roots of unity, which follow from the power.
struct FflonkKey {
    uint8 power; // the domain has 2^power rows
    uint16 inputs; // public signals
    uint256 k1; // the cosets of the second and the third wire
    uint256 k2;
    G2 x2; // s * G2 of the set-up
    G1 c0; // selectors and permutation, combined in one polynomial
}

/// @title FFLONK over BN254 for any circuit, as snarkjs makes its proofs
/// @notice Keys are data: anyone may register one, and its hash is the programId that proofs are about. A key, once
/// registered, never changes. It comes of a universal set-up: no ceremony for a circuit of its own is needed.
/// @dev Journal: the public signals, 32 bytes each. Proof, 736 bytes: points C1 C2 W1 W2, then evaluations ql qr qm qo
/// qc s1 s2 s3 a b c z zw t1w t2w; that is what snarkjs exports as calldata less its last word, an inverse that is
/// computed here. The transcript and the polynomials are those of snarkjs 0.7.6 (src/fflonk_verify.js), the protocol
/// that of "fflonk: a Fast-Fourier inspired verifier efficient version of PlonK" (eprint 2021/1167).
///
/// Each commitment combines several polynomials: C0(X) = ql(X^8) + X qr(X^8) + X^2 qo(X^8) + ..., C1 likewise with
/// fourth and C2 with third powers. With xi = seed^24 all three are opened at the roots of xi (C2 also at those of
/// xi w). On the eighth roots of xi C0 takes the values of ql(xi) + X qr(xi) + ... + X^7 s3(xi), which has a degree
/// below eight: that itself is the interpolation r0, and no root need be computed. r1 likewise; r2 is put together of
/// the parts at xi and at xi w by the Chinese remainder theorem.
///
/// A key is stored as code: power and inputs, w, k1, k2, s * G2, C0.
contract FflonkVerifier is IVerifier {
    event KeyRegistered(bytes32 indexed programId, uint256 inputs);

    /// @notice The domain, the number of public signals or the cosets are none that a circuit has.
    error InvalidKey();
    /// @notice A point of the key is not on its curve, not in its group, or infinity.
    error InvalidKeyPoint();
    /// @notice Everybody knows the secret of the set-up: anyone could forge proofs.
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

    uint256 private constant POINTS = 4;
    uint256 private constant EVALUATIONS = 15;
    uint256 private constant PROOF_LENGTH = 64 * POINTS + 32 * EVALUATIONS;

    /// @dev Where a stored key's parts are.
    uint256 private constant KEY_OMEGA = 32;
    uint256 private constant KEY_K1 = 64;
    uint256 private constant KEY_K2 = 96;
    uint256 private constant KEY_X2 = 128;
    uint256 private constant KEY_C0 = 256;
    uint256 private constant KEY_LENGTH = 320;

    /// @dev Where a proof's points are.
    uint256 private constant C1 = 0;
    uint256 private constant C2 = 64;
    uint256 private constant W1 = 128;
    uint256 private constant W2 = 192;

    /// @dev Where a proof's evaluations are, from the first on: at xi, the last three at xi w.
    uint256 private constant QL = 0;
    uint256 private constant QR = 32;
    uint256 private constant QM = 64;
    uint256 private constant QO = 96;
    uint256 private constant QC = 128;
    uint256 private constant S1 = 160;
    uint256 private constant S2 = 192;
    uint256 private constant S3 = 224;
    uint256 private constant A = 256;
    uint256 private constant B = 288;
    uint256 private constant C = 320;
    uint256 private constant Z = 352;
    uint256 private constant ZW = 384;
    uint256 private constant T1W = 416;
    uint256 private constant T2W = 448;

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
        uint256 xi;
        uint256 alpha;
        uint256 y;
    }

    /// @notice What is computed once from xi and y.
    struct Opening {
        uint256 xiw; // xi w
        uint256 atXi; // y^3 - xi
        uint256 atXiw; // y^3 - xi w
        uint256 all; // y^8 - xi: vanishes on the roots at which C0 is opened
        uint256 weight1; // alpha (y^8 - xi) / (y^4 - xi)
        uint256 weight2; // alpha^2 (y^8 - xi) / ((y^3 - xi) (y^3 - xi w))
        uint256 inverseGap; // 1 / (xi - xi w)
        uint256 inverseVanishing; // 1 / (xi^n - 1)
        uint256 first; // the first Lagrange polynomial at xi
        uint256 publics; // the public signals' polynomial at xi
    }

    /* KEYS */

    /// @notice Registers a verification key. Anyone may; registering a known key again changes nothing.
    /// @dev Reverts with InvalidKey, InvalidKeyPoint or ForgeableKey.
    /// @return programId keccak256(abi.encode(key)).
    function registerKey(FflonkKey calldata key) external returns (bytes32 programId) {
        programId = keccak256(abi.encode(key));
        (, uint256 length) = CodeStorage.find(programId);
        if (length != 0) return programId;

        uint256 power = key.power;
        require(power != 0 && power <= PlonkDomain.MAX_POWER, InvalidKey());
        require(key.inputs != 0 && key.inputs <= MAX_INPUTS && key.inputs <= 1 << power, InvalidKey());
        require(PlonkDomain.cosetsDiffer(power, key.k1, key.k2), InvalidKey());
        G2 calldata x2 = key.x2;
        require(PlonkDomain.isSetUp(x2.x1, x2.x0, x2.y1, x2.y0), InvalidKeyPoint());
        require(!KnownSecrets.isKnownG2(x2.x1), ForgeableKey());
        // The permutation's polynomials have distinct values, so that no circuit's C0 is infinity.
        require((key.c0.x | key.c0.y) != 0 && Bn254.isOnCurve(key.c0.x, key.c0.y), InvalidKeyPoint());

        uint256 config = power | (uint256(key.inputs) << 8);
        uint256 omega = PlonkDomain.rootOfUnity(power);
        CodeStorage.write(programId, abi.encode(config, omega, key.k1, key.k2, key.x2, key.c0));
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
        _checkOpening(p, c, _opening(p, c));
    }

    /* PRIVATE */

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
        uint256 c0 = p.key + KEY_C0;
        uint256 proof = p.proof;
        uint256 seed;
        assembly ("memory-safe") {
            let hashed := mload(0x40)
            // C0, the public signals, C1
            let beta := mod(keccak256(c0, add(sub(proof, c0), 64)), R)
            mstore(hashed, beta)
            let gamma := mod(keccak256(hashed, 32), R)
            mstore(hashed, gamma)
            mcopy(add(hashed, 32), add(proof, C2), 64)
            seed := mod(keccak256(hashed, 96), R)
            mstore(hashed, seed)
            mcopy(add(hashed, 32), add(proof, 256), 480) // evaluations
            let alpha := mod(keccak256(hashed, 512), R)
            mstore(hashed, alpha)
            mcopy(add(hashed, 32), add(proof, W1), 64)
            let y := mod(keccak256(hashed, 96), R)

            mstore(c, beta)
            mstore(add(c, 32), gamma)
            mstore(add(c, 96), alpha)
            mstore(add(c, 128), y)
        }
        // xi = seed^24 has eighth, fourth and third roots
        seed = mul(seed, mul(seed, seed));
        c.xi = PlonkDomain.raise(seed, 3);
    }

    function _opening(Parts memory p, Challenges memory c) private view returns (Opening memory o) {
        unchecked {
            uint256 power = load(p.key) & 0xff;
            uint256 omega = load(p.key + KEY_OMEGA);
            uint256 vanishing = sub(PlonkDomain.raise(c.xi, power), 1);
            uint256 y2 = mul(c.y, c.y);
            uint256 y3 = mul(y2, c.y);
            uint256 y4 = mul(y2, y2);
            o.xiw = mul(c.xi, omega);
            o.atXi = sub(y3, c.xi);
            o.atXiw = sub(y3, o.xiw);
            o.all = sub(mul(y4, y4), c.xi);

            uint256 inverses = PlonkDomain.denominators(power, omega, c.xi, p.inputs, 4);
            uint256 more = inverses + 32 * p.inputs;
            store(more, sub(y4, c.xi));
            store(more + 32, mul(o.atXi, o.atXiw));
            store(more + 64, sub(c.xi, o.xiw));
            store(more + 96, vanishing);
            // A challenge among so few values is as likely as breaking the proof system by chance.
            require(Bn254.invertAll(inverses, p.inputs + 4), ProofRejected());

            o.weight1 = mul(c.alpha, mul(o.all, load(more)));
            o.weight2 = mul(mul(c.alpha, c.alpha), mul(o.all, load(more + 32)));
            o.inverseGap = load(more + 64);
            o.inverseVanishing = load(more + 96);
            (o.first, o.publics) = PlonkDomain.publicsAt(inverses, p.journal, p.inputs, omega, vanishing);
        }
    }

    /// @dev With F = C0 + weight1 C1 + weight2 C2 and r = r0 + weight1 r1 + weight2 r2:
    /// e(F - r G1 - (y^8 - xi) W1 + y W2, G2) must be e(W2, s G2).
    function _checkOpening(Parts memory p, Challenges memory c, Opening memory o) private view {
        unchecked {
            uint256 opened = _r0(p.evaluations, c.y);
            opened = add(opened, mul(o.weight1, _r1(p.evaluations, c.y, o)));
            opened = add(opened, mul(o.weight2, _r2(p, c, o)));

            uint256 sum = allocate(160);
            store(sum, load(p.key + KEY_C0));
            store(sum + 32, load(p.key + KEY_C0 + 32));
            uint256 generator = allocate(64);
            store(generator, 1);
            store(generator + 32, 2);
            _addProduct(sum, p.proof + C1, o.weight1);
            _addProduct(sum, p.proof + C2, o.weight2);
            _addProduct(sum, generator, sub(0, opened));
            _addProduct(sum, p.proof + W1, sub(0, o.all));
            _addProduct(sum, p.proof + W2, c.y);
            require(PlonkDomain.openingHolds(sum, p.proof + W2, p.key + KEY_X2), ProofRejected());
        }
    }

    /// @dev ql + qr y + qo y^2 + qm y^3 + qc y^4 + s1 y^5 + s2 y^6 + s3 y^7
    function _r0(uint256 e, uint256 y) private pure returns (uint256 r) {
        unchecked {
            r = add(mul(load(e + S3), y), load(e + S2));
            r = add(mul(r, y), load(e + S1));
            r = add(mul(r, y), load(e + QC));
            r = add(mul(r, y), load(e + QM));
            r = add(mul(r, y), load(e + QO));
            r = add(mul(r, y), load(e + QR));
            r = add(mul(r, y), load(e + QL));
        }
    }

    /// @dev a + b y + c y^2 + t0 y^3, where t0 (xi^n - 1) are the gates: ql a + qr b + qm a b + qo c + qc + publics.
    function _r1(uint256 e, uint256 y, Opening memory o) private pure returns (uint256 r) {
        unchecked {
            uint256 a = load(e + A);
            uint256 b = load(e + B);
            uint256 c = load(e + C);
            uint256 gates = add(mul(load(e + QL), a), mul(load(e + QR), b));
            gates = add(gates, add(mul(load(e + QM), mul(a, b)), mul(load(e + QO), c)));
            gates = add(gates, add(load(e + QC), o.publics));
            r = mul(mul(gates, o.inverseVanishing), y);
            r = mul(add(r, c), y);
            r = add(mul(add(r, b), y), a);
        }
    }

    /// @dev The polynomial that is z + t1 X + t2 X^2 where X^3 = xi and zw + t1w X + t2w X^2 where X^3 = xi w, at y.
    /// t1 and t2 times xi^n - 1 are the permutation's two constraints: it begins with 1, and each row multiplies it.
    function _r2(Parts memory p, Challenges memory c, Opening memory o) private pure returns (uint256) {
        unchecked {
            uint256 e = p.evaluations;
            uint256 z = load(e + Z);
            uint256 t1 = mul(mul(sub(z, 1), o.first), o.inverseVanishing);
            uint256 t2 = mul(sub(mul(_wires(p, c), z), mul(_permuted(e, c), load(e + ZW))), o.inverseVanishing);
            uint256 here = add(mul(add(mul(t2, c.y), t1), c.y), z);
            uint256 next = add(mul(add(mul(load(e + T2W), c.y), load(e + T1W)), c.y), load(e + ZW));
            return mul(sub(mul(here, o.atXiw), mul(next, o.atXi)), o.inverseGap);
        }
    }

    /// @dev (a + beta xi + gamma) (b + beta k1 xi + gamma) (c + beta k2 xi + gamma)
    function _wires(Parts memory p, Challenges memory c) private pure returns (uint256 product) {
        unchecked {
            uint256 e = p.evaluations;
            uint256 betaXi = mul(c.beta, c.xi);
            product = add(load(e + A), add(betaXi, c.gamma));
            product = mul(product, add(load(e + B), add(mul(betaXi, load(p.key + KEY_K1)), c.gamma)));
            product = mul(product, add(load(e + C), add(mul(betaXi, load(p.key + KEY_K2)), c.gamma)));
        }
    }

    /// @dev (a + beta s1 + gamma) (b + beta s2 + gamma) (c + beta s3 + gamma)
    function _permuted(uint256 e, Challenges memory c) private pure returns (uint256 product) {
        unchecked {
            product = add(load(e + A), add(mul(c.beta, load(e + S1)), c.gamma));
            product = mul(product, add(load(e + B), add(mul(c.beta, load(e + S2)), c.gamma)));
            product = mul(product, add(load(e + C), add(mul(c.beta, load(e + S3)), c.gamma)));
        }
    }

    function _addProduct(uint256 sum, uint256 point, uint256 scalar) private view {
        require(Bn254.addProduct(sum, point, scalar), ProofRejected());
    }
}
