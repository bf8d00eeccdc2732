// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IProjectRegistry} from "./IProjectRegistry.sol";
import {IProverRegistry} from "./IProverRegistry.sol";

/// @notice What a gateway says of a task; the rest comes from the project's offer.
struct TaskInput {
    bytes32 inputHash; // what the program commits to
    bytes32 dataHash; // SHA-256 of the payload, its address in data availability
}

/// @notice What tells a task from the others of its offer. It is never stored: its hash is the task's id, and callers
/// bring it back.
struct Task {
    address gateway; // who submitted it
    uint40 submittedAt; // Unix time; the reward rises from here
    bytes32 inputHash;
    bytes32 dataHash;
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
/// @notice A task is named by the address of its offer and a `Task`; its id is
/// keccak256(abi.encode(chain id, TaskManager, offer, task)).
interface ITaskManager {
    /// @notice One for each call of `submit`; the tasks' ids follow from what it says.
    event TasksSubmitted(
        uint256 indexed projectId,
        address indexed gateway,
        address indexed offer,
        uint40 submittedAt,
        TaskInput[] inputs
    );
    event TaskClaimed(bytes32 indexed taskId, address indexed prover, uint40 claimDeadline);
    /// @notice A prover showed a result, and the task waits for others to show the same; it is open again.
    event ResultProposed(bytes32 indexed taskId, address indexed prover, bytes journal);
    event TaskSettled(uint256 indexed projectId, bytes32 indexed taskId, address prover);
    /// @notice What a settled task said, and what it paid: to the prover that TaskSettled names and to the gateway, in the
    /// smallest unit of the offer's token.
    event ResultRecorded(bytes32 indexed taskId, uint256 proverAmount, uint256 gatewayAmount, bytes journal);
    /// @notice Where a task needed several results: what each of the other provers that showed its result was paid.
    event RewardPaid(bytes32 indexed taskId, address prover, uint256 proverAmount, uint256 gatewayAmount);
    event ResultDelivered(bytes32 indexed taskId, address indexed dapp);
    event DeliveryFailed(bytes32 indexed taskId, address indexed dapp);
    event TaskExpired(bytes32 indexed taskId, address indexed prover, address indexed caller, uint256 slashed);
    event TaskRefunded(bytes32 indexed taskId, uint256 amount);
    event Deposited(uint256 indexed projectId, address indexed token, address indexed from, uint256 amount);
    event Withdrawn(uint256 indexed projectId, address indexed token, address indexed to, uint256 amount);
    event Collected(address indexed token, address indexed account, address to, uint256 amount);
    /// @notice A call of `attempt` was skipped. `reason` is what it reverted with, cut after MAX_REASON_LENGTH bytes.
    event CallFailed(uint256 indexed index, bytes reason);

    error TaskAlreadyExists(bytes32 taskId);
    error TaskNotOpen(bytes32 taskId, TaskState state);
    error TaskNotClaimed(bytes32 taskId, TaskState state);
    error TaskNotUndelivered(bytes32 taskId, TaskState state);
    error TooLateToClaim(bytes32 taskId, uint256 lastClaimAt);
    error ClaimExpired(bytes32 taskId, uint256 claimDeadline);
    error ClaimNotExpired(bytes32 taskId, uint256 claimDeadline);
    error DeadlineNotReached(bytes32 taskId, uint256 deadline);
    /// @notice The prover has shown a result for the task: the next must be another's.
    error AlreadyProposed(bytes32 taskId, address prover);
    /// @notice So many different results were shown that the task takes no more; it will be refunded.
    error TooManyProposals(bytes32 taskId);
    /// @notice The tasks of one batch must be claimed by one prover.
    error MixedProvers(address expected, address actual);
    /// @notice A batch has the same task twice.
    error DuplicateTask(bytes32 taskId);
    /// @notice Tasks that need several results are proven one by one.
    error BatchNeedsNoRedundancy();
    error JournalMismatch(bytes32 taskId);
    error NotEnoughProvers(uint256 vmType, uint256 active, uint256 required);
    error InsufficientEscrow(uint256 projectId, address token, uint256 available, uint256 needed);
    /// @notice Less gas is left than a call was promised; send more.
    error InsufficientGas(uint256 available, uint256 needed);
    error NotProjectOwner(uint256 projectId, address caller);
    error WrongAmount(uint256 expected, uint256 actual);
    /// @notice The token is an NFT (ERC-721), which cannot be shared out.
    error NotFungible(address token);
    error ProjectNotFound(uint256 projectId);
    error NothingOwed(address token, address account);
    error NoTasks();
    error LengthMismatch();
    error TransferFailed();
    error WrongRegistry();
    error ZeroAddress();
    error UnexpectedPayment(address from);
    error DeliveryStillFails(bytes32 taskId, address dapp);

