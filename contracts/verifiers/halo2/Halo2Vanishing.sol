// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {add, allocate, load, mul, store, sub} from "../../libraries/Bn254.sol";
import {Shape} from "./Halo2Circuit.sol";
import {Challenges, Parts} from "./Halo2Proof.sol";

/// @notice Lagrange polynomials at x.
struct Lagrange {
    uint256 first; // of the first row
    uint256 last; // of the row w^-7, the last that is not blinded
    uint256 active; // one minus those of the last and the blinded rows
}

/// @title The vanishing argument: all constraints of a circuit at x, folded by y
/// @dev halo2-axiom 0.4.2, plonk/verifier.rs, plonk/permutation/verifier.rs, plonk/lookup/verifier.rs and
/// plonk/vanishing/verifier.rs. The result divided by x^n - 1 is what the quotient polynomial must be at x.
library Halo2Vanishing {
    /// @dev 7^(2^28): tells the permutation's columns apart.
    uint256 private constant DELTA = 0x09226b6e22c6f0ca64ec26aad4c86e715b5f898e5e963f25870e56bbe533e9a2;

    /// @dev DELTA^column: the coset of the domain by which the permutation knows the column.
    function cosetOf(uint256 column) internal pure returns (uint256 coset) {
        coset = 1;
        for (uint256 i = 0; i < column; ++i) coset = mul(coset, DELTA);
    }

    /// @return The folded constraints; the quotient times (x^n - 1).
    function evaluate(
        Shape memory s,
        Parts memory p,
        Challenges memory c,
        Lagrange memory rows,
        uint256 instanceEval
    ) internal pure returns (uint256) {
        uint256 folded = _gates(s, p, c.y);
        folded = _permutation(s, p, c, rows, instanceEval, folded);
        return _lookups(s, p, c, rows, folded);
    }

    /// @dev q (a + b c - d) of each gate column, over four rows.
    function _gates(Shape memory s, Parts memory p, uint256 y) private pure returns (uint256 folded) {
        unchecked {
            uint256 selector = p.fixedEvals + 32 * s.firstSelector;
            uint256 end = p.adviceEvals + 128 * s.gates;
            for (uint256 a = p.adviceEvals; a < end; a += 128) {
                uint256 gate = sub(add(load(a), mul(load(a + 32), load(a + 64))), load(a + 96));
                folded = add(mul(folded, y), mul(load(selector), gate));
                selector += 32;
            }
        }
    }

    function _permutation(
        Shape memory s,
        Parts memory p,
        Challenges memory c,
        Lagrange memory rows,
        uint256 instanceEval,
        uint256 folded
    ) private pure returns (uint256) {
        unchecked {
            uint256 y = c.y;
            uint256 lastZ = p.productEvals + 96 * (s.products - 1);
            uint256 z = load(lastZ);
            folded = add(mul(folded, y), mul(rows.first, sub(1, load(p.productEvals))));
            folded = add(mul(folded, y), mul(rows.last, sub(mul(z, z), z)));
            for (uint256 at = p.productEvals; at < lastZ; at += 96) {
                folded = add(mul(folded, y), mul(rows.first, sub(load(at + 96), load(at + 64))));
            }

            uint256 column = _columns(s, p, instanceEval);
            uint256 end = column + 32 * s.permutation;
            uint256 sigma = p.sigmaEvals;
            uint256 beta = c.beta;
            uint256 gamma = c.gamma;
            uint256 shift = mul(beta, c.x); // beta DELTA^column x
            for (uint256 at = p.productEvals; at <= lastZ; at += 96) {
                uint256 left = load(at + 32);
                uint256 right = load(at);
                for (uint256 i = s.chunk; i != 0 && column < end; --i) {
                    uint256 value = add(load(column), gamma);
                    left = mul(left, value + mul(beta, load(sigma)));
                    right = mul(right, value + shift);
                    shift = mul(shift, DELTA);
                    column += 32;
                    sigma += 32;
                }
                folded = add(mul(folded, y), mul(rows.active, sub(left, right)));
            }
            return folded;
        }
    }

    /// @dev The permutation's columns at x, in its order.
    function _columns(Shape memory s, Parts memory p, uint256 instanceEval) private pure returns (uint256 columns) {
        unchecked {
            columns = allocate(32 * s.permutation);
            store(columns, load(p.fixedEvals));
            uint256 to = columns + 32;
            uint256 lookupEvals = p.adviceEvals + 128 * s.gates;
            for (uint256 at = p.adviceEvals; at < lookupEvals; at += 128) {
                store(to, load(at));
                to += 32;
            }
            for (uint256 at = lookupEvals; at < p.fixedEvals; at += 32) {
                store(to, load(at));
                to += 32;
            }
            store(to, instanceEval);
        }
    }

    function _lookups(
        Shape memory s,
        Parts memory p,
        Challenges memory c,
        Lagrange memory rows,
        uint256 folded
    ) private pure returns (uint256) {
        unchecked {
            uint256 y = c.y;
            uint256 input = p.adviceEvals + 128 * s.gates;
            for (uint256 at = p.lookupEvals; at < p.w; at += 160) {
                uint256 z = load(at);
                uint256 permutedInput = load(at + 64);
                uint256 permutedTable = load(at + 128);
                folded = add(mul(folded, y), mul(rows.first, sub(1, z)));
                folded = add(mul(folded, y), mul(rows.last, sub(mul(z, z), z)));

                // What is looked up: a cell of a lookup column, or of the gate column where its selector says so.
                uint256 value = s.single ? mul(load(p.fixedEvals + 96), load(p.adviceEvals)) : load(input);
                input += 32;
                uint256 left = mul(load(at + 32), mul(permutedInput + c.beta, permutedTable + c.gamma));
                uint256 right = mul(z, mul(value + c.beta, load(p.fixedEvals + 32) + c.gamma));
                folded = add(mul(folded, y), mul(rows.active, sub(left, right)));

                uint256 difference = sub(permutedInput, permutedTable);
                folded = add(mul(folded, y), mul(rows.first, difference));
                folded = add(mul(folded, y), mul(rows.active, mul(difference, sub(permutedInput, load(at + 96)))));
            }
            return folded;
        }
    }
}
