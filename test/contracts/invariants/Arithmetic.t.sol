// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {TaskManager} from "../../../contracts/TaskManager.sol";
import {IProjectRegistry, Offer} from "../../../contracts/interfaces/IProjectRegistry.sol";
import {IProverRegistry} from "../../../contracts/interfaces/IProverRegistry.sol";
import {Task, TaskState} from "../../../contracts/interfaces/ITaskManager.sol";
import {IVerifier} from "../../../contracts/interfaces/IVerifier.sol";
import {CodeStorage} from "../../../contracts/libraries/CodeStorage.sol";
import {CappedCall} from "../../../contracts/libraries/CappedCall.sol";
import {Offers} from "../../../contracts/libraries/Offers.sol";
import {Reward} from "../../../contracts/libraries/Reward.sol";
import {TaskSlot, TaskSlotLibrary} from "../../../contracts/libraries/TaskSlot.sol";
import {vm} from "./support/Vm.sol";

/// @title Fuzzing of all that is computed: ramps, shares, packing, hashes, gas
contract Arithmetic {
    error Differs();

    /// @dev What a reward follows from; the fuzzer knows no enums, of which an Offer has one.
    struct Ramp {
        uint96 a;
        uint96 b;
        uint32 rampSeconds;
    }

    TaskManager private _tasks;

    /// @dev The TaskManager looks at its registries when it is made: this contract stands in for both.
    function setUp() public {
        _tasks = new TaskManager(IProjectRegistry(address(this)), IProverRegistry(address(this)), address(1));
    }

    function taskManager() external view returns (address) {
        return vm.computeCreateAddress(address(this), vm.getNonce(address(this)) - 1);
    }

    /* THE RAMP */

    function testFuzz_rewardStaysBetweenItsBounds(Ramp memory ramp, uint40 submittedAt, uint40 time) external pure {
        Offer memory offer = _offer(ramp);
        uint256 reward = Reward.at(offer, submittedAt, time);
        _check(offer.minReward <= reward && reward <= offer.maxReward);
    }

    function testFuzz_rewardNeverFallsWithTime(Ramp memory ramp, uint40 submittedAt, uint40 a, uint40 b) external pure {
        Offer memory offer = _offer(ramp);
        (uint40 earlier, uint40 later) = a < b ? (a, b) : (b, a);
        _check(Reward.at(offer, submittedAt, earlier) <= Reward.at(offer, submittedAt, later));
    }

    function testFuzz_rewardBeginsAndEndsWithItsBounds(Ramp memory ramp, uint40 submittedAt) external pure {
        Offer memory offer = _offer(ramp);
        uint256 floor = offer.rampSeconds == 0 ? offer.maxReward : offer.minReward;
        _check(Reward.at(offer, submittedAt, submittedAt) == floor);
        _check(Reward.at(offer, submittedAt, uint256(submittedAt) + offer.rampSeconds) == offer.maxReward);
        _check(Reward.at(offer, submittedAt, submittedAt / 2) == floor); // as if the clock stood back
    }

    /// @dev Rounded down: at most one unit below the exact line, never above it.
    function testFuzz_rewardFollowsTheLine(Ramp memory ramp, uint40 submittedAt, uint32 elapsed) external pure {
        if (ramp.rampSeconds == 0) ramp.rampSeconds = 1;
        Offer memory offer = _offer(ramp);
        elapsed = elapsed % offer.rampSeconds;
        uint256 risen = Reward.at(offer, submittedAt, uint256(submittedAt) + elapsed) - offer.minReward;
        uint256 exact = uint256(offer.maxReward - offer.minReward) * elapsed; // times rampSeconds
        _check(risen * offer.rampSeconds <= exact && exact < (risen + 1) * offer.rampSeconds);
    }

    /* SHARES */

    function testFuzz_sharesAddUp(uint96 amount, uint16 ratio) external pure {
        ratio = ratio % 10_001;
        uint256 share = Reward.share(amount, ratio);
        _check(share <= amount);
        _check(share * 10_000 <= uint256(amount) * ratio && uint256(amount) * ratio < (share + 1) * 10_000);
        _check(Reward.share(amount, 10_000) == amount && Reward.share(amount, 0) == 0);
    }

    /* PACKING */

    function testFuzz_claimsSurvivePacking(address prover, uint40 deadline, uint16 rebate) external pure {
        TaskSlot slot = TaskSlotLibrary.claimed(prover, deadline, rebate);
        _check(slot.state() == TaskState.Claimed && slot.prover() == prover);
        _check(slot.claimDeadline() == deadline && slot.rebateRatio() == rebate);
        _check(slot.result() == 0);
        _check(TaskSlot.unwrap(slot) >> 224 == 0);
    }

    function testFuzz_resultsSurvivePacking(bytes memory journal, bool delivered) external pure {
        bytes32 result = TaskSlotLibrary.resultOf(journal);
        _check(result == keccak256(journal) & ~bytes32(uint256(0xff)));
        TaskState state = delivered ? TaskState.Settled : TaskState.Undelivered;
        TaskSlot slot = TaskSlotLibrary.settled(result, state);
        _check(slot.state() == state && slot.result() == result);
    }

    /// @dev Whatever a slot says, a task that has not settled shows no result, and one that has cannot show another.
    function testFuzz_onlySettledSlotsHaveResults(bytes32 hash) external pure {
        _check(TaskSlotLibrary.open().result() == 0 && TaskSlotLibrary.open().state() == TaskState.Open);
        _check(TaskSlotLibrary.refunded().result() == 0 && TaskSlotLibrary.refunded().state() == TaskState.Refunded);
        TaskSlot slot = TaskSlotLibrary.settled(hash, TaskState.Settled);
        _check(slot.result() == hash & ~bytes32(uint256(0xff)) && slot.state() == TaskState.Settled);
    }

    function testFuzz_comparableIsAllButTheFirstWord(bytes32 one, bytes32 other, bytes memory rest) external pure {
        bytes32 hash = TaskSlotLibrary.comparableOf(bytes.concat(one, rest));
        _check(hash == keccak256(rest) && hash == TaskSlotLibrary.comparableOf(bytes.concat(other, rest)));
    }

    /* HASHES */

    function testFuzz_taskIdIsTheHashOfAllItNames(address offer, Task memory task) external view {
        bytes32 id = _tasks.taskIdOf(offer, task);
        _check(id == keccak256(abi.encode(block.chainid, _tasks, offer, task)));
        task.submittedAt ^= 1;
        _check(id != _tasks.taskIdOf(offer, task));
        task.submittedAt ^= 1;
        task.dataHash ^= bytes32(uint256(1));
        _check(id != _tasks.taskIdOf(offer, task));
        task.dataHash ^= bytes32(uint256(1));
        _check(id != _tasks.taskIdOf(address(uint160(offer) ^ 1), task));
    }

    /// @dev A word that no Solidity type holds names another task, or none: it is no second name of the same.
    function testFuzz_dirtyWordsNameNoTask(address offer, Task memory task, uint8 bit) external view {
        bytes memory data = abi.encodeCall(_tasks.taskIdOf, (offer, task));
        (bool ok, bytes memory id) = address(_tasks).staticcall(data);
        _check(ok);
        bit = 160 + (bit % 96); // above the gateway's address
        assembly ("memory-safe") {
            let word := add(data, 0x44) // selector, offer, then the task's first word
            mstore(word, xor(mload(word), shl(bit, 1)))
        }
        (bool taken, bytes memory other) = address(_tasks).staticcall(data);
        _check(!taken || keccak256(other) != keccak256(id));
    }

    /// @dev What a proof is bound to fits every proof system's field, and is nobody else's.
    function testFuzz_bindingFitsTheFieldAndNamesOneProver(
        bytes32 taskId,
        address prover,
        address other
    ) external pure {
        vm.assume(prover != other);
        uint256 binding = uint256(keccak256(abi.encode(taskId, prover))) >> 8;
        _check(binding < 1 << 248);
        _check(binding < 21888242871839275222246405745257275088548364400416034343698204186575808495617);
        _check(binding != uint256(keccak256(abi.encode(taskId, other))) >> 8);
    }

    /* OFFERS */

    function testFuzz_offersAreReadAsTheyWereWritten(Ramp memory ramp, bytes32 words, address someone) external {
        Offer memory offer = _offer(ramp);
        offer.projectId = uint256(words) >> 8; // counted from 1: its first byte, STOP, is zero
        (offer.version, offer.programId) = (words, keccak256(abi.encode(words)));
        (offer.token, offer.dapp, offer.verifier) = (someone, msg.sender, IVerifier(someone));
        (offer.collateral, offer.claimSeconds, offer.lifeSeconds) = (uint96(ramp.a ^ ramp.b), uint32(ramp.a), 1);
        (offer.redundancy, offer.callbackGas, offer.vmType) = (uint8(ramp.b), uint32(ramp.b), uint16(ramp.a));
        bytes32 hash = keccak256(abi.encode(offer));
        address stored = Offers.store(offer);
        _check(stored.code.length == Offers.SIZE && keccak256(stored.code) == hash);
        _check(keccak256(abi.encode(Offers.load(stored))) == hash);
        _check(Offers.store(offer) == stored);
        offer.collateral ^= 1;
        _check(Offers.store(offer) != stored);
        // It is no contract anybody can run: a call does nothing.
        (bool ok, bytes memory returned) = stored.call(abi.encode(offer));
        _check(ok && returned.length == 0);
    }

    /* STORED DATA */

    function store(bytes32 id, bytes memory data) external {
        CodeStorage.write(id, data);
    }

    function testFuzz_dataIsReadAsItWasWritten(bytes32 id, bytes memory data) external {
        (address pointer, uint256 length) = CodeStorage.find(id);
        _check(pointer.code.length == 0 && length == 0);
        CodeStorage.write(id, data);
        (pointer, length) = CodeStorage.find(id);
        _check(length == data.length);
        bytes memory read = new bytes(length);
        uint256 to;
        assembly ("memory-safe") {
            to := add(read, 0x20)
        }
        CodeStorage.load(pointer, to, length);
        _check(keccak256(read) == keccak256(data));
        try this.store(id, data) {
            revert Differs(); // each id takes data once
        } catch {}
    }

    /// @dev EIP-170: 24,576 bytes, of which one is the STOP in front.
    function test_noMoreDataIsStoredThanAContractHolds() external {
        this.store("longest", new bytes(24_575));
        try this.store("too long", new bytes(24_576)) {
            revert Differs();
        } catch (bytes memory reason) {
            _check(keccak256(reason) == keccak256(abi.encodeWithSelector(CodeStorage.DataTooLong.selector, 24_576)));
        }
    }

    /* GAS */

    /// @dev EIP-150 leaves the caller a 64th: what is asked for is enough to pass `cap` on.
    function testFuzz_gasNeededIsEnough(uint32 cap) external pure {
        uint256 left = CappedCall.gasNeeded(cap) - 3_000; // reading the callee's code size, and what else comes before
        _check(left - left / 64 >= cap);
    }

    /* PRIVATE */

    /// @dev As ProjectRegistry.setRewardTerms would have it: the lower reward first.
    function _offer(Ramp memory ramp) private pure returns (Offer memory offer) {
        (offer.minReward, offer.maxReward) = ramp.a < ramp.b ? (ramp.a, ramp.b) : (ramp.b, ramp.a);
        offer.rampSeconds = ramp.rampSeconds;
    }

    function _check(bool holds) private pure {
        require(holds, Differs());
    }
}
