// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "./IVerifier.sol";

/// @notice How a program ties its proof to its task. TaskManager makes the journal that a proof is about accordingly.
/// @dev Native: `keccak256(taskId, prover) >> 8 || inputHash || outputs`. A proof is good for one task, its data and one
/// prover.
/// Template: `outputs || uint256(projectId) || uint256(uint64(uint256(taskId)))`, the instances of W3bstream's template
/// circuit, whose module is told both. A proof is good for every task of the project whose id has the same last 64 bits:
/// an authorised gateway finds two such tasks with some 2^32 hashes, offline, and submits those two. It names neither
/// prover nor data: the project trusts its provers to have run the program on the task's payload, unless the outputs
/// tell. Not for projects where a gateway may gain by having one proof paid or counted twice.
enum Binding {
    Native,
    Template
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
    uint8 redundancy; // matching results of different provers that a task needs, each paid; 1 for proofs that prove,
    // and for Template programs, whose proofs any other prover can copy
}

/// @notice All that the tasks of one version share, fixed when they are submitted: nothing an owner changes afterwards
/// can change what a prover agreed to. It is stored as the code of a contract whose address names it.
/// @dev Only words, so that its ABI encoding is what it looks like in memory.
struct Offer {
    uint256 projectId;
    bytes32 version;
    IVerifier verifier; // these four as in Program
    uint16 vmType;
    Binding binding;
    bytes32 programId;
    address token; // these eight as in RewardTerms
    uint96 minReward;
    uint96 maxReward;
    uint32 rampSeconds;
    uint96 collateral;
    uint32 claimSeconds;
    uint32 lifeSeconds;
    uint8 redundancy;
    address dapp; // who receives the results; zero if nobody does
    uint32 callbackGas; // gas it may use
}

/// @title Projects: who they are, what they run, what they pay, who may submit for them
/// @notice A project is an ERC-721 token; whoever holds it is the project's owner. Projects start paused.
/// @dev When the token changes hands the project is paused, and what its owner allowed ends: no gateway is authorised, no
/// version active, no offer valid for new tasks. Everything else stays, for the new owner to look at before `resume`.
interface IProjectRegistry {
    event ProjectRegistered(uint256 indexed projectId, address indexed owner);
    event ProjectConfigUpdated(uint256 indexed projectId, string uri, bytes32 hash);
    event ProgramPublished(uint256 indexed projectId, bytes32 indexed version, Program program);
    event ProgramRetired(uint256 indexed projectId, bytes32 indexed version);
    event RewardTermsSet(uint256 indexed projectId, RewardTerms terms);
    event GatewaySet(uint256 indexed projectId, address indexed gateway, bool authorised, string uri);
    event AttributeSet(uint256 indexed projectId, bytes32 indexed key, bytes value);
    event DappBound(uint256 indexed projectId, address indexed operator, address dapp);
    event DappGasSet(uint256 indexed projectId, uint32 callbackGas);
    event OfferMade(address indexed offer, uint256 indexed projectId, bytes32 indexed version, Offer content);
    event ProjectPaused(uint256 indexed projectId);
    event ProjectResumed(uint256 indexed projectId);

    /// @notice The caller does not own the project, or there is none.
    error NotProjectOwner(uint256 projectId, address caller);
    error ProjectIsPaused(uint256 projectId);
    error ProjectNotPaused(uint256 projectId);
    /// @notice The project lacks a config or reward terms.
    error ProjectNotReady(uint256 projectId);
    error ProgramNotFound(uint256 projectId, bytes32 version);
    error ProgramAlreadyPublished(uint256 projectId, bytes32 version);
    /// @notice The version takes no more tasks, for good.
    error ProgramIsRetired(uint256 projectId, bytes32 version);
    /// @notice A former owner published the version; the present one has to publish the same program again first.
    error ProgramNotConfirmed(uint256 projectId, bytes32 version);
    /// @notice Version, programId or vmType is zero, the vmType is too high, or the verifier is no contract.
    error InvalidProgram();
    /// @notice The rewards fall, a time is zero or too long, a claim is longer than its task, or the redundancy is out
    /// of bounds.
    error InvalidTerms();
    /// @notice The URI is empty or too long, or the hash is zero.
    error InvalidConfig();
    error GatewayNotAuthorised(uint256 projectId, address gateway);
    error LengthMismatch();
    error CallbackGasTooHigh(uint32 callbackGas, uint32 maximum);
    /// @notice The value of an attribute that the contract itself reads is malformed.
    error InvalidAttribute(bytes32 key);
    error OfferNotFound(address offer);

    /* ONLY THE PROJECT'S OWNER: all revert with NotProjectOwner for anyone else */

    /// @notice Sets where the project file is and its SHA-256. Nodes refuse a file whose hash differs.
    /// @param uri 1 to MAX_URI_LENGTH bytes, or InvalidConfig.
    /// @param hash Not zero, or InvalidConfig.
    function setConfig(uint256 projectId, string calldata uri, bytes32 hash) external;

