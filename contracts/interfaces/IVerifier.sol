// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title A proof system's verifier
/// @notice One contract serves every program of its proof system; what a program is, is told by `programId`.
interface IVerifier {
    /// @notice The proof does not show that the program produced this journal.
    error ProofRejected();
    /// @notice No program (verification key) is registered under this id. Journal and proof are not looked at before:
    /// empty ones find out.
    error UnknownProgram(bytes32 programId);

    /// @notice Returns if `proof` shows that `programId` produced `journal`, and reverts otherwise.
    /// @dev It reverts rather than returning false, so that a call that runs short of gas cannot look like an answer
    /// and gas estimation finds the true cost.
    /// @param programId What the proof is about: a key's hash, an image id or a measurement.
    /// @param journal The program's public output. Native journals begin with the words `binding` and `inputHash`.
    /// @param proof The proof, in the encoding of the proof system.
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view;
}
