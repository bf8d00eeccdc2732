// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDapp} from "./interfaces/IDapp.sol";
import {IProjectRegistry, Program, RewardTerms} from "./interfaces/IProjectRegistry.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {ITaskManager, TaskInput, TaskSpec, TaskState} from "./interfaces/ITaskManager.sol";
import {CappedCall} from "./libraries/CappedCall.sol";
import {Reward} from "./libraries/Reward.sol";
import {TaskSlot, TaskSlotLibrary} from "./libraries/TaskSlot.sol";

/// @title Tasks from submission to settlement, and the money that follows them
/// @notice Holds the projects' escrow and what is owed to provers, gateways, bounty hunters and the treasury. Nobody
/// has a special right here: no owner, no upgrade, no way to move money but the functions below.
/// @dev A task's spec is never stored: callers bring it, and its hash must name a slot in the expected state. Nothing
/// of a spec may be believed before that check. Functions that call unknown code (tokens, dApps, receivers) are
/// nonReentrant; the others call the two registries only, which call nobody else.
contract TaskManager is ITaskManager, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /* CONSTANTS */

    /// @notice Share of slashed collateral, in basis points, that whoever expires a claim earns.
    uint256 public constant BOUNTY_BPS = 1_000;

    /// @dev How specs, events and balances name IOTX.
    address private constant IOTX = address(0);

    /// @dev The words `binding` and `inputHash`.
    uint256 private constant MIN_JOURNAL_LENGTH = 64;

    /// @inheritdoc ITaskManager
    IProjectRegistry public immutable override projectRegistry;
    /// @inheritdoc ITaskManager
    IProverRegistry public immutable override proverRegistry;
    /// @inheritdoc ITaskManager
    address public immutable override treasury;

    /* STORAGE */

    mapping(bytes32 taskId => TaskSlot) private _slots;

    /// @inheritdoc ITaskManager
    mapping(uint256 projectId => mapping(address token => uint256)) public override escrowOf;

    /// @inheritdoc ITaskManager
    mapping(address token => mapping(address account => uint256)) public override owedTo;

    /// @param projectRegistry_ Must exist.
    /// @param proverRegistry_ Must exist and have been made for this very contract.
    /// @param treasury_ Is owed what remains of slashed collateral.
    constructor(IProjectRegistry projectRegistry_, IProverRegistry proverRegistry_, address treasury_) {
        require(treasury_ != address(0), ZeroAddress());
        require(
            address(projectRegistry_).code.length != 0 && proverRegistry_.taskManager() == address(this),
            WrongRegistry()
        );
        projectRegistry = projectRegistry_;
        proverRegistry = proverRegistry_;
        treasury = treasury_;
    }

    /// @dev Slashed collateral arrives here. Anything else would be nobody's.
    receive() external payable {
        require(msg.sender == address(proverRegistry), UnexpectedPayment(msg.sender));
    }

    /* ESCROW */

    /// @inheritdoc ITaskManager
    function deposit(uint256 projectId, address token, uint256 amount) external payable nonReentrant {
        require(projectRegistry.exists(projectId), ProjectNotFound(projectId));

        uint256 expectedValue = token == IOTX ? amount : 0;
        require(msg.value == expectedValue, WrongAmount(expectedValue, msg.value));
        if (token != IOTX) _receiveToken(IERC20(token), amount);

        escrowOf[projectId][token] += amount;
        emit Deposited(projectId, token, msg.sender, amount);
    }

    /// @inheritdoc ITaskManager
    function withdraw(uint256 projectId, address token, uint256 amount, address to) external nonReentrant {
        require(projectRegistry.isOwner(projectId, msg.sender), NotProjectOwner(projectId, msg.sender));
        require(to != address(0), ZeroAddress());

        _takeFromEscrow(projectId, token, amount);
        emit Withdrawn(projectId, token, to, amount);
        _send(token, to, amount);
    }

    /// @inheritdoc ITaskManager
    function collect(address token, address account) external nonReentrant {
        uint256 amount = owedTo[token][account];
        require(amount != 0, NothingOwed(token, account));

        owedTo[token][account] = 0;
        emit Collected(token, account, amount);
        _send(token, account, amount);
    }

    /* TASKS: SUBMIT AND CLAIM */

    /// @inheritdoc ITaskManager
    function submit(
        uint256 projectId,
        bytes32 version,
        uint64 nonce,
        TaskInput[] calldata inputs
    ) external returns (bytes32[] memory taskIds) {
        require(inputs.length != 0, NoTasks());
        RewardTerms memory terms = projectRegistry.submissionTerms(projectId, version, msg.sender);
        // The highest reward of each is set aside now, so that no prover can find the escrow empty later.
        _takeFromEscrow(projectId, terms.token, uint256(terms.maxReward) * inputs.length);

        uint40 submittedAt = uint40(block.timestamp);
        TaskSpec memory spec = TaskSpec({
            projectId: projectId,
            version: version,
            inputHash: 0, // these two in the loop
            dataHash: 0,
            gateway: msg.sender,
            nonce: nonce,
            submittedAt: submittedAt,
            deadline: submittedAt + terms.lifeSeconds,
            claimSeconds: terms.claimSeconds,
            rampSeconds: terms.rampSeconds,
            token: terms.token,
            minReward: terms.minReward,
            maxReward: terms.maxReward,
            collateral: terms.collateral
        });

        taskIds = new bytes32[](inputs.length);
        for (uint256 i = 0; i < inputs.length; ++i) {
            spec.inputHash = inputs[i].inputHash;
            spec.dataHash = inputs[i].dataHash;

            bytes32 taskId = keccak256(abi.encode(block.chainid, address(this), spec)); // as _idOf, from memory
            require(_slots[taskId].state() == TaskState.None, TaskAlreadyExists(taskId));
            _slots[taskId] = TaskSlotLibrary.open();
            taskIds[i] = taskId;
            emit TaskSubmitted(taskId, projectId, msg.sender, spec);
        }
    }

    /// @inheritdoc ITaskManager
    function claim(TaskSpec calldata spec) external {
        bytes32 taskId = _idOf(spec);
        TaskState state = _slots[taskId].state();
        require(state == TaskState.Open, TaskNotOpen(taskId, state));

        // A claim always ends before its task does: so refunding never meets a claim.
        uint40 claimDeadline = uint40(block.timestamp) + spec.claimSeconds;
        require(claimDeadline <= spec.deadline, TooLateToClaim(taskId, spec.deadline - spec.claimSeconds));

        (address prover, uint16 rebateRatio) = proverRegistry.lockCollateral(msg.sender, spec.collateral);
        _slots[taskId] = TaskSlotLibrary.claimed(prover, claimDeadline, rebateRatio);
        emit TaskClaimed(taskId, prover, claimDeadline);
    }

    /* TASKS: PROVE AND DELIVER */

    /// @inheritdoc ITaskManager
    function prove(TaskSpec calldata spec, bytes calldata journal, bytes calldata proof) external nonReentrant {
        bytes32 taskId = _idOf(spec);
        TaskSlot slot = _slots[taskId];
        // Refuses a replayed proof as well: its task is settled, not claimed.
        require(slot.state() == TaskState.Claimed, TaskNotClaimed(taskId, slot.state()));
        require(block.timestamp <= slot.claimDeadline(), ClaimExpired(taskId, slot.claimDeadline()));
        _checkJournal(taskId, slot.prover(), spec.inputHash, journal);

        (Program memory program, address dapp, uint32 callbackGas) = projectRegistry.settlementOf(
            spec.projectId,
            spec.version
        );
        // Reverts unless the proof is good, and cannot change anything: verify is a view.
        program.verifier.verify(program.programId, journal, proof);

        bytes32 result = TaskSlotLibrary.resultOf(journal);
        _slots[taskId] = TaskSlotLibrary.settled(result, TaskState.Settled);
        emit TaskSettled(spec.projectId, taskId, slot.prover());
        _pay(taskId, spec, slot);
        emit ResultRecorded(taskId, journal);

        // Last, when the task is settled in every respect: whatever the dApp does, it does to a finished task.
        if (dapp == address(0)) return;
        if (_deliver(spec.projectId, taskId, journal, dapp, callbackGas)) {
            emit ResultDelivered(taskId, dapp);
        } else {
            _slots[taskId] = TaskSlotLibrary.settled(result, TaskState.Undelivered);
            emit DeliveryFailed(taskId, dapp);
        }
    }

    /// @inheritdoc ITaskManager
    function retryDelivery(TaskSpec calldata spec, bytes calldata journal) external nonReentrant {
        bytes32 taskId = _idOf(spec);
        TaskSlot slot = _slots[taskId];
        require(slot.state() == TaskState.Undelivered, TaskNotUndelivered(taskId, slot.state()));
        bytes32 result = TaskSlotLibrary.resultOf(journal);
        require(result == slot.result(), JournalMismatch(taskId));

        // Before the call, so that a dApp cannot receive a result twice.
        _slots[taskId] = TaskSlotLibrary.settled(result, TaskState.Settled);
        (address dapp, uint32 callbackGas) = projectRegistry.dapp(spec.projectId);
        require(_deliver(spec.projectId, taskId, journal, dapp, callbackGas), DeliveryStillFails(taskId, dapp));
        emit ResultDelivered(taskId, dapp);
    }

    /* TASKS: TIMEOUTS */

    /// @inheritdoc ITaskManager
    function expire(TaskSpec calldata spec) external {
        bytes32 taskId = _idOf(spec);
        TaskSlot slot = _slots[taskId];
        require(slot.state() == TaskState.Claimed, TaskNotClaimed(taskId, slot.state()));
        require(block.timestamp > slot.claimDeadline(), ClaimNotExpired(taskId, slot.claimDeadline()));

        _slots[taskId] = TaskSlotLibrary.open();
        if (spec.collateral != 0) {
            proverRegistry.slash(slot.prover(), spec.collateral);
            uint256 bounty = Reward.share(spec.collateral, BOUNTY_BPS);
            owedTo[IOTX][msg.sender] += bounty;
            owedTo[IOTX][treasury] += spec.collateral - bounty;
        }
        emit TaskExpired(taskId, slot.prover(), msg.sender, spec.collateral);
    }

    /// @inheritdoc ITaskManager
    function refund(TaskSpec calldata spec) external {
        bytes32 taskId = _idOf(spec);
        TaskState state = _slots[taskId].state();
        require(state == TaskState.Open, TaskNotOpen(taskId, state));
        require(block.timestamp > spec.deadline, DeadlineNotReached(taskId, spec.deadline));

        _slots[taskId] = TaskSlotLibrary.refunded();
        escrowOf[spec.projectId][spec.token] += spec.maxReward;
        emit TaskRefunded(taskId, spec.maxReward);
    }

    /* VIEWS */

    /// @inheritdoc ITaskManager
    function taskIdOf(TaskSpec calldata spec) external view returns (bytes32) {
        return _idOf(spec);
    }

    /// @inheritdoc ITaskManager
    function stateOf(bytes32 taskId) external view returns (TaskState) {
        return _slots[taskId].state();
    }

    /// @inheritdoc ITaskManager
    function claimOf(bytes32 taskId) external view returns (address prover, uint40 claimDeadline) {
        TaskSlot slot = _slots[taskId];
        if (slot.state() == TaskState.Claimed) return (slot.prover(), slot.claimDeadline());
    }

    /// @inheritdoc ITaskManager
    function resultOf(bytes32 taskId) external view returns (bytes32) {
        return _slots[taskId].result();
    }

    /// @inheritdoc ITaskManager
    function isResult(bytes32 taskId, bytes calldata journal) external view returns (bool) {
        bytes32 result = _slots[taskId].result();
        return result != 0 && result == TaskSlotLibrary.resultOf(journal);
    }

    /// @inheritdoc ITaskManager
    function rewardAt(TaskSpec calldata spec, uint256 time) external pure returns (uint256) {
        return Reward.at(spec, time);
    }

    /* PRIVATE: TASKS */

    /// @dev The chain and this contract are in the hash, so that a proof made for one deployment is void in another.
    function _idOf(TaskSpec calldata spec) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), spec));
    }

    /// @dev The binding makes a proof worthless to anyone but the claim's prover, for any other task. Its low byte is
    /// shifted out so that it fits the field of every proof system.
    function _checkJournal(bytes32 taskId, address prover, bytes32 inputHash, bytes calldata journal) private pure {
        require(journal.length >= MIN_JOURNAL_LENGTH, JournalTooShort(journal.length));
        bytes32 binding = keccak256(abi.encode(taskId, prover)) >> 8;
        require(bytes32(journal[0:32]) == binding, BindingMismatch(binding, bytes32(journal[0:32])));
        require(bytes32(journal[32:64]) == inputHash, InputHashMismatch(inputHash, bytes32(journal[32:64])));
    }

    /// @dev Credits the reward as it stood when the claim was made: proving fast does not lower it, waiting with the
    /// proof does not raise it. What the reserve exceeds it by returns to the project.
    function _pay(bytes32 taskId, TaskSpec calldata spec, TaskSlot slot) private {
        uint256 reward = Reward.at(spec, slot.claimDeadline() - spec.claimSeconds);
        uint256 gatewayAmount = Reward.share(reward, slot.rebateRatio());
        uint256 proverAmount = reward - gatewayAmount;

        address beneficiary = proverRegistry.releaseCollateral(slot.prover(), spec.collateral);
        if (proverAmount != 0) owedTo[spec.token][beneficiary] += proverAmount;
        if (gatewayAmount != 0) owedTo[spec.token][spec.gateway] += gatewayAmount;
        if (reward != spec.maxReward) escrowOf[spec.projectId][spec.token] += spec.maxReward - reward;
        emit RewardPaid(taskId, spec.token, beneficiary, proverAmount, gatewayAmount);
    }

    /// @dev Calls the dApp with exactly the gas its project chose, or reverts if there is too little left to do so.
    function _deliver(
        uint256 projectId,
        bytes32 taskId,
        bytes calldata journal,
        address dapp,
        uint32 callbackGas
    ) private returns (bool) {
        bytes memory data = abi.encodeCall(IDapp.process, (projectId, taskId, "", journal));
        uint256 needed = CappedCall.gasNeeded(callbackGas);
        require(gasleft() >= needed, InsufficientCallbackGas(gasleft(), needed));
        return CappedCall.call(dapp, callbackGas, data);
    }

    /* PRIVATE: MONEY */

    function _takeFromEscrow(uint256 projectId, address token, uint256 amount) private {
        uint256 available = escrowOf[projectId][token];
        require(amount <= available, InsufficientEscrow(projectId, token, available, amount));
        escrowOf[projectId][token] = available - amount;
    }

    /// @dev Refuses tokens that deliver less than they say: one project's fee would be another project's loss.
    function _receiveToken(IERC20 token, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        require(received == amount, WrongAmount(amount, received));
    }

    function _send(address token, address to, uint256 amount) private {
        if (token != IOTX) IERC20(token).safeTransfer(to, amount);
        else require(LowLevelCall.callNoReturn(to, amount, ""), TransferFailed());
    }
}