    /// @notice Publishes the program of a version, for good. A change is a new version. For a version of a former owner's
    /// it must be the same program, which so takes tasks again.
    /// @dev Reverts with InvalidProgram, ProgramIsRetired or ProgramAlreadyPublished.
    /// @param version The version's name as a short string, left aligned, e.g. "v1.0.0".
    function publishProgram(uint256 projectId, bytes32 version, Program calldata program) external;

    /// @notice Retires a version, for good: no more tasks of it are submitted, those that were live on.
    /// @dev Reverts with ProgramNotFound or ProgramIsRetired.
    function retireProgram(uint256 projectId, bytes32 version) external;

    /// @notice Sets what tasks submitted from now on pay.
    /// @dev Reverts with InvalidTerms.
    function setRewardTerms(uint256 projectId, RewardTerms calldata terms) external;

    /// @notice Lets a gateway submit tasks at the project's expense, or no longer.
    /// @param uri Where provers fetch the payloads the gateway keeps, e.g. "https://gateway.example"; at most
    /// MAX_URI_LENGTH bytes, or InvalidConfig.
    function setGateway(uint256 projectId, address gateway, bool authorised, string calldata uri) external;

    /// @notice Sets attributes, which nodes and contracts may read. One is read here: "RequiredProverAmount", an
    /// abi-encoded uint256 up to 65535; tasks open only while that many provers of the version's VM type are active.
    /// @dev Reverts with LengthMismatch, and with InvalidAttribute for a malformed RequiredProverAmount.
    /// @param keys Short strings, left aligned.
    /// @param values Any bytes; empty for none.
    function setAttributes(uint256 projectId, bytes32[] calldata keys, bytes[] calldata values) external;

    /// @notice Binds the contract that receives the results of tasks submitted from now on; zero unbinds.
    /// @param callbackGas Gas the callback may use, at most MAX_CALLBACK_GAS, or CallbackGasTooHigh.
    function bindDapp(uint256 projectId, address dapp, uint32 callbackGas) external;

    /// @notice Closes the project for submissions; its tasks live on. Reverts with ProjectIsPaused if it is closed.
    function pause(uint256 projectId) external;

    /// @notice Opens the project for submissions. Reverts with ProjectNotReady until it has a config and reward terms,
    /// and with ProjectNotPaused if it is open.
    function resume(uint256 projectId) external;

    /* ANYONE */

    /// @notice Creates a project that belongs to the caller, paused.
    function register() external returns (uint256 projectId);

    /// @notice The offer under which `gateway` may submit tasks of this version now.
    /// @dev Makes it first, at some 200,000 gas, if the project's terms or dApp changed since the last call: the owner
    /// need not care about offers. Reverts with ProjectIsPaused, GatewayNotAuthorised, ProgramNotFound, ProgramIsRetired
    /// or ProgramNotConfirmed.
    /// @return offer Its address.
    /// @return requiredProvers How many active provers of the version's VM type the project asks for.
    function offerFor(
        uint256 projectId,
        bytes32 version,
        address gateway
    ) external returns (address offer, uint256 requiredProvers);

    /* VIEWS: zeros for what is not set, unless they say otherwise */

    /// @notice Whether there is such a project.
    function exists(uint256 projectId) external view returns (bool);

    /// @notice Whether `account` owns the project; false for a project that does not exist.
    function isOwner(uint256 projectId, address account) external view returns (bool);

    /// @notice Where the project file is, and its SHA-256.
    function config(uint256 projectId) external view returns (string memory uri, bytes32 hash);

    /// @notice The program of a version, retired or not. Reverts with ProgramNotFound.
    function program(uint256 projectId, bytes32 version) external view returns (Program memory);

    /// @notice Whether tasks of the version may be submitted while the project is open: the present owner published it
    /// and nobody retired it.
    function isActive(uint256 projectId, bytes32 version) external view returns (bool);

    /// @notice What tasks submitted now pay.
    function rewardTerms(uint256 projectId) external view returns (RewardTerms memory);

    /// @notice The value of an attribute.
    function attribute(uint256 projectId, bytes32 key) external view returns (bytes memory);

    /// @notice Whether the gateway may submit.
    function isGateway(uint256 projectId, address gateway) external view returns (bool);

    /// @notice Whether the project is closed for submissions; true for a project that does not exist.
    function isPaused(uint256 projectId) external view returns (bool);

    /// @notice Who receives the results of tasks submitted now, and the gas it may use.
    function dapp(uint256 projectId) external view returns (address dapp, uint32 callbackGas);

    /// @notice What an offer says. Reverts with OfferNotFound unless the address can be an offer.
    /// @dev Anyone can deploy a contract that looks like an offer. Believe it of the offers of tasks that the
    /// TaskManager knows: it takes them from here.
    function readOffer(address offer) external view returns (Offer memory);
}
