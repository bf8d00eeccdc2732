// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBatchVerifier} from "./interfaces/IBatchVerifier.sol";
import {IDapp} from "./interfaces/IDapp.sol";
import {Binding, IProjectRegistry, Offer} from "./interfaces/IProjectRegistry.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {ITaskManager, Task, TaskInput, TaskState} from "./interfaces/ITaskManager.sol";
import {CappedCall} from "./libraries/CappedCall.sol";
import {Offers} from "./libraries/Offers.sol";
import {Reward} from "./libraries/Reward.sol";
import {TaskSlot, TaskSlotLibrary} from "./libraries/TaskSlot.sol";

/// @title Tasks from submission to settlement, and the money that follows them
/// @notice Holds the projects' escrow and what is owed to provers, gateways, bounty hunters and the treasury. Nobody
/// has a special right here: no owner, no upgrade, no way to move money but the functions below.
/// @dev Tasks are never stored: callers bring the offer's address and the task, and their hash must name a slot in the
/// expected state. Nothing of either may be believed before that check. Functions that call
/// unknown code (tokens, dApps, receivers) are nonReentrant; the others call the two registries, which call nobody else.
contract TaskManager is ITaskManager, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /* CONSTANTS */

    /// @notice Share of slashed collateral, in basis points, that whoever expires a claim earns.
    uint256 public constant BOUNTY_BPS = 1_000;

    /// @notice Most bytes that CallFailed reports of a revert: the code called may be anyone's, and long answers cost.
    uint256 public constant MAX_REASON_LENGTH = 256;

    /// @dev How offers, events and balances name IOTX.
    address private constant IOTX = address(0);

    /// @inheritdoc ITaskManager
    IProjectRegistry public immutable override projectRegistry;
    /// @inheritdoc ITaskManager
    IProverRegistry public immutable override proverRegistry;
    /// @inheritdoc ITaskManager
    address public immutable override treasury;

    /* STORAGE */

    /// @dev A result that a prover showed for a task that needs several matching ones.
    struct Proposal {
        TaskSlot claim; // as it was: who, since when, with what rebate
        bytes32 result; // of what can be compared
    }

    /// @dev In memory only: a claimed task about to be settled.
    struct Claimed {
        bytes32 taskId;
        TaskSlot slot;
        bytes journal;
    }

    mapping(bytes32 taskId => TaskSlot) private _slots;

    /// @dev Only of tasks that need several results.
    mapping(bytes32 taskId => Proposal[]) private _proposals;

    /// @inheritdoc ITaskManager
    address public transient override deliveredOffer;

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

    /* MONEY */

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
        address to = proverRegistry.beneficiaryOf(account);
        emit Collected(token, account, to, amount);
        _send(token, to, amount);
    }

    /* TASKS: SUBMIT */

    /// @inheritdoc ITaskManager
    function submit(
        uint256 projectId,
        bytes32 version,
        TaskInput[] calldata inputs
    ) external returns (bytes32[] memory taskIds) {
        require(inputs.length != 0, NoTasks());
        (address offerAddress, uint256 requiredProvers) = projectRegistry.offerFor(projectId, version, msg.sender);
        Offer memory offer = Offers.load(offerAddress);
        if (requiredProvers != 0) {
            uint256 active = proverRegistry.activeProvers(offer.vmType);
            require(active >= requiredProvers, NotEnoughProvers(offer.vmType, active, requiredProvers));
        }
        // The highest reward of each is set aside now, so that no prover can find the escrow empty later.
        _takeFromEscrow(projectId, offer.token, _reserveOf(offer) * inputs.length);

        taskIds = new bytes32[](inputs.length);
        Task memory task = Task({gateway: msg.sender, submittedAt: uint40(block.timestamp), inputHash: 0, dataHash: 0});
        for (uint256 i = 0; i < inputs.length; ++i) {
            task.inputHash = inputs[i].inputHash;
            task.dataHash = inputs[i].dataHash;

            bytes32 taskId = keccak256(abi.encode(block.chainid, address(this), offerAddress, task)); // as _idOf
            require(_slots[taskId].state() == TaskState.None, TaskAlreadyExists(taskId));
            _slots[taskId] = TaskSlotLibrary.open();
            taskIds[i] = taskId;
        }
        emit TasksSubmitted(projectId, msg.sender, offerAddress, task.submittedAt, inputs);
    }

    /* TASKS: CLAIM */

    /// @inheritdoc ITaskManager
    function claim(address offerAddress, Task calldata task) external {
        bytes32 taskId = _idOf(offerAddress, task);
        _requireOpen(taskId);
        Offer memory offer = Offers.load(offerAddress);
        (address prover, uint16 rebateRatio) = proverRegistry.lockCollateral(msg.sender, offer.collateral);
        _claim(taskId, task, offer, prover, rebateRatio);
    }

    /// @inheritdoc ITaskManager
    function claimBatch(address offerAddress, Task[] calldata tasks) external {
        require(tasks.length != 0, NoTasks());
        // What is done under a false offer here is undone below, where its tasks are not open.
        Offer memory offer = Offers.load(offerAddress);
        uint256 collateral = uint256(offer.collateral) * tasks.length;
        (address prover, uint16 rebateRatio) = proverRegistry.lockCollateral(msg.sender, collateral);
        for (uint256 i = 0; i < tasks.length; ++i) {
            bytes32 taskId = _idOf(offerAddress, tasks[i]);
            _requireOpen(taskId);
            _claim(taskId, tasks[i], offer, prover, rebateRatio);
        }
    }

    /* TASKS: PROVE AND DELIVER */

    /// @inheritdoc ITaskManager
    function prove(
        address offerAddress,
        Task calldata task,
        bytes calldata outputs,
        bytes calldata proof
    ) external nonReentrant {
        Offer memory offer = Offers.load(offerAddress); // a false one is refused in the next line
        Claimed memory claimed = _claimed(offerAddress, offer, task, outputs);
        // Reverts unless the proof is good, and cannot change anything: verify is a view.
        offer.verifier.verify(offer.programId, claimed.journal, proof);

        address prover = claimed.slot.prover();
        _releaseCollateral(prover, offer.collateral);
        if (offer.redundancy != 1 && !_propose(claimed, task, offer)) return;
        owedTo[offer.token][prover] += _settle(claimed, task, offer);
        // Last, when the task is settled in every respect: whatever the dApp does, it does to a finished task.
        if (offer.dapp != address(0)) _deliver(claimed, offerAddress, offer);
    }

    /// @inheritdoc ITaskManager
    function proveBatch(
        address offerAddress,
        Task[] calldata tasks,
        bytes calldata outputs,
        bytes calldata proofs
    ) external nonReentrant {
        uint256 count = tasks.length;
        require(count != 0, NoTasks());
        require(outputs.length % count == 0, LengthMismatch());

        // The same steps as for one task, each for all of them; what they share is done once.
        uint256 length = outputs.length / count;
        Offer memory offer = Offers.load(offerAddress);
        Claimed[] memory claims = new Claimed[](count);
        for (uint256 i = 0; i < count; ++i) {
            claims[i] = _claimed(offerAddress, offer, tasks[i], outputs[i * length:(i + 1) * length]);
        }
        require(offer.redundancy == 1, BatchNeedsNoRedundancy());
        IBatchVerifier(address(offer.verifier)).verifyBatch(offer.programId, count, _journalsOf(claims), proofs);

        address prover = claims[0].slot.prover();
        uint256 reward = 0;
        for (uint256 i = 0; i < count; ++i) {
            TaskSlot slot = claims[i].slot;
            require(slot.prover() == prover, MixedProvers(prover, slot.prover()));
            // The same task twice in one batch: its first settlement ended the claim that both are about.
            require(_slots[claims[i].taskId].state() == TaskState.Claimed, DuplicateTask(claims[i].taskId));
            reward += _settle(claims[i], tasks[i], offer);
        }
        _releaseCollateral(prover, offer.collateral * count);
        owedTo[offer.token][prover] += reward;

        if (offer.dapp == address(0)) return;
        for (uint256 i = 0; i < count; ++i) _deliver(claims[i], offerAddress, offer);
    }

    /// @inheritdoc ITaskManager
    function retryDelivery(address offerAddress, Task calldata task, bytes calldata journal) external nonReentrant {
        bytes32 taskId = _idOf(offerAddress, task);
        TaskSlot slot = _slots[taskId];
        require(slot.state() == TaskState.Undelivered, TaskNotUndelivered(taskId, slot.state()));
        bytes32 result = TaskSlotLibrary.resultOf(journal);
        require(result == slot.result(), JournalMismatch(taskId));

        // Before the call, so that a dApp cannot receive a result twice.
        _slots[taskId] = TaskSlotLibrary.settled(result, TaskState.Settled);
        Offer memory offer = Offers.load(offerAddress);
        // The present dApp, not the offer's: one that can never accept the result may have been replaced. But a dApp that
        // was bound since gets nothing of a version that was retired, or that the project's present owner never published.
        if (projectRegistry.isActive(offer.projectId, offer.version)) {
            (offer.dapp, offer.callbackGas) = projectRegistry.dapp(offer.projectId);
        }
        require(_callDapp(offerAddress, offer, taskId, journal), DeliveryStillFails(taskId, offer.dapp));
        emit ResultDelivered(taskId, offer.dapp);
    }

    /* TASKS: TIMEOUTS */

    /// @inheritdoc ITaskManager
    function expire(address offerAddress, Task calldata task) external {
        bytes32 taskId = _idOf(offerAddress, task);
        TaskSlot slot = _slots[taskId];
        require(slot.state() == TaskState.Claimed, TaskNotClaimed(taskId, slot.state()));
        require(block.timestamp > slot.claimDeadline(), ClaimNotExpired(taskId, slot.claimDeadline()));

        _slots[taskId] = TaskSlotLibrary.open();
        uint96 collateral = Offers.load(offerAddress).collateral;
        if (collateral != 0) {
            proverRegistry.slash(slot.prover(), collateral);
            uint256 bounty = Reward.share(collateral, BOUNTY_BPS);
            owedTo[IOTX][msg.sender] += bounty;
            owedTo[IOTX][treasury] += collateral - bounty;
        }
        emit TaskExpired(taskId, slot.prover(), msg.sender, collateral);
    }

    /// @inheritdoc ITaskManager
    function refund(address offerAddress, Task calldata task) external {
        bytes32 taskId = _idOf(offerAddress, task);
        _requireOpen(taskId);
        Offer memory offer = Offers.load(offerAddress);
        uint256 deadline = _deadlineOf(offer, task);
        require(block.timestamp > deadline, DeadlineNotReached(taskId, deadline));

        _slots[taskId] = TaskSlotLibrary.refunded();
        uint256 reserve = _reserveOf(offer);
        escrowOf[offer.projectId][offer.token] += reserve;
        emit TaskRefunded(taskId, reserve);
    }

    /* BATCHES OF ANYTHING */

    /// @inheritdoc ITaskManager
    function attempt(bytes[] calldata calls, uint256 gasEach) external returns (bool[] memory succeeded) {
        succeeded = new bool[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            // First: the copy takes gas too, by its length, which would be missing from what was looked at.
            bytes memory data = calls[i];
            _requireGas(gasEach);
            // No value is sent on: `deposit` of IOTX cannot be called in here, so nothing can be deposited twice.
            succeeded[i] = CappedCall.delegate(gasEach, data);
            if (!succeeded[i]) emit CallFailed(i, CappedCall.returned(MAX_REASON_LENGTH));
        }
    }

    /* VIEWS */

    /// @inheritdoc ITaskManager
    function taskIdOf(address offer, Task calldata task) external view returns (bytes32) {
        return _idOf(offer, task);
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
    function proposalsOf(bytes32 taskId) external view returns (address[] memory provers, bytes32[] memory results) {
        Proposal[] storage proposals = _proposals[taskId];
        provers = new address[](proposals.length);
        results = new bytes32[](proposals.length);
        for (uint256 i = 0; i < proposals.length; ++i) {
            (provers[i], results[i]) = (proposals[i].claim.prover(), proposals[i].result);
        }
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
    function rewardAt(address offer, Task calldata task, uint256 time) external view returns (uint256) {
        return Reward.at(Offers.load(offer), task.submittedAt, time);
    }

    /* PRIVATE: TASKS */

    /// @dev keccak256(abi.encode(block.chainid, address(this), offer, task)). The chain and this contract are in it, so
    /// that a proof made for one deployment is void in another. Unused bits of the calldata's words are hashed as they
    /// are: a task that has any is one nobody submitted.
    function _idOf(address offer, Task calldata task) private view returns (bytes32 id) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, chainid())
            mstore(add(free, 0x20), address())
            mstore(add(free, 0x40), offer)
            calldatacopy(add(free, 0x60), task, 0x80)
            id := keccak256(free, 0xe0)
        }
    }

    function _requireOpen(bytes32 taskId) private view {
        TaskState state = _slots[taskId].state();
        require(state == TaskState.Open, TaskNotOpen(taskId, state));
    }

    /// @dev From the second after it, a task can only be refunded.
    function _deadlineOf(Offer memory offer, Task calldata task) private pure returns (uint256) {
        return uint256(task.submittedAt) + offer.lifeSeconds;
    }

    /// @dev What a task sets aside: the highest reward, for each prover that is to be paid.
    function _reserveOf(Offer memory offer) private pure returns (uint256) {
        return uint256(offer.maxReward) * offer.redundancy;
    }

    /// @dev For an open task, with the prover's collateral locked.
    function _claim(
        bytes32 taskId,
        Task calldata task,
        Offer memory offer,
        address prover,
        uint16 rebateRatio
    ) private {
        // A claim always ends before its task does: so refunding never meets a claim.
        uint40 claimDeadline = uint40(block.timestamp) + offer.claimSeconds;
        uint256 deadline = _deadlineOf(offer, task);
        require(claimDeadline <= deadline, TooLateToClaim(taskId, deadline - offer.claimSeconds));
        if (offer.redundancy != 1) _checkMayPropose(taskId, offer, prover);

        _slots[taskId] = TaskSlotLibrary.claimed(prover, claimDeadline, rebateRatio);
        emit TaskClaimed(taskId, prover, claimDeadline);
    }

    /// @dev A task that is claimed and in time, with its journal.
    function _claimed(
        address offerAddress,
        Offer memory offer,
        Task calldata task,
        bytes calldata outputs
    ) private view returns (Claimed memory) {
        bytes32 taskId = _idOf(offerAddress, task);
        TaskSlot slot = _slots[taskId];
        // Refuses a replayed proof as well: its task is settled, not claimed.
        require(slot.state() == TaskState.Claimed, TaskNotClaimed(taskId, slot.state()));
        require(block.timestamp <= slot.claimDeadline(), ClaimExpired(taskId, slot.claimDeadline()));

        if (offer.binding == Binding.Native) {
            // The first word makes a proof worthless to anyone but the claim's prover, for any other task; its low byte
            // is shifted out so that it fits the field of every proof system. The second is what the program was to be
            // run on.
            bytes32 binding = keccak256(abi.encode(taskId, slot.prover())) >> 8;
            return Claimed(taskId, slot, abi.encodePacked(binding, task.inputHash, outputs));
        }
        // What the template circuit has room for: a task of this project, by the last 64 bits of its id.
        uint256 shortId = uint64(uint256(taskId));
        return Claimed(taskId, slot, abi.encodePacked(outputs, offer.projectId, shortId));
    }

    /// @dev The journals, one after the other; they have one length.
    function _journalsOf(Claimed[] memory claims) private pure returns (bytes memory journals) {
        uint256 length = claims[0].journal.length;
        journals = new bytes(claims.length * length);
        for (uint256 i = 0; i < claims.length; ++i) {
            bytes memory journal = claims[i].journal;
            assembly ("memory-safe") {
                mcopy(add(add(journals, 0x20), mul(i, length)), add(journal, 0x20), length)
            }
        }
    }

    /// @dev Ends the task with its result and pays for it.
    /// @return proverAmount What the caller has to credit to the claim's prover.
    function _settle(
        Claimed memory claimed,
        Task calldata task,
        Offer memory offer
    ) private returns (uint256 proverAmount) {
        bytes32 result = TaskSlotLibrary.resultOf(claimed.journal);
        _slots[claimed.taskId] = TaskSlotLibrary.settled(result, TaskState.Settled);
        emit TaskSettled(offer.projectId, claimed.taskId, claimed.slot.prover());

        uint256 gatewayAmount;
        (proverAmount, gatewayAmount) = _pay(task, offer, claimed.slot);
        emit ResultRecorded(claimed.taskId, proverAmount, gatewayAmount, claimed.journal);
    }

    /// @dev Shares out one maxReward of the task's reserve: to the gateway, to the project what the reward is less than
    /// it, and the rest, which the caller credits, to the prover. The reward is as it stood when the claim was made:
    /// proving fast does not lower it, waiting with the proof does not raise it.
    function _pay(
        Task calldata task,
        Offer memory offer,
        TaskSlot slot
    ) private returns (uint256 proverAmount, uint256 gatewayAmount) {
        uint256 reward = Reward.at(offer, task.submittedAt, slot.claimDeadline() - offer.claimSeconds);
        gatewayAmount = Reward.share(reward, slot.rebateRatio());
        proverAmount = reward - gatewayAmount;
        if (gatewayAmount != 0) owedTo[offer.token][task.gateway] += gatewayAmount;
        if (reward != offer.maxReward) escrowOf[offer.projectId][offer.token] += offer.maxReward - reward;
    }

    function _releaseCollateral(address prover, uint256 amount) private {
        if (amount != 0) proverRegistry.releaseCollateral(prover, amount);
    }

    /* PRIVATE: TASKS THAT NEED SEVERAL MATCHING RESULTS */

    /// @dev Of n results needed, 2n - 1 shown without n alike settle nothing: somebody lies, or the program does not
    /// always say the same. Such a task takes no more; without a bound it could be filled until no loop over it fits a
    /// block.
    function _checkMayPropose(bytes32 taskId, Offer memory offer, address prover) private view {
        Proposal[] storage proposals = _proposals[taskId];
        uint256 count = proposals.length;
        require(count < 2 * uint256(offer.redundancy) - 1, TooManyProposals(taskId));
        for (uint256 i = 0; i < count; ++i) {
            require(proposals[i].claim.prover() != prover, AlreadyProposed(taskId, prover));
        }
    }

    /// @dev If as many results match this one as the task needs, pays the provers who showed the others, and leaves this
    /// one to be settled. Otherwise adds it to those shown, and opens the task for another prover.
    function _propose(Claimed memory claimed, Task calldata task, Offer memory offer) private returns (bool enough) {
        bytes32 taskId = claimed.taskId;
        Proposal[] storage proposals = _proposals[taskId];
        // All but the word that differs from prover to prover, where there is one.
        bytes32 result =
            offer.binding == Binding.Native
                ? TaskSlotLibrary.comparableOf(claimed.journal)
                : keccak256(claimed.journal);
        uint256 matching = 1;
        for (uint256 i = 0; i < proposals.length; ++i) if (proposals[i].result == result) ++matching;
        if (matching < offer.redundancy) {
            proposals.push(Proposal(claimed.slot, result));
            _slots[taskId] = TaskSlotLibrary.open();
            emit ResultProposed(taskId, claimed.slot.prover(), claimed.journal);
            return false;
        }
        for (uint256 i = 0; i < proposals.length; ++i) {
            if (proposals[i].result != result) continue;
            TaskSlot slot = proposals[i].claim;
            (uint256 proverAmount, uint256 gatewayAmount) = _pay(task, offer, slot);
            owedTo[offer.token][slot.prover()] += proverAmount;
            emit RewardPaid(taskId, slot.prover(), proverAmount, gatewayAmount);
        }
        return true;
    }

    /* PRIVATE: DELIVERY */

    /// @dev Tells the offer's dApp of a settled task. If it fails, the task is settled none the less.
    function _deliver(Claimed memory claimed, address offerAddress, Offer memory offer) private {
        bytes32 taskId = claimed.taskId;
        if (_callDapp(offerAddress, offer, taskId, claimed.journal)) {
            emit ResultDelivered(taskId, offer.dapp);
        } else {
            bytes32 result = TaskSlotLibrary.resultOf(claimed.journal);
            _slots[taskId] = TaskSlotLibrary.settled(result, TaskState.Undelivered);
            emit DeliveryFailed(taskId, offer.dapp);
        }
    }

    /// @dev Calls the offer's dApp with exactly the gas its project chose, or reverts if there is too little left to do so.
    /// Meanwhile the dApp can ask for the offer. One is delivered at a time: all that gets here is nonReentrant.
    function _callDapp(
        address offerAddress,
        Offer memory offer,
        bytes32 taskId,
        bytes memory journal
    ) private returns (bool success) {
        bytes memory data = abi.encodeCall(IDapp.process, (offer.projectId, taskId, "", journal));
        deliveredOffer = offerAddress;
        _requireGas(offer.callbackGas);
        success = CappedCall.call(offer.dapp, offer.callbackGas, data);
        deliveredOffer = address(0);
    }

    /// @dev Enough is left for a call to get all of `cap`: otherwise whoever sends the transaction, or estimates its gas,
    /// could make the call fail by giving too little.
    function _requireGas(uint256 cap) private view {
        uint256 needed = CappedCall.gasNeeded(cap);
        require(gasleft() >= needed, InsufficientGas(gasleft(), needed));
    }

    /* PRIVATE: MONEY */

    function _takeFromEscrow(uint256 projectId, address token, uint256 amount) private {
        uint256 available = escrowOf[projectId][token];
        require(amount <= available, InsufficientEscrow(projectId, token, available, amount));
        escrowOf[projectId][token] = available - amount;
    }

    /// @dev Refuses tokens that deliver less than they say: one project's fee would be another project's loss. And NFTs: one
    /// with the id 1 looks like one unit of a token on its way in, and has no way out.
    function _receiveToken(IERC20 token, uint256 amount) private {
        require(
            !ERC165Checker.supportsInterface(address(token), type(IERC721).interfaceId),
            NotFungible(address(token))
        );
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
