// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "./IVerifier.sol";

/// @notice How a program ties its proof to one task and one prover.
/// @dev Native: the journal begins with `keccak256(taskId, prover) >> 8` and `inputHash`, both checked on chain.
enum Binding {
    Native
}

/// @notice What a proof of one project version is about. Never changes once published.
struct Program {
    IVerifier verifier; // the contract that decides
    uint16 vmType; // proof system, the vmTypeID of the project file
    Binding binding; // how proofs name their task and prover
    bytes32 programId; // verification key hash, image id or measurement
}

/// @notice What a project promises for each of its tasks. Tasks keep the terms they were submitted under.
struct RewardTerms {
    address token; // ERC-20, or zero for IOTX
    uint96 minReward; // reward at submission, in the token's smallest unit
    uint96 maxReward; // reward once the ramp has ended; this much is reserved from escrow
    uint32 rampSeconds; // time in which the reward rises from min to max
    uint96 collateral; // stake a claim locks, in wei of IOTX
    uint32 claimSeconds; // time a claim leaves for proving
    uint32 lifeSeconds; // time from submission until the task can only be refunded
}

/// @title Projects: who they are, what they run, what they pay, who may submit for them
/// @notice A project is an ERC-721 token; whoever holds it is the project's owner. Projects start paused.
interface IProjectRegistry {
    event ProjectRegistered(uint256 indexed projectId, address indexed owner);
    event ProjectConfigUpdated(uint256 indexed projectId, string uri, bytes32 hash);
    event ProgramPublished(uint256 indexed projectId, bytes32 indexed version, Program program);
    event RewardTermsSet(uint256 indexed projectId, RewardTerms terms);
    event GatewaySet(uint256 indexed projectId, address indexed gateway, bool authorised, string uri);
    event AttributeSet(uint256 indexed projectId, bytes32 indexed key, bytes value);
    event DappBound(uint256 indexed projectId, address indexed operator, address dapp);
    event DappGasSet(uint256 indexed projectId, uint32 callbackGas);
    event ProjectPaused(uint256 indexed projectId);
    event ProjectResumed(uint256 indexed projectId);

    error NotProjectOwner(uint256 projectId, address caller);
    error ProjectIsPaused(uint256 projectId);
    error ProjectNotPaused(uint256 projectId);
    error ProjectNotReady(uint256 projectId);
    error ProgramNotFound(uint256 projectId, bytes32 version);
    error ProgramAlreadyPublished(uint256 projectId, bytes32 version);
    error InvalidProgram();
    error InvalidTerms();
    error InvalidConfig();
    error GatewayNotAuthorised(uint256 projectId, address gateway);
    error LengthMismatch();
    error CallbackGasTooHigh(uint32 callbackGas, uint32 maximum);

    /* ONLY THE PROJECT'S OWNER */

    /// @notice Sets where the project file is and its SHA-256. Nodes refuse a file whose hash differs.
    function setConfig(uint256 projectId, string calldata uri, bytes32 hash) external;

    /// @notice Publishes the program of a version, for good. A change is a new version.
    /// @param version The version's name as a short string, left aligned, e.g. "v1.0.0".
    function publishProgram(uint256 projectId, bytes32 version, Program calldata program) external;

    /// @notice Sets what tasks submitted from now on pay.
    function setRewardTerms(uint256 projectId, RewardTerms calldata terms) external;

    /// @notice Lets a gateway submit tasks at the project's expense, or no longer.
    /// @param uri Where provers fetch the payloads the gateway keeps, e.g. "https://gateway.example".
    function setGateway(uint256 projectId, address gateway, bool authorised, string calldata uri) external;

    function setAttributes(uint256 projectId, bytes32[] calldata keys, bytes[] calldata values) external;

    /// @notice Binds the contract that receives the results; zero unbinds.
    /// @param callbackGas Gas the callback may use, at most MAX_CALLBACK_GAS.
    function bindDapp(uint256 projectId, address dapp, uint32 callbackGas) external;

    function pause(uint256 projectId) external;

    /// @notice Opens the project for submissions. It needs a config and reward terms first.
    function resume(uint256 projectId) external;

    /* ANYONE */

    /// @notice Creates a project that belongs to the caller, paused.
    function register() external returns (uint256 projectId);

    /* VIEWS */

    function exists(uint256 projectId) external view returns (bool);

    /// @notice Whether `account` owns the project; false for a project that does not exist.
    function isOwner(uint256 projectId, address account) external view returns (bool);
    function config(uint256 projectId) external view returns (string memory uri, bytes32 hash);
    function program(uint256 projectId, bytes32 version) external view returns (Program memory);
    function rewardTerms(uint256 projectId) external view returns (RewardTerms memory);
    function attribute(uint256 projectId, bytes32 key) external view returns (bytes memory);
    function isGateway(uint256 projectId, address gateway) external view returns (bool);
    function isPaused(uint256 projectId) external view returns (bool);
    function dapp(uint256 projectId) external view returns (address dapp, uint32 callbackGas);

    /// @notice The terms under which `gateway` may submit tasks of this version now; reverts when it may not.
    function submissionTerms(
        uint256 projectId,
        bytes32 version,
        address gateway
    ) external view returns (RewardTerms memory);

    /// @notice All that settling a task of this version needs, in one call.
    function settlementOf(
        uint256 projectId,
        bytes32 version
    ) external view returns (Program memory program, address dapp, uint32 callbackGas);
}