    /* MONEY */

    /// @notice Adds to a project's escrow. Anyone may. For IOTX, `token` is zero and `amount` equals the value sent.
    /// @dev Reverts with ProjectNotFound, with NotFungible for an ERC-721, or with WrongAmount if the value sent, or what a
    /// token delivered, is not `amount` of its smallest unit.
    function deposit(uint256 projectId, address token, uint256 amount) external payable;

    /// @notice Takes back what no open task has reserved. Only the project's owner.
    /// @dev Reverts with NotProjectOwner, ZeroAddress, InsufficientEscrow or TransferFailed.
    function withdraw(uint256 projectId, address token, uint256 amount, address to) external;

    /// @notice Pays out what is owed to `account`: to its beneficiary if it is a prover, to itself otherwise. Anyone may
    /// trigger it.
    /// @dev Reverts with NothingOwed or TransferFailed.
    function collect(address token, address account) external;

    /* TASKS */

    /// @notice Submits tasks under the project's present offer. Only a gateway the project authorised. Reserves the
    /// highest reward of each, for as many provers as it needs.
    /// @dev Reverts with NoTasks, ProjectIsPaused, GatewayNotAuthorised, ProgramNotFound, ProgramIsRetired,
    /// ProgramNotConfirmed, NotEnoughProvers, InsufficientEscrow, or TaskAlreadyExists for two equal inputs in one block.
    function submit(
        uint256 projectId,
        bytes32 version,
        TaskInput[] calldata inputs
    ) external returns (bytes32[] memory taskIds);

    /// @notice Claims an open task for the caller's prover and locks its collateral.
    /// @dev Reverts with TaskNotOpen, TooLateToClaim, OperatorUnknown, ProverIsPaused, InsufficientFreeStake,
    /// AlreadyProposed or TooManyProposals.
    function claim(address offer, Task calldata task) external;

    /// @notice Claims many tasks of one offer, all or none.
    /// @dev Reverts as `claim`, and with NoTasks.
    function claimBatch(address offer, Task[] calldata tasks) external;

    /// @notice Settles a claimed task with a proof. Anyone may carry it; the claim's prover is paid.
    /// @dev The proof must be about the journal that the offer's binding makes of the outputs. Native: `binding,
    /// inputHash, outputs`, with binding = keccak256(abi.encode(taskId, prover)) >> 8. Template: `outputs, projectId,
    /// uint64(uint256(taskId))`, a word each after the outputs. Reverts with TaskNotClaimed, ClaimExpired,
    /// InsufficientGas, and the verifier's errors, ProofRejected above all.
    /// @param outputs The journal without the two words that the TaskManager knows.
    function prove(address offer, Task calldata task, bytes calldata outputs, bytes calldata proof) external;

    /// @notice Settles many tasks of one offer that one prover claimed, all or none, with one batch verification. The
    /// offer's verifier must be an IBatchVerifier.
    /// @dev Reverts as `prove`, and with NoTasks, MixedProvers, DuplicateTask,
    /// BatchNeedsNoRedundancy, LengthMismatch or BatchRejected.
    /// @param outputs The outputs of each task, of one length, one after the other.
    /// @param proofs The proofs of each task, of one length, one after the other.
    function proveBatch(address offer, Task[] calldata tasks, bytes calldata outputs, bytes calldata proofs) external;

