// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {VerifyingKey} from "../verifiers/Groth16Verifier.sol";

/// @title Batch verification done wrong, in the ways it has been done wrong: for comparison in tests
/// @dev The product of all proofs' equations, each raised to a coefficient, as in Groth16Verifier; what differs is where
/// the coefficients come from.
contract NaiveBatchVerifier {
    enum Coefficients {
        OwnProofFirstIsOne, // of each proof and its own inputs, the first fixed to 1
        OwnProof, // of each proof alone
        AllProofs, // of all proofs, but not of the inputs
        AllInputs, // of all inputs, but not of the proofs
        None // all of them 1
    }

    uint256 private constant P = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
    uint256 private constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// @notice The coefficients of a batch: each proof is 8 words, its inputs are `inputs[i]`.
    function coefficientsOf(
        Coefficients kind,
        uint256[8][] calldata proofs,
        uint256[][] calldata inputs
    ) public pure returns (uint256[] memory r) {
        r = new uint256[](proofs.length);
        for (uint256 i = 0; i < r.length; ++i) {
            bytes memory hashed;
            if (kind == Coefficients.OwnProofFirstIsOne) hashed = abi.encode(proofs[i], inputs[i]);
            if (kind == Coefficients.OwnProof) hashed = abi.encode(proofs[i]);
            if (kind == Coefficients.AllProofs) hashed = abi.encode(proofs, i);
            if (kind == Coefficients.AllInputs) hashed = abi.encode(inputs, i);
            r[i] = uint256(keccak256(hashed)) >> 128;
            if (kind == Coefficients.None || (kind == Coefficients.OwnProofFirstIsOne && i == 0)) r[i] = 1;
        }
    }

    /// @notice Whether the batch passes.
    function verify(
        Coefficients kind,
        VerifyingKey calldata key,
        uint256[8][] calldata proofs,
        uint256[][] calldata inputs
    ) external view returns (bool) {
        uint256[] memory r = coefficientsOf(kind, proofs, inputs);
        uint256[2] memory alpha;
        uint256[2] memory sum; // of all inputs' points
        uint256[2] memory c;
        bytes memory pairs;
        for (uint256 i = 0; i < proofs.length; ++i) {
            uint256[8] calldata p = proofs[i];
            pairs = bytes.concat(pairs, abi.encode(_product([p[0], P - p[1]], r[i]), p[2], p[3], p[4], p[5]));
            alpha = _sum(alpha, _product([key.alpha.x, key.alpha.y], r[i]));
            c = _sum(c, _product([p[6], p[7]], r[i]));
            sum = _sum(sum, _product([key.ic[0].x, key.ic[0].y], r[i]));
            for (uint256 j = 0; j < inputs[i].length; ++j) {
                uint256 scalar = mulmod(r[i], inputs[i][j], R);
                sum = _sum(sum, _product([key.ic[j + 1].x, key.ic[j + 1].y], scalar));
            }
        }
        pairs = bytes.concat(pairs, abi.encode(alpha, key.beta), abi.encode(sum, key.gamma), abi.encode(c, key.delta));
        (bool ok, bytes memory answer) = address(0x08).staticcall(pairs);
        return ok && abi.decode(answer, (uint256)) == 1;
    }

    function _product(uint256[2] memory point, uint256 scalar) private view returns (uint256[2] memory) {
        (, bytes memory answer) = address(0x07).staticcall(abi.encode(point, scalar));
        return abi.decode(answer, (uint256[2]));
    }

    function _sum(uint256[2] memory a, uint256[2] memory b) private view returns (uint256[2] memory) {
        (, bytes memory answer) = address(0x06).staticcall(abi.encode(a, b));
        return abi.decode(answer, (uint256[2]));
    }
}
