// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IDapp} from "../interfaces/IDapp.sol";
import {Binding, IProjectRegistry, Offer} from "../interfaces/IProjectRegistry.sol";
import {ITaskManager, Task} from "../interfaces/ITaskManager.sol";
import {Offers} from "../libraries/Offers.sol";

/// @title Base of contracts that act on a project's verified results
/// @notice Sees to what is easily forgotten: that results come from the TaskManager, belong to the right project and to a
/// version that counts, and that what counts once is not counted again. What is left to write is what a result means:
/// `_onResult`.
/// @dev A proof says that the program produced these outputs. It does not say that the inputs are fresh, or come from a
/// device anyone knows: check what the program does not.
///
/// Results come in two ways, and a contract may use both: the TaskManager delivers them if the project bound this
/// contract (`process`), and anyone can bring those that are recorded (`_requireResult`). Of delivered results those of
/// active versions count (`_accepts`): the project's present owner published them, and did not retire them. But an owner
/// can also publish a version whose verifier accepts anything. A contract that guards something from the owner takes
/// results of a version it knows only (`_knownVersion`); published ones never change.
abstract contract VerifiedResultConsumer is IDapp {
    error OnlyTaskManager(address caller);
    error WrongProject(uint256 projectId);
    /// @notice The version is not the one that counts, or not active: its program may say anything.
    error WrongVersion(bytes32 version);
    /// @notice Journals of the version do not begin with `binding` and `inputHash`: it has the binding Template.
    error WrongBinding(bytes32 version);
    /// @notice The journal is not the task's verified result, or the task is not settled.
    error NotAResult(bytes32 taskId);
    error WrongOutputsLength(uint256 expected, uint256 actual);
    /// @notice Something that counts once was to be counted again.
    error AlreadyUsed(bytes32 key);

    /// @notice Whose results count: the one contract whose word is taken, for good.
    ITaskManager public immutable taskManager;

    /// @notice Where the project and its versions are, for good.
    IProjectRegistry public immutable projectRegistry;

    /// @notice The project whose results count, for good.
    uint256 public immutable projectId;

    /// @notice Whether something that counts once was counted.
    mapping(bytes32 key => bool) public used;

    /// @dev The words `binding` and `inputHash`, which native journals begin with. Those of the binding Template begin
    /// with the outputs, which would be taken for `inputHash` here, and end with two words that are none: they are refused,
    /// and a contract for such a project implements IDapp itself.
    uint256 private constant HEAD_LENGTH = 64;

    /// @dev Reverts with WrongProject unless there is the project: anyone could become the owner of one to come.
    constructor(ITaskManager taskManager_, uint256 projectId_) {
        taskManager = taskManager_;
        projectRegistry = taskManager_.projectRegistry();
        projectId = projectId_;
        require(projectRegistry.exists(projectId_), WrongProject(projectId_));
    }

    /* ONLY THE TASK MANAGER */

    /// @inheritdoc IDapp
    /// @dev Reverts with OnlyTaskManager, WrongProject, WrongBinding, WrongVersion, and as `_onResult`; the delivery can then
    /// be retried.
    function process(uint256 projectId_, bytes32 taskId, string calldata, bytes calldata data) external {
        require(msg.sender == address(taskManager), OnlyTaskManager(msg.sender));
        require(projectId_ == projectId, WrongProject(projectId_));
        bytes32 version = _versionOf(taskManager.deliveredOffer());
        require(_accepts(version), WrongVersion(version));
        _onResult(taskId, version, bytes32(data[32:HEAD_LENGTH]), data[HEAD_LENGTH:]);
    }

    /* FOR THE CONTRACT THAT INHERITS */

    /// @dev What a delivered result means. By default nothing: for contracts that results are brought to.
    /// @param taskId The settled task. The TaskManager delivers a task once; another task may be about the same data.
    /// @param version Whose program said it.
    /// @param inputHash What the program ran on.
    /// @param outputs What it said.
    function _onResult(bytes32 taskId, bytes32 version, bytes32 inputHash, bytes calldata outputs) internal virtual {}

    /// @dev Whether delivered results of a version count. By default those of active versions do: not what was submitted
    /// under a version that was found broken and retired since, nor under one of a former owner's.
    function _accepts(bytes32 version) internal view virtual returns (bool) {
        return projectRegistry.isActive(projectId, version);
    }

    /// @dev For the constructor of a contract that names its version. Reverts with WrongVersion unless it is active: who
    /// names one that is to come leaves the owner to say what it will be. And with WrongBinding unless it is native.
    /// @return The version.
    function _knownVersion(bytes32 version) internal view returns (bytes32) {
        require(projectRegistry.isActive(projectId, version), WrongVersion(version));
        require(projectRegistry.program(projectId, version).binding == Binding.Native, WrongBinding(version));
        return version;
    }

    /// @dev Reverts with NotAResult unless `journal` is the verified result of the task, and with WrongProject unless it
    /// is one of the project's, with WrongVersion or WrongBinding unless the version's program said it. It may have been
    /// retired since: where the project's owner has an interest, retiring must undo nothing.
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
        bytes32 actual = _versionOf(offer);
        require(actual == version, WrongVersion(actual));
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

    /* PRIVATE */

    /// @dev Of an offer that the TaskManager took: it can be believed, and read without asking the registry, which would
    /// cost a delivery some 4,000 gas more.
    function _versionOf(address offer) private view returns (bytes32) {
        Offer memory content = Offers.load(offer);
        require(content.projectId == projectId, WrongProject(content.projectId));
        require(content.binding == Binding.Native, WrongBinding(content.version));
        return content.version;
    }
}
