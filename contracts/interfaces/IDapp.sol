// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title What a contract implements to receive a project's verified results
/// @notice The signature is the one W3bstream dApps already have. It does not say of which version of the project the
/// result is; whoever is called can ask `ITaskManager.deliveredOffer`, as VerifiedResultConsumer does.
interface IDapp {
    /// @notice Called once for each settled task, after the proof was accepted, with capped gas.
    /// @dev A revert does not undo the settlement; the delivery can be tried again by anyone.
    /// @param projectId The project whose program ran.
    /// @param taskId The settled task.
    /// @param clientId Always empty: results name their device inside the journal.
    /// @param data The journal.
    function process(uint256 projectId, bytes32 taskId, string calldata clientId, bytes calldata data) external;
}
