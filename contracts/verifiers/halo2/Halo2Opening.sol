// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Bn254, add, allocate, load, mul, store, sub} from "../../libraries/Bn254.sol";
import {IVerifier} from "../../interfaces/IVerifier.sol";
import {Shape} from "./Halo2Circuit.sol";
import {Challenges, Parts} from "./Halo2Proof.sol";

/// @title SHPLONK: that the commitments open to the evaluations
/// @dev halo2-axiom 0.4.2, poly/kzg/multiopen/shplonk/verifier.rs. Polynomials are grouped by the set of rotations they
/// are opened at; each set's interpolation at u is the sum of its evaluations weighted by Lagrange's basis.
///
/// Rotations are numbered: 0 to 3 are w^0 to w^3, 4 is w^-1, 5 is w^-7. Sets, as nibbles from the lowest:
library Halo2Opening {
    uint256 private constant ROTATIONS = 6;

    uint256 private constant SET_GATE = 0x3210;
    uint256 private constant SET_PRODUCT = 0x510;
    uint256 private constant SET_LAST_PRODUCT = 0x10;
    uint256 private constant SET_PERMUTED = 0x40;

    /// @dev How many scalars `prepare` wants inverted: a weight for each rotation of each set, and two distances.
    uint256 internal constant INVERSES = 4 + 3 + 2 + 2 + 2;

    /// @notice Words in memory that opening needs besides a proof.
    struct Opening {
        uint256 distances; // u - x w^rotation, by rotation number
        uint256 inverses; // of the weights' denominators by set and rotation, then of distances 4 and 5
        uint256 sum; // the commitments' sum, 64 bytes, and scratch, 96 bytes
        uint256 evaluation; // the folded evaluations
    }

    /// @dev Writes what must be inverted to `inverses`.
    function prepare(
        Challenges memory c,
        uint256 omega,
        uint256 omegaInverse,
        uint256 omegaMinus7,
        uint256 inverses
    ) internal pure returns (Opening memory o) {
        unchecked {
            uint256 points = allocate(32 * ROTATIONS);
            uint256 point = c.x;
            for (uint256 at = points; at < points + 128; at += 32) {
                store(at, point);
                point = mul(point, omega);
            }
            store(points + 128, mul(c.x, omegaInverse));
            store(points + 160, mul(c.x, omegaMinus7));

            o.distances = allocate(32 * ROTATIONS);
            for (uint256 offset = 0; offset < 32 * ROTATIONS; offset += 32) {
                store(o.distances + offset, sub(c.u, load(points + offset)));
            }

            o.inverses = inverses;
            uint256 to = _denominators(points, o.distances, SET_GATE, 4, inverses);
            to = _denominators(points, o.distances, SET_PRODUCT, 3, to);
            to = _denominators(points, o.distances, SET_LAST_PRODUCT, 2, to);
            to = _denominators(points, o.distances, SET_PERMUTED, 2, to);
            store(to, load(o.distances + 128));
            store(to + 32, load(o.distances + 160));
            o.sum = allocate(160);
        }
    }

    /// @dev Reverts unless the commitments open as the proof says, the quotient to `quotientEval`.
    /// @param xn x^n
    /// @param srs s * G2 in memory, in the order of EIP-197.
    function check(
        Opening memory o,
        Shape memory s,
        Parts memory p,
        Challenges memory c,
        uint256 quotientEval,
        uint256 xn,
        uint256 srs
    ) internal view {
        _gates(o, s, p, c.mu);

        // The order of the sets is that of their first polynomial; each is another power of nu.
        uint256 d = o.distances;
        uint256 d23 = mul(load(d + 64), load(d + 96));
        uint256 d123 = mul(load(d + 32), d23);
        uint256 scale = c.nu;
        if (s.lookupColumns != 0) {
            _plain(o, s, p, c.mu, mul(scale, d123), quotientEval, xn);
            scale = mul(scale, c.nu);
        }
        if (s.products > 1) {
            _products(o, s, p, c.mu, mul(scale, d23));
            scale = mul(scale, c.nu);
        }
        _lastProducts(o, s, p, c.mu, mul(scale, d23));
        scale = mul(scale, c.nu);
        if (s.lookups != 0) {
            _permuted(o, s, p, c.mu, mul(scale, d123));
            scale = mul(scale, c.nu);
        }
        if (s.lookupColumns == 0) _plain(o, s, p, c.mu, mul(scale, d123), quotientEval, xn);

        _checkPairing(o, p, c.u, mul(load(d), d123), srs);
    }

    /* SETS */

    /// @dev {0, 1, 2, 3}: the gate columns.
    function _gates(Opening memory o, Shape memory s, Parts memory p, uint256 mu) private view {
        unchecked {
            uint256 d = o.distances;
            uint256 scale = mul(mul(load(d), load(d + 32)), mul(load(d + 64), load(d + 96)));
            uint256 w0 = mul(scale, load(o.inverses));
            uint256 w1 = mul(scale, load(o.inverses + 32));
            uint256 w2 = mul(scale, load(o.inverses + 64));
            uint256 w3 = mul(scale, load(o.inverses + 96));
            uint256 factor = 1;
            uint256 evaluations = p.adviceEvals;
            uint256 end = p.advice + 64 * s.gates;
            for (uint256 point = p.advice; point < end; point += 64) {
                uint256 value = mul(w0, load(evaluations));
                value = add(value, mul(w1, load(evaluations + 32)));
                value = add(value, mul(w2, load(evaluations + 64)));
                value = add(value, mul(w3, load(evaluations + 96)));
                o.evaluation = add(o.evaluation, mul(factor, value));
                if (point == p.advice) {
                    // The first factor of all is 1: no multiplication.
                    store(o.sum, load(point));
                    store(o.sum + 32, load(point + 32));
                } else {
                    _addProduct(o.sum, point, factor);
                }
                factor = mul(factor, mu);
                evaluations += 128;
            }
        }
    }

    /// @dev {0}: lookup columns, permuted tables, fixed columns, permutation columns, quotient, random polynomial.
    function _plain(
        Opening memory o,
        Shape memory s,
        Parts memory p,
        uint256 mu,
        uint256 factor,
        uint256 quotientEval,
        uint256 xn
    ) private view {
        unchecked {
            uint256 gates = s.gates;
            uint256 count = s.lookupColumns;
            factor = _all(o, p.advice + 64 * gates, p.adviceEvals + 128 * gates, count, 64, 32, factor, mu);
            factor = _all(o, p.permuted + 64, p.lookupEvals + 128, s.lookups, 128, 160, factor, mu);
            factor = _all(o, p.fixedColumns, p.fixedEvals, s.fixedColumns, 64, 32, factor, mu);
            factor = _all(o, p.permutationColumns, p.sigmaEvals, s.permutation, 64, 32, factor, mu);

            o.evaluation = add(o.evaluation, mul(factor, quotientEval));
            uint256 piece = factor;
            uint256 end = p.adviceEvals;
            for (uint256 point = p.pieces; point < end; point += 64) {
                _addProduct(o.sum, point, piece);
                piece = mul(piece, xn);
            }
            factor = mul(factor, mu);
            _all(o, p.random, p.randomEval, 1, 64, 32, factor, mu);
        }
    }

    /// @dev {0, 1, -7}: the permutation products but the last.
    function _products(Opening memory o, Shape memory s, Parts memory p, uint256 mu, uint256 factor) private view {
        unchecked {
            uint256 d = o.distances;
            factor = mul(factor, load(o.inverses + 32 * 12)); // / d_-7
            uint256 scale = mul(mul(load(d), load(d + 32)), load(d + 160));
            uint256 w0 = mul(scale, load(o.inverses + 32 * 4));
            uint256 w1 = mul(scale, load(o.inverses + 32 * 5));
            uint256 w2 = mul(scale, load(o.inverses + 32 * 6));
            uint256 evaluations = p.productEvals;
            uint256 end = p.products + 64 * (s.products - 1);
            for (uint256 point = p.products; point < end; point += 64) {
                uint256 value = mul(w0, load(evaluations));
                value = add(value, mul(w1, load(evaluations + 32)));
                value = add(value, mul(w2, load(evaluations + 64)));
                _open(o, point, factor, value);
                factor = mul(factor, mu);
                evaluations += 96;
            }
        }
    }

    /// @dev {0, 1}: the last permutation product and the lookup products.
    function _lastProducts(Opening memory o, Shape memory s, Parts memory p, uint256 mu, uint256 factor) private view {
        unchecked {
            uint256 d = o.distances;
            uint256 scale = mul(load(d), load(d + 32));
            uint256 w0 = mul(scale, load(o.inverses + 32 * 7));
            uint256 w1 = mul(scale, load(o.inverses + 32 * 8));
            uint256 evaluations = p.productEvals + 96 * (s.products - 1);
            uint256 point = p.lookupProducts - 64;
            _open(o, point, factor, add(mul(w0, load(evaluations)), mul(w1, load(evaluations + 32))));
            for (evaluations = p.lookupEvals; evaluations < p.w; evaluations += 160) {
                point += 64;
                factor = mul(factor, mu);
                _open(o, point, factor, add(mul(w0, load(evaluations)), mul(w1, load(evaluations + 32))));
            }
        }
    }

    /// @dev {0, -1}: the permuted inputs.
    function _permuted(Opening memory o, Shape memory, Parts memory p, uint256 mu, uint256 factor) private view {
        unchecked {
            uint256 d = o.distances;
            factor = mul(factor, load(o.inverses + 32 * 11)); // / d_-1
            uint256 scale = mul(load(d), load(d + 128));
            uint256 w0 = mul(scale, load(o.inverses + 32 * 9));
            uint256 w1 = mul(scale, load(o.inverses + 32 * 10));
            uint256 point = p.permuted;
            for (uint256 at = p.lookupEvals; at < p.w; at += 160) {
                _open(o, point, factor, add(mul(w0, load(at + 64)), mul(w1, load(at + 96))));
                factor = mul(factor, mu);
                point += 128;
            }
        }
    }

    /* PRIVATE */

    /// @dev Polynomials opened at x alone.
    /// @return The factor of the polynomial after them.
    function _all(
        Opening memory o,
        uint256 point,
        uint256 evaluation,
        uint256 count,
        uint256 pointStep,
        uint256 evaluationStep,
        uint256 factor,
        uint256 mu
    ) private view returns (uint256) {
        unchecked {
            for (; count != 0; --count) {
                _open(o, point, factor, load(evaluation));
                factor = mul(factor, mu);
                point += pointStep;
                evaluation += evaluationStep;
            }
            return factor;
        }
    }

    function _open(Opening memory o, uint256 point, uint256 factor, uint256 value) private view {
        o.evaluation = add(o.evaluation, mul(factor, value));
        _addProduct(o.sum, point, factor);
    }

    function _addProduct(uint256 sum, uint256 point, uint256 scalar) private view {
        require(Bn254.addProduct(sum, point, scalar), IVerifier.ProofRejected());
    }

    /// @dev For each rotation of a set: the product of its distances to the others in the set, and to u.
    function _denominators(
        uint256 points,
        uint256 distances,
        uint256 set,
        uint256 size,
        uint256 to
    ) private pure returns (uint256) {
        unchecked {
            for (uint256 i = 0; i < 4 * size; i += 4) {
                uint256 rotation = ((set >> i) & 0xf) << 5;
                uint256 point = load(points + rotation);
                uint256 product = load(distances + rotation);
                for (uint256 j = 0; j < 4 * size; j += 4) {
                    if (i == j) continue;
                    uint256 other = ((set >> j) & 0xf) << 5;
                    product = mul(product, sub(point, load(points + other)));
                }
                store(to, product);
                to += 32;
            }
            return to;
        }
    }

    /// @dev F = sum - evaluation G1 - d0 d1 d2 d3 W + u W', and e(W', s G2) e(-F, G2) must be 1.
    function _checkPairing(
        Opening memory o,
        Parts memory p,
        uint256 u,
        uint256 gateDistances,
        uint256 srs
    ) private view {
        uint256 sum = o.sum;
        uint256 generator = allocate(64);
        store(generator, 1);
        store(generator + 32, 2);
        _addProduct(sum, generator, sub(0, o.evaluation));
        _addProduct(sum, p.w, sub(0, gateDistances));
        _addProduct(sum, p.wPrime, u);
        Bn254.negate(sum);

        uint256 pairs = allocate(384);
        uint256 wPrime = p.wPrime;
        assembly ("memory-safe") {
            mcopy(pairs, wPrime, 64)
            mcopy(add(pairs, 64), srs, 128)
            mcopy(add(pairs, 192), sum, 64)
            // the generator of G2, imaginary parts first
            mstore(add(pairs, 256), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(pairs, 288), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(pairs, 320), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(pairs, 352), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
        }
        require(Bn254.pairingHolds(pairs, 2), IVerifier.ProofRejected());
    }
}
