// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {G1, G2} from "../Groth16Verifier.sol";

/// @notice A halo2-base circuit as it is registered: its configuration and its verification key.
struct Circuit {
    uint8 k; // 2^k rows
    uint8 numAdvice; // gate columns
    uint8 numLookupAdvice; // lookup columns, or 0 if the circuit has no range checks
    uint16 numInstances; // public values, the journal's words
    uint256 transcriptRepr; // the key's digest, with which the transcript begins
    G2 srs; // s * G2 of the set-up
    G1[] fixedColumns; // in the order of the partial verification key
    G1[] permutationColumns; // likewise
}

/// @notice What follows from a configuration; numbers of columns, polynomials and values.
struct Shape {
    uint256 k;
    uint256 gates; // advice columns with the gate
    uint256 lookupColumns; // advice columns that hold nothing but values to look up
    uint256 lookups; // lookup arguments
    bool single; // one gate column does the lookups itself, through a selector
    uint256 advice; // gates + lookupColumns
    uint256 chunk; // columns each permutation product takes
    uint256 pieces; // of the quotient polynomial
    uint256 fixedColumns; // constants, lookup table, selectors
    uint256 firstSelector; // in the order of queries
    uint256 permutation; // columns under the permutation: constants, advice, instance
    uint256 products; // permutation products
    uint256 instances;
    uint256 points; // of a proof
    uint256 evaluations; // of a proof
}

/// @title Shapes of halo2-base circuits
/// @dev halo2-base 0.4.1, BaseCircuitBuilder with one phase, one constants column and one instance column; selectors
/// are not compressed. Sources: halo2-base gates/circuit, gates/flex_gate, gates/range; halo2-axiom 0.4.2
/// plonk/circuit.rs and plonk/keygen.rs.
library Halo2Shape {
    function shapeOf(
        uint256 k,
        uint256 numAdvice,
        uint256 numLookupAdvice,
        uint256 numInstances
    ) internal pure returns (Shape memory s) {
        unchecked {
            bool range = numLookupAdvice != 0;
            s.k = k;
            s.gates = numAdvice;
            s.single = range && numAdvice == 1;
            s.lookupColumns = s.single ? 0 : numLookupAdvice;
            s.lookups = s.single ? 1 : numLookupAdvice;
            s.advice = s.gates + s.lookupColumns;
            uint256 degree =
                s.single
                    ? 5
                    : range
                        ? 4
                        : 3;
            s.chunk = degree - 2;
            s.pieces = degree - 1;
            s.firstSelector = range ? 2 : 1;
            s.fixedColumns = s.firstSelector + s.gates + (s.single ? 1 : 0);
            s.permutation = s.advice + 2;
            s.products = (s.permutation + s.chunk - 1) / s.chunk;
            s.instances = numInstances;
            s.points = s.advice + 3 * s.lookups + s.products + 1 + s.pieces + 2;
            s.evaluations =
                4 * s.gates +
                s.lookupColumns +
                s.fixedColumns +
                1 +
                s.permutation +
                3 * s.products -
                1 +
                5 * s.lookups;
        }
    }
}
