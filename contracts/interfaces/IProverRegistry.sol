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
    /// @notice The key that claims for a prover; zero when that key chose otherwise.
    event OperatorSet(address indexed prover, address indexed operator);
    event ProverChosen(address indexed operator, address indexed prover);
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
    event StakeSlashed(address indexed prover, uint256 amount, uint256 stake);

    error ProverNotRegistered(address prover);
    error ProverAlreadyRegistered(address prover);
    error ProverIsPaused(address prover);
    error ProverNotPaused(address prover);
    /// @notice The key claims for a prover already, or has chosen another.
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
    /// @dev Reverts with ProverAlreadyRegistered, ZeroAddress, OperatorTaken or VMTypeUnsupported.
    /// @param operator The key that will claim for it; may be the caller itself.
    /// @param beneficiary The account its rewards are paid to.
    /// @param vmTypes The proof systems it supports (vmTypeIDs, each below 256).
    function register(address operator, address beneficiary, uint256[] calldata vmTypes) external;

    /// @notice Says for which prover alone the caller's key may be named as operator; zero for any. It claims for no other
    /// from now on, so that nobody can keep a key from its prover by naming it first.
    /// @dev Choosing zero too takes it from the prover it claims for, which is left without an operator.
    function choose(address prover) external;

    /* ONLY THE PROVER: all revert with ProverNotRegistered for anyone else */

    /// @notice Names the key that claims from now on. Reverts with ZeroAddress or OperatorTaken.
    function setOperator(address operator) external;

    /// @notice Names the account that rewards are paid to, those not yet collected included. Reverts with ZeroAddress.
    function setBeneficiary(address beneficiary) external;

    /// @notice Sets the share of rewards that gateways get of tasks claimed from now on.
    /// @param ratio In basis points, up to MAX_RATIO, or RatioTooHigh.
    function setRebateRatio(uint16 ratio) external;

    /// @notice Adds a proof system; adding it twice changes nothing. Reverts with VMTypeUnsupported from 256 on.
    function addVMType(uint256 vmType) external;

    /// @notice Takes a proof system away. Reverts with VMTypeUnsupported if the prover does not have it.
    function deleteVMType(uint256 vmType) external;

    /// @notice Makes no more claims, and counts no more as active. Reverts with ProverIsPaused.
    function pause() external;

    /// @notice Undoes `pause`. Reverts with ProverNotPaused.
    function resume() external;

    /// @notice Stakes the value sent. Reverts with ZeroAmount.
    function stake() external payable;

    /// @notice Asks `amount` of free stake back; it can be withdrawn after UNSTAKE_DELAY. Adds to an earlier request
    /// and starts its delay anew.
    /// @dev Reverts with ZeroAmount or InsufficientFreeStake.
    /// @param amount In wei.
    function requestUnstake(uint96 amount) external;

    /// @notice Makes what was asked back free stake again. Reverts with NothingToUnstake.
    function cancelUnstake() external;

    /// @notice Pays out what was asked back. Reverts with ZeroAddress, NothingToUnstake, UnstakeNotReady or
    /// TransferFailed.
    function withdraw(address to) external;

    /* ONLY THE TASK MANAGER: all revert with OnlyTaskManager for anyone else */

    /// @notice Locks stake for claims by `operator` and tells for whom it claims.
    /// @dev Reverts with OperatorUnknown, ProverIsPaused or InsufficientFreeStake.
    /// @param amount In wei.
    function lockCollateral(address operator, uint256 amount) external returns (address prover, uint16 rebateRatio);

    /// @notice Frees the collateral of settled claims.
    /// @param amount In wei.
    function releaseCollateral(address prover, uint256 amount) external;

    /// @notice Takes the collateral of an expired claim and sends it to the caller.
    /// @param amount In wei.
    function slash(address prover, uint96 amount) external;

    /* VIEWS: zeros for whoever is no prover, unless they say otherwise */

    /// @notice A prover's record.
    function prover(address prover) external view returns (Prover memory);

    /// @notice For whom an operator claims.
    function proverOf(address operator) external view returns (address);

    /// @notice The prover that an operator's key has chosen.
    function chosenBy(address operator) external view returns (address);

    /// @notice Who is paid what is owed to `account`: a prover's beneficiary, or the account itself.
    function beneficiaryOf(address account) external view returns (address);

    /// @notice Whether the prover supports the VM type.
    function isVMTypeSupported(address prover, uint256 vmType) external view returns (bool);

    /// @notice How many registered provers support the VM type and are not paused. Registering is free: it counts who
    /// offers to work, not who has something to lose.
    function activeProvers(uint256 vmType) external view returns (uint256);

    /// @notice Stake that a new claim could lock, in wei: neither collateral nor asked back.
    function freeStake(address prover) external view returns (uint256);

    /// @notice The contract that may lock, release and slash, for good.
    function taskManager() external view returns (address);
}