    /// @notice Ends a claim whose deadline has passed: its collateral is slashed, the caller earns BOUNTY_BPS of it,
    /// and the task is open again. Anyone may.
    /// @dev Reverts with TaskNotClaimed or ClaimNotExpired.
    function expire(address offer, Task calldata task) external;

    /// @notice Ends an open task whose deadline has passed; its reserve returns to the project's escrow. Anyone may.
    /// @dev Reverts with TaskNotOpen or DeadlineNotReached.
    function refund(address offer, Task calldata task) external;

    /// @notice Calls the project's present dApp again for a settled task whose delivery failed; the offer's dApp if the
    /// version is not active any more (IProjectRegistry.isActive). Anyone may.
    /// @dev Reverts with TaskNotUndelivered, JournalMismatch or InsufficientGas. If the dApp fails again it
    /// reverts with DeliveryStillFails, so that a simulation tells whether a retry is worth sending; the task stays
    /// undelivered and can be retried for ever.
    function retryDelivery(address offer, Task calldata task, bytes calldata journal) external;

    /* BATCHES OF ANYTHING */

    /// @notice Makes calls of this contract's functions as the caller; those that revert are skipped and reported by
    /// CallFailed. (`multicall` is the same, all or none.)
    /// @dev Reverts with InsufficientGas if a call could not get all of its gas: otherwise gas estimation would find the
    /// limit at which they all fail.
    /// @param calls Encoded calls, e.g. of `claim`.
    /// @param gasEach Most gas that each may use, so that none, of whatever verifier or dApp, can starve the others.
    /// @return succeeded Which calls did.
    function attempt(bytes[] calldata calls, uint256 gasEach) external returns (bool[] memory succeeded);

    /* VIEWS */

    /// @notice The id of a task, whether it was submitted or not.
    function taskIdOf(address offer, Task calldata task) external view returns (bytes32);

    /// @notice Where a task is in its life; None for one that was never submitted.
    function stateOf(bytes32 taskId) external view returns (TaskState);

    /// @notice Who holds the claim and until when (Unix time); zeros when the task is not claimed.
    function claimOf(bytes32 taskId) external view returns (address prover, uint40 claimDeadline);

    /// @notice The results shown so far for a task that needs several matching ones, and who showed them.
    /// @return provers Who showed them.
    /// @return results keccak256 of each journal; of native ones without the first word, which differs from prover to
    /// prover.
    function proposalsOf(bytes32 taskId) external view returns (address[] memory provers, bytes32[] memory results);

    /// @notice The first 248 bits of keccak256(journal) of a settled task, the rest zero; zero when not settled.
    function resultOf(bytes32 taskId) external view returns (bytes32);

    /// @notice Whether `journal` is the verified result of the task.
    function isResult(bytes32 taskId, bytes calldata journal) external view returns (bool);

    /// @notice The offer of the task whose result is being delivered, for the dApp to ask while it is called: what it says
    /// is in `projectRegistry().readOffer`. Zero at any other time.
    function deliveredOffer() external view returns (address);

    /// @notice What settling a claim made at `time` (Unix time) pays each prover and its gateway together, in the
    /// token's smallest unit.
    function rewardAt(address offer, Task calldata task, uint256 time) external view returns (uint256);

    /// @notice A project's balance that no task has reserved.
    function escrowOf(uint256 projectId, address token) external view returns (uint256);

    /// @notice What `collect` would pay for the account.
    function owedTo(address token, address account) external view returns (uint256);

    /// @notice The registry of projects this contract was deployed with, for good.
    function projectRegistry() external view returns (IProjectRegistry);

    /// @notice The registry of provers this contract was deployed with, for good.
    function proverRegistry() external view returns (IProverRegistry);

    /// @notice The account that slashed collateral is owed to, less the bounty.
    function treasury() external view returns (address);
}
