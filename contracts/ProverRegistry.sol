// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IProverRegistry, Prover} from "./interfaces/IProverRegistry.sol";

/// @title Provers and their stake
/// @notice Holds the provers' IOTX. It leaves in two ways only: withdrawn by the prover after the delay, or slashed by
/// the TaskManager out of collateral that a claim had locked.
contract ProverRegistry is IProverRegistry, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /* CONSTANTS */

    /// @notice Time between asking stake back and withdrawing it; longer than any claim
    /// (ProjectRegistry.MAX_CLAIM_SECONDS is one day), so that people can react before a prover leaves.
    uint40 public constant UNSTAKE_DELAY = 7 days;

    /// @notice Basis points in a whole.
    uint16 public constant MAX_RATIO = 10_000;

    /// @notice vmTypes are below this: a prover's set of them is one word.
    uint256 public constant VM_TYPE_LIMIT = 256;

    /// @inheritdoc IProverRegistry
    address public immutable override taskManager;

    /* STORAGE */

    /// @dev A prover's stake is `free + collateral + unstaking`: every wei is in exactly one of them, so that a claim
    /// touches one slot and no sum can be counted twice.
    struct Account {
        // slot 0: all that a claim reads and writes
        uint96 free;
        uint96 collateral;
        uint40 unstakeAt;
        uint16 rebateRatio;
        bool paused;
        // slot 1
        address beneficiary; // never zero once registered
        uint96 unstaking;
        // slot 2
        address operator; // zero once it has left (`choose`): then nobody claims for the prover
    }

    mapping(address prover => Account) private _accounts;
    mapping(address prover => uint256 bitmap) private _vmTypes;

    /// @inheritdoc IProverRegistry
    mapping(uint256 vmType => uint256 provers) public override activeProvers;

    /// @inheritdoc IProverRegistry
    mapping(address operator => address prover) public override proverOf;

    /// @inheritdoc IProverRegistry
    mapping(address operator => address prover) public override chosenBy;

    /// @param taskManager_ Known before it exists: contracts' addresses follow from the deployer's nonce.
    constructor(address taskManager_) {
        require(taskManager_ != address(0), ZeroAddress());
        taskManager = taskManager_;
    }

    modifier onlyTaskManager() {
        require(msg.sender == taskManager, OnlyTaskManager(msg.sender));
        _;
    }

    /* ANYONE */

    /// @inheritdoc IProverRegistry
    function register(address operator, address beneficiary, uint256[] calldata vmTypes) external {
        require(!_isRegistered(msg.sender), ProverAlreadyRegistered(msg.sender));

        emit ProverRegistered(msg.sender);
        _setBeneficiary(msg.sender, beneficiary);
        _setOperator(msg.sender, operator);
        for (uint256 i = 0; i < vmTypes.length; ++i) _addVMType(msg.sender, vmTypes[i]);
    }

    /// @inheritdoc IProverRegistry
    function choose(address prover_) external {
        chosenBy[msg.sender] = prover_;
        address left = proverOf[msg.sender];
        if (left != address(0) && left != prover_) {
            delete proverOf[msg.sender];
            delete _accounts[left].operator;
            emit OperatorSet(left, address(0));
        }
        emit ProverChosen(msg.sender, prover_);
    }

    /* ONLY THE PROVER: SETTINGS */

    /// @inheritdoc IProverRegistry
    function setOperator(address operator) external {
        _account(msg.sender);
        _setOperator(msg.sender, operator);
    }

    /// @inheritdoc IProverRegistry
    function setBeneficiary(address beneficiary) external {
        _account(msg.sender);
        _setBeneficiary(msg.sender, beneficiary);
    }

    /// @inheritdoc IProverRegistry
    function setRebateRatio(uint16 ratio) external {
        require(ratio <= MAX_RATIO, RatioTooHigh(ratio));
        _account(msg.sender).rebateRatio = ratio;
        emit RebateRatioSet(msg.sender, ratio);
    }

    /// @inheritdoc IProverRegistry
    function addVMType(uint256 vmType) external {
        _account(msg.sender);
        _addVMType(msg.sender, vmType);
    }

    /// @inheritdoc IProverRegistry
    function deleteVMType(uint256 vmType) external {
        Account storage account = _account(msg.sender);
        require(isVMTypeSupported(msg.sender, vmType), VMTypeUnsupported(vmType));
        _vmTypes[msg.sender] &= ~(1 << vmType);
        if (!account.paused) --activeProvers[vmType];
        emit VMTypeDeleted(msg.sender, vmType);
    }

    /// @inheritdoc IProverRegistry
    function pause() external {
        Account storage account = _account(msg.sender);
        require(!account.paused, ProverIsPaused(msg.sender));
        account.paused = true;
        _countActive(msg.sender, false);
        emit ProverPaused(msg.sender);
    }

    /// @inheritdoc IProverRegistry
    function resume() external {
        Account storage account = _account(msg.sender);
        require(account.paused, ProverNotPaused(msg.sender));
        account.paused = false;
        _countActive(msg.sender, true);
        emit ProverResumed(msg.sender);
    }

    /* ONLY THE PROVER: STAKE */

    /// @inheritdoc IProverRegistry
    function stake() external payable {
        require(msg.value != 0, ZeroAmount());
        Account storage account = _account(msg.sender);
        account.free = (account.free + msg.value).toUint96();
        emit Staked(msg.sender, msg.value, _stakeOf(account));
    }

    /// @inheritdoc IProverRegistry
    function requestUnstake(uint96 amount) external {
        require(amount != 0, ZeroAmount());
        Account storage account = _account(msg.sender);
        uint96 free = account.free;
        require(amount <= free, InsufficientFreeStake(msg.sender, free, amount));

        uint40 availableAt = uint40(block.timestamp) + UNSTAKE_DELAY;
        account.free = free - amount;
        account.unstaking += amount;
        account.unstakeAt = availableAt;
        emit UnstakeRequested(msg.sender, amount, availableAt);
    }

    /// @inheritdoc IProverRegistry
    function cancelUnstake() external {
        Account storage account = _account(msg.sender);
        uint96 amount = account.unstaking;
        require(amount != 0, NothingToUnstake());

        account.unstaking = 0;
        account.unstakeAt = 0;
        account.free += amount;
        emit UnstakeCancelled(msg.sender, amount);
    }

    /// @inheritdoc IProverRegistry
    function withdraw(address to) external nonReentrant {
        require(to != address(0), ZeroAddress());
        Account storage account = _account(msg.sender);
        uint96 amount = account.unstaking;
        require(amount != 0, NothingToUnstake());
        require(block.timestamp >= account.unstakeAt, UnstakeNotReady(account.unstakeAt));

        account.unstaking = 0;
        account.unstakeAt = 0;
        emit StakeWithdrawn(msg.sender, amount, _stakeOf(account));
        _send(to, amount);
    }

    /* ONLY THE TASK MANAGER */

    /// @inheritdoc IProverRegistry
    function lockCollateral(
        address operator,
        uint256 amount
    ) external onlyTaskManager returns (address claimant, uint16 rebateRatio) {
        claimant = proverOf[operator];
        require(claimant != address(0), OperatorUnknown(operator));
        Account storage account = _accounts[claimant];
        require(!account.paused, ProverIsPaused(claimant));
        uint96 free = account.free;
        require(amount <= free, InsufficientFreeStake(claimant, free, amount));

        // The casts lose nothing: `amount` is at most `free`.
        account.free = free - uint96(amount);
        account.collateral += uint96(amount);
        rebateRatio = account.rebateRatio;
    }

    /// @inheritdoc IProverRegistry
    function releaseCollateral(address claimant, uint256 amount) external onlyTaskManager {
        Account storage account = _accounts[claimant];
        account.collateral = (account.collateral - amount).toUint96();
        account.free = (account.free + amount).toUint96();
    }

    /// @inheritdoc IProverRegistry
    function slash(address claimant, uint96 amount) external onlyTaskManager {
        Account storage account = _accounts[claimant];
        account.collateral -= amount;
        emit StakeSlashed(claimant, amount, _stakeOf(account));
        _send(msg.sender, amount);
    }

    /* VIEWS */

    /// @inheritdoc IProverRegistry
    function prover(address account_) external view returns (Prover memory) {
        Account storage account = _accounts[account_];
        return
            Prover({
                stake: _stakeOf(account),
                collateral: account.collateral,
                unstaking: account.unstaking,
                unstakeAt: account.unstakeAt,
                rebateRatio: account.rebateRatio,
                registered: _isRegistered(account_),
                paused: account.paused,
                operator: account.operator,
                beneficiary: account.beneficiary
            });
    }

    /// @inheritdoc IProverRegistry
    function beneficiaryOf(address account) external view returns (address) {
        return _isRegistered(account) ? _accounts[account].beneficiary : account;
    }

    /// @inheritdoc IProverRegistry
    function isVMTypeSupported(address account, uint256 vmType) public view returns (bool) {
        return vmType < VM_TYPE_LIMIT && (_vmTypes[account] >> vmType) & 1 == 1;
    }

    /// @inheritdoc IProverRegistry
    function freeStake(address account) external view returns (uint256) {
        return _accounts[account].free;
    }

    /* PRIVATE */

    function _isRegistered(address account) private view returns (bool) {
        return _accounts[account].beneficiary != address(0);
    }

    /// @dev The account of a registered prover.
    function _account(address account) private view returns (Account storage) {
        require(_isRegistered(account), ProverNotRegistered(account));
        return _accounts[account];
    }

    function _stakeOf(Account storage account) private view returns (uint96) {
        return account.free + account.collateral + account.unstaking;
    }

    function _setOperator(address account, address operator) private {
        require(operator != address(0), ZeroAddress());
        // One operator claims for one prover: otherwise a claim would not tell whose collateral it locks. A key that has
        // chosen is free for the prover it chose and for nobody else; any other for whoever comes first.
        address chosen = chosenBy[operator];
        require(
            proverOf[operator] == address(0) && (chosen == address(0) || chosen == account),
            OperatorTaken(operator)
        );

        address former = _accounts[account].operator;
        if (former != address(0)) delete proverOf[former];
        proverOf[operator] = account;
        _accounts[account].operator = operator;
        emit OperatorSet(account, operator);
    }

    function _setBeneficiary(address account, address beneficiary) private {
        require(beneficiary != address(0), ZeroAddress());
        _accounts[account].beneficiary = beneficiary;
        emit BeneficiarySet(account, beneficiary);
    }

    function _addVMType(address account, uint256 vmType) private {
        require(vmType < VM_TYPE_LIMIT, VMTypeUnsupported(vmType));
        if (!isVMTypeSupported(account, vmType)) {
            _vmTypes[account] |= 1 << vmType;
            if (!_accounts[account].paused) ++activeProvers[vmType];
        }
        emit VMTypeAdded(account, vmType);
    }

    /// @dev Counts a prover in, or out, for each of its VM types.
    function _countActive(address account, bool active) private {
        uint256 vmTypes = _vmTypes[account];
        for (uint256 vmType = 0; vmTypes >> vmType != 0; ++vmType) {
            if ((vmTypes >> vmType) & 1 == 0) continue;
            if (active) ++activeProvers[vmType];
            else --activeProvers[vmType];
        }
    }

    function _send(address to, uint256 amount) private {
        require(LowLevelCall.callNoReturn(to, amount, ""), TransferFailed());
    }
}
