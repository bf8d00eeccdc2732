// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @notice A prover as the registry knows it. All amounts in wei of IOTX.
struct Prover {
    uint96 stake; // all that is staked, collateral and unstaking amount included
    uint96 collateral; // locked by open claims
    uint96 unstaking; // asked back, not yet withdrawn; backs no new claim
    uint40 unstakeAt; // Unix time from which `unstaking` can be withdrawn
    uint16 rebateRatio; // share of rewards given to gateways, in basis points
    bool registered;
    bool paused;
    address operator; // the key that claims
    address beneficiary; // the account rewards are owed to
}

/// @title Provers: who proves, with what stake
/// @notice A prover is the address that registered; its operator key claims for it.
interface IProverRegistry {
    event ProverRegistered(address indexed prover);
    event OperatorSet(address indexed prover, address indexed operator);
    event BeneficiarySet(address indexed prover, address indexed beneficiary);
    event RebateRatioSet(address indexed prover, uint16 ratio);
    event VMTypeAdded(address indexed prover, uint256 vmType);
    event VMTypeDeleted(address indexed prover, uint256 vmType);
    event ProverPaused(address indexed prover);
    event ProverResumed(address indexed prover);
    event Staked(address indexed prover, uint256 amount, uint256 stake);
    event UnstakeRequested(address indexed prover, uint256 amount, uint256 availableAt);
    event UnstakeCancelled(address indexed prover, uint256 amount);
    event StakeWithdrawn(address indexed prover, uint256 amount, uint256 stake);
    event CollateralLocked(address indexed prover, uint256 amount);
    event CollateralReleased(address indexed prover, uint256 amount);
    event StakeSlashed(address indexed prover, uint256 amount, uint256 stake);

    error ProverNotRegistered(address prover);
    error ProverAlreadyRegistered(address prover);
    error ProverIsPaused(address prover);
    error ProverNotPaused(address prover);
    error OperatorTaken(address operator);
    error OperatorUnknown(address operator);
    error OnlyTaskManager(address caller);
    error InsufficientFreeStake(address prover, uint256 free, uint256 needed);
    error UnstakeNotReady(uint256 availableAt);
    error NothingToUnstake();
    error VMTypeUnsupported(uint256 vmType);
    error RatioTooHigh(uint16 ratio);
    error ZeroAddress();
    error ZeroAmount();
    error TransferFailed();

    /* ANYONE */

    /// @notice Makes the caller a prover.
    /// @param operator The key that will claim for it; may be the caller itself.
    /// @param beneficiary The account its rewards are owed to.
    /// @param vmTypes The proof systems it supports (vmTypeIDs, each below 256).
    function register(address operator, address beneficiary, uint256[] calldata vmTypes) external;

    /* ONLY THE PROVER */

    function setOperator(address operator) external;
    function setBeneficiary(address beneficiary) external;
    function setRebateRatio(uint16 ratio) external;
    function addVMType(uint256 vmType) external;
    function deleteVMType(uint256 vmType) external;
    function pause() external;
    function resume() external;
    function stake() external payable;

    /// @notice Asks `amount` of free stake back; it can be withdrawn after UNSTAKE_DELAY. Adds to an earlier request
    /// and starts its delay anew.
    function requestUnstake(uint96 amount) external;
    function cancelUnstake() external;
    function withdraw(address to) external;

    /* ONLY THE TASK MANAGER */

    /// @notice Locks stake for a claim by `operator` and tells for whom it claims.
    function lockCollateral(address operator, uint96 amount) external returns (address prover, uint16 rebateRatio);

    /// @notice Frees the collateral of a settled claim and tells to whom the reward is owed.
    function releaseCollateral(address prover, uint96 amount) external returns (address beneficiary);

    /// @notice Takes the collateral of an expired claim and sends it to the caller.
    function slash(address prover, uint96 amount) external;

    /* VIEWS */

    function prover(address prover) external view returns (Prover memory);
    function proverOf(address operator) external view returns (address);
    function isVMTypeSupported(address prover, uint256 vmType) external view returns (bool);

    /// @notice Stake that a new claim could lock: neither collateral nor asked back.
    function freeStake(address prover) external view returns (uint256);

    /// @notice The contract that may lock, release and slash, for good.
    function taskManager() external view returns (address);
}
