// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Shape} from "./Halo2Circuit.sol";

/// @notice Where the parts of a key and a proof are in memory. Points are 64 bytes, evaluations 32.
struct Parts {
    // key
    uint256 fixedColumns; // in the order of queries: constants, lookup table, selectors
    uint256 permutationColumns;
    // journal
    uint256 instances;
    // proof, in its order
    uint256 advice; // commitments
    uint256 permuted; // for each lookup: input, table
    uint256 products;
    uint256 lookupProducts;
    uint256 random;
    uint256 pieces;
    uint256 adviceEvals; // four rotations of each gate column, then one of each lookup column
    uint256 fixedEvals;
    uint256 randomEval;
    uint256 sigmaEvals;
    uint256 productEvals; // at x, wx and, for all but the last, w^-7 x
    uint256 lookupEvals; // product at x and wx, permuted input at x and w^-1 x, permuted table at x
    uint256 w; // SHPLONK's two points
    uint256 wPrime;
}

/// @notice The transcript's challenges, as they lie in memory.
struct Challenges {
    uint256 theta; // drawn, but of no effect: every lookup has one expression
    uint256 beta;
    uint256 gamma;
    uint256 y; // folds the constraints
    uint256 x; // where polynomials are evaluated
    uint256 mu; // SHPLONK: folds the polynomials of a rotation set
    uint256 nu; // SHPLONK: folds the rotation sets
    uint256 u; // SHPLONK: where the quotient is checked
}

/// @title The order of a proof's parts
/// @dev halo2-axiom 0.4.2, plonk/verifier.rs.
library Halo2Proof {
    /// @param key The fixed points in memory, followed by the permutation's.
    /// @param instances The journal in memory, followed by the proof.
    function partsOf(Shape memory s, uint256 key, uint256 instances) internal pure returns (Parts memory p) {
        unchecked {
            p.fixedColumns = key;
            p.permutationColumns = key + 64 * s.fixedColumns;
            p.instances = instances;
            p.advice = instances + 32 * s.instances;
            p.permuted = p.advice + 64 * s.advice;
            p.products = p.permuted + 128 * s.lookups;
            p.lookupProducts = p.products + 64 * s.products;
            p.random = p.lookupProducts + 64 * s.lookups;
            p.pieces = p.random + 64;
            p.adviceEvals = p.pieces + 64 * s.pieces;
            p.fixedEvals = p.adviceEvals + 32 * (4 * s.gates + s.lookupColumns);
            p.randomEval = p.fixedEvals + 32 * s.fixedColumns;
            p.sigmaEvals = p.randomEval + 32;
            p.productEvals = p.sigmaEvals + 32 * s.permutation;
            p.lookupEvals = p.productEvals + 32 * (3 * s.products - 1);
            p.w = p.lookupEvals + 160 * s.lookups;
            p.wPrime = p.w + 64;
        }
    }

    /// @dev What the transcript absorbs before each challenge, as Halo2Transcript takes it: 16 bits each, plus one.
    function lengthsOf(Shape memory s) internal pure returns (uint256 lengths) {
        unchecked {
            lengths = 2 + s.instances + 2 * s.advice; // digest, instances, advice: theta
            lengths |= (1 + 4 * s.lookups) << 16; // permuted: beta
            lengths |= 1 << 32; // gamma
            lengths |= (1 + 2 * (s.products + s.lookups + 1)) << 48; // products, random: y
            lengths |= (1 + 2 * s.pieces) << 64; // x
            lengths |= (1 + s.evaluations) << 80; // mu
            lengths |= 1 << 96; // nu
            lengths |= 3 << 112; // w: u
        }
    }
}
