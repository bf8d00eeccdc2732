// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IDapp} from "../interfaces/IDapp.sol";
import {Offer} from "../interfaces/IProjectRegistry.sol";
import {ITaskManager, Task} from "../interfaces/ITaskManager.sol";

/// @title Base of contracts that act on a project's verified results
/// @notice Sees to what is easily forgotten: that results come from the TaskManager, belong to the right project,
/// and that what counts once is not counted again. What is left to write is what a result means: `_onResult`.
/// @dev A proof says that the program produced these outputs. It does not say that the inputs are fresh, or come from a
/// device anyone knows: check what the program does not.
///
/// Results come in two ways, and a contract may use both: the TaskManager delivers them if the project bound this
/// contract (`process`), and anyone can bring those that are recorded (`_requireResult`). Delivered results are of any
/// version: who binds a contract, the project's owner, can also publish a version whose verifier accepts anything. A
/// contract that guards something from the owner takes results of a version it knows only; published ones never change.
abstract contract VerifiedResultConsumer is IDapp {
    error OnlyTaskManager(address caller);
    error WrongProject(uint256 projectId);
    /// @notice The result is of another version of the project, whose program may say anything.
    error WrongVersion(bytes32 version);
    /// @notice The journal is not the task's verified result, or the task is not settled.
    error NotAResult(bytes32 taskId);
    error WrongOutputsLength(uint256 expected, uint256 actual);
    /// @notice Something that counts once was to be counted again.
    error AlreadyUsed(bytes32 key);

    /// @notice Whose results count: the one contract whose word is taken, for good.
    ITaskManager public immutable taskManager;

    /// @notice The project whose results count, for good.
    uint256 public immutable projectId;

    /// @notice Whether something that counts once was counted.
    mapping(bytes32 key => bool) public used;

    /// @dev The words `binding` and `inputHash`, which native journals begin with. Those of the binding Template begin
    /// with the outputs, which would be taken for `inputHash` here, and end with two words that are none: a contract for
    /// such a project implements IDapp itself. One that names its version has seen that version's binding; one that takes
    /// deliveries of any version relies on the owner to publish native ones only.
    uint256 private constant HEAD_LENGTH = 64;

    constructor(ITaskManager taskManager_, uint256 projectId_) {
        taskManager = taskManager_;
        projectId = projectId_;
    }

    /* ONLY THE TASK MANAGER */

    /// @inheritdoc IDapp
    /// @dev Reverts with OnlyTaskManager, WrongProject, and as `_onResult`; the delivery can then be retried.
    function process(uint256 projectId_, bytes32 taskId, string calldata, bytes calldata data) external {
        require(msg.sender == address(taskManager), OnlyTaskManager(msg.sender));
        require(projectId_ == projectId, WrongProject(projectId_));
        _onResult(taskId, bytes32(data[32:HEAD_LENGTH]), data[HEAD_LENGTH:]);
    }

    /* FOR THE CONTRACT THAT INHERITS */

    /// @dev What a delivered result means. By default nothing: for contracts that results are brought to.
    /// @param taskId The settled task. The TaskManager delivers a task once; another task may be about the same data.
    /// @param inputHash What the program ran on.
    /// @param outputs What it said.
    function _onResult(bytes32 taskId, bytes32 inputHash, bytes calldata outputs) internal virtual {}

    /// @dev Reverts with NotAResult unless `journal` is the verified result of the task, and with WrongProject unless it
    /// is one of the project's, with WrongVersion unless the version's program said it.
    /// @param version Whose verifier and program somebody has looked at.
    /// @return inputHash What the program ran on.
    /// @return outputs What it said.
    function _requireResult(
        bytes32 version,
        address offer,
        Task calldata task,
        bytes calldata journal
    ) internal view returns (bytes32 inputHash, bytes calldata outputs) {
        bytes32 taskId = taskManager.taskIdOf(offer, task);
        require(taskManager.isResult(taskId, journal), NotAResult(taskId));
        // The offer can be believed: a task of it was settled, and the TaskManager takes no false ones.
        Offer memory content = taskManager.projectRegistry().readOffer(offer);
        require(content.projectId == projectId, WrongProject(content.projectId));
        require(content.version == version, WrongVersion(content.version));
        return (task.inputHash, journal[HEAD_LENGTH:]);
    }

    /// @dev Reverts with AlreadyUsed the second time it is called with a key, e.g. the hash of data that counts once.
    function _useOnce(bytes32 key) internal {
        require(!used[key], AlreadyUsed(key));
        used[key] = true;
    }

    function _requireLength(bytes calldata outputs, uint256 expected) internal pure {
        require(outputs.length == expected, WrongOutputsLength(expected, outputs.length));
    }
}
