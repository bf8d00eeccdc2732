// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "./IVerifier.sol";

/// @title A verifier that checks many proofs of one program for much less than each alone
interface IBatchVerifier is IVerifier {
    /// @notice The proofs do not all show what they should. It is not known which do not: `verify` tells.
    error BatchRejected();

    /// @notice Returns if every proof shows that `programId` produced its journal, and reverts otherwise.
    /// @dev Journals and proofs of one program have one length each, so they need no lengths of their own.
    /// @param programId What the proofs are about.
    /// @param count How many there are, at least one.
    /// @param journals The journals, one after the other.
    /// @param proofs The proofs, one after the other, in the same order.
    function verifyBatch(
        bytes32 programId,
        uint256 count,
        bytes calldata journals,
        bytes calldata proofs
    ) external view;
}
