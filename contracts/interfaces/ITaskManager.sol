// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IProjectRegistry} from "./IProjectRegistry.sol";
import {IProverRegistry} from "./IProverRegistry.sol";

/// @notice What a gateway says of a task; the rest of its spec comes from the project.
struct TaskInput {
    bytes32 inputHash; // what the program commits to
    bytes32 dataHash; // SHA-256 of the payload, its address in data availability
}

/// @notice All that a task is. Its hash is the task's id; it travels in the event and comes back as calldata.
struct TaskSpec {
    uint256 projectId;
    bytes32 version;
    bytes32 inputHash;
    bytes32 dataHash;
    address gateway; // who submitted it
    uint64 nonce; // chosen by the gateway, tells apart tasks that are otherwise equal
    uint40 submittedAt; // Unix time; the reward rises from here
    uint40 deadline; // Unix time; afterwards the task can only be refunded
    uint32 claimSeconds;
    uint32 rampSeconds;
    address token;
    uint96 minReward;
    uint96 maxReward;
    uint96 collateral;
}

/// @dev Undelivered: settled, but the dApp's callback failed and can be retried.
enum TaskState {
    None,
    Open,
    Claimed,
    Settled,
    Undelivered,
    Refunded
}

/// @title Tasks from submission to settlement, and the money that follows them
interface ITaskManager {
    event TaskSubmitted(bytes32 indexed taskId, uint256 indexed projectId, address indexed gateway, TaskSpec spec);
    event TaskClaimed(bytes32 indexed taskId, address indexed prover, uint40 claimDeadline);
    event TaskSettled(uint256 indexed projectId, bytes32 indexed taskId, address prover);
    event RewardPaid(
        bytes32 indexed taskId,
        address token,
        address beneficiary,
        uint256 proverAmount,
        uint256 gatewayAmount
    );
    event ResultRecorded(bytes32 indexed taskId, bytes journal);
    event ResultDelivered(bytes32 indexed taskId, address indexed dapp);
    event DeliveryFailed(bytes32 indexed taskId, address indexed dapp);
    event TaskExpired(bytes32 indexed taskId, address indexed prover, address indexed caller, uint256 slashed);
    event TaskRefunded(bytes32 indexed taskId, uint256 amount);
    event Deposited(uint256 indexed projectId, address indexed token, address indexed from, uint256 amount);
    event Withdrawn(uint256 indexed projectId, address indexed token, address indexed to, uint256 amount);
    event Collected(address indexed token, address indexed account, uint256 amount);

    error TaskAlreadyExists(bytes32 taskId);
    error TaskNotOpen(bytes32 taskId, TaskState state);
    error TaskNotClaimed(bytes32 taskId, TaskState state);
    error TaskNotUndelivered(bytes32 taskId, TaskState state);
    error TooLateToClaim(bytes32 taskId, uint256 lastClaimAt);
    error ClaimExpired(bytes32 taskId, uint256 claimDeadline);
    error ClaimNotExpired(bytes32 taskId, uint256 claimDeadline);
    error DeadlineNotReached(bytes32 taskId, uint256 deadline);
    error BindingMismatch(bytes32 expected, bytes32 actual);
    error InputHashMismatch(bytes32 expected, bytes32 actual);
    error JournalTooShort(uint256 length);
    error JournalMismatch(bytes32 taskId);
    error InsufficientEscrow(uint256 projectId, address token, uint256 available, uint256 needed);
    error InsufficientCallbackGas(uint256 available, uint256 needed);
    error NotProjectOwner(uint256 projectId, address caller);
    error WrongAmount(uint256 expected, uint256 actual);
    error ProjectNotFound(uint256 projectId);
    error NothingOwed(address token, address account);
    error NoTasks();
    error TransferFailed();
    error WrongRegistry();
    error ZeroAddress();
    error UnexpectedPayment(address from);
    error DeliveryStillFails(bytes32 taskId, address dapp);

    /* ESCROW */

    /// @notice Adds to a project's escrow. Anyone may. For IOTX, `token` is zero and `amount` equals the value sent.
    function deposit(uint256 projectId, address token, uint256 amount) external payable;

    /// @notice Takes back what no open task has reserved. Only the project's owner.
    function withdraw(uint256 projectId, address token, uint256 amount, address to) external;

    /// @notice Pays out what is owed to `account`. Anyone may trigger it; the money goes to the account.
    function collect(address token, address account) external;

    /* TASKS */

    /// @notice Submits tasks. Only a gateway the project authorised. Reserves the highest reward of each.
    function submit(
        uint256 projectId,
        bytes32 version,
        uint64 nonce,
        TaskInput[] calldata inputs
    ) external returns (bytes32[] memory taskIds);

    /// @notice Claims an open task for the caller's prover and locks its collateral.
    function claim(TaskSpec calldata spec) external;

    /// @notice Settles a claimed task with a proof. Anyone may carry it; the claim's prover is paid.
    function prove(TaskSpec calldata spec, bytes calldata journal, bytes calldata proof) external;

    /// @notice Ends a claim whose deadline has passed: its collateral is slashed, the caller earns BOUNTY_BPS of it,
    /// and the task is open again.
    function expire(TaskSpec calldata spec) external;

    /// @notice Ends an open task whose deadline has passed; its reserve returns to the project's escrow.
    function refund(TaskSpec calldata spec) external;

    /// @notice Calls the project's present dApp again for a settled task whose delivery failed. Anyone may.
    /// @dev If the dApp fails again the whole call reverts with DeliveryStillFails, so that a simulation tells whether
    /// a retry is worth sending; the task stays undelivered and can be retried for ever.
    function retryDelivery(TaskSpec calldata spec, bytes calldata journal) external;

    /* VIEWS */

    function taskIdOf(TaskSpec calldata spec) external view returns (bytes32);
    function stateOf(bytes32 taskId) external view returns (TaskState);

    /// @notice Who holds the claim and until when (Unix time); zeros when the task is not claimed.
    function claimOf(bytes32 taskId) external view returns (address prover, uint40 claimDeadline);

    /// @notice The first 248 bits of keccak256(journal) of a settled task, the rest zero; zero when not settled.
    function resultOf(bytes32 taskId) external view returns (bytes32);

    /// @notice Whether `journal` is the verified result of the task.
    function isResult(bytes32 taskId, bytes calldata journal) external view returns (bool);

    /// @notice What settling a claim made at `time` (Unix time) pays, in the token's smallest unit.
    function rewardAt(TaskSpec calldata spec, uint256 time) external pure returns (uint256);

    /// @notice A project's balance that no task has reserved.
    function escrowOf(uint256 projectId, address token) external view returns (uint256);

    /// @notice What `collect` would pay the account.
    function owedTo(address token, address account) external view returns (uint256);

    /// @notice The registries this contract was deployed with, for good.
    function projectRegistry() external view returns (IProjectRegistry);
    function proverRegistry() external view returns (IProverRegistry);

    /// @notice The account that slashed collateral is owed to, less the bounty.
    function treasury() external view returns (address);
}
