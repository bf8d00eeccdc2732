// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title Delphinus' aggregator verifier, as zkWASM proofs are checked with
/// @dev From DelphinusLab/continuation-batcher, sol/contracts/AggregatorVerifier.sol.
interface IAggregatorVerifier {
    /// @notice Returns if the aggregation proof is good, and reverts otherwise.
    /// @dev `targets` are compared with the commitments in `verifyInstances`, as many as are given: none is fine too, and
    /// so are zeros at a target's end left out or added, and numbers with a multiple of the field's order added.
    /// @param proof The transcript.
    /// @param verifyInstances Public inputs of the aggregation circuit; among them, each target's commitment.
    /// @param aux Hints that spare the contract inversions.
    /// @param targets Public inputs of each aggregated proof.
    function verify(
        uint256[] calldata proof,
        uint256[] calldata verifyInstances,
        uint256[] calldata aux,
        uint256[][] calldata targets
    ) external view;
}
