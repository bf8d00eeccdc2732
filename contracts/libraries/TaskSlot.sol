// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {TaskState} from "../interfaces/ITaskManager.sol";

/// @dev All that is stored of a task, in one word. The low byte is always its state; the rest depends on the state:
///   claimed: bits 8-167 prover, 168-207 claim deadline (Unix time), 208-223 the prover's rebate in basis points
///   settled or undelivered: bits 8-255 the first 248 bits of keccak256(journal)
///   otherwise: zero
type TaskSlot is uint256;

using TaskSlotLibrary for TaskSlot global;

/// @title The one storage slot of a task
library TaskSlotLibrary {
    uint256 private constant PROVER_SHIFT = 8;
    uint256 private constant CLAIM_DEADLINE_SHIFT = 168;
    uint256 private constant REBATE_RATIO_SHIFT = 208;
    uint256 private constant STATE_MASK = 0xff;

    /* WRITING */

    function open() internal pure returns (TaskSlot) {
        return TaskSlot.wrap(uint8(TaskState.Open));
    }

    /// @dev The rebate is fixed by the claim: a prover cannot take it back from the gateway before it settles.
    function claimed(address prover_, uint40 claimDeadline_, uint16 rebateRatio_) internal pure returns (TaskSlot) {
        return
            TaskSlot.wrap(
                uint8(TaskState.Claimed) |
                    (uint256(uint160(prover_)) << PROVER_SHIFT) |
                    (uint256(claimDeadline_) << CLAIM_DEADLINE_SHIFT) |
                    (uint256(rebateRatio_) << REBATE_RATIO_SHIFT)
            );
    }

    function refunded() internal pure returns (TaskSlot) {
        return TaskSlot.wrap(uint8(TaskState.Refunded));
    }

    /// @param state_ Settled or Undelivered.
    function settled(bytes32 result_, TaskState state_) internal pure returns (TaskSlot) {
        return TaskSlot.wrap((uint256(result_) & ~STATE_MASK) | uint8(state_));
    }

    /// @dev 248 bits of a hash still take 2^124 work to collide, and save every result a second slot.
    function resultOf(bytes memory journal) internal pure returns (bytes32) {
        return bytes32(uint256(keccak256(journal)) & ~STATE_MASK);
    }

    /// @dev What native journals of different provers have in common if their programs said the same: all but the
    /// binding.
    function comparableOf(bytes memory journal) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(add(journal, 0x40), sub(mload(journal), 0x20))
        }
    }

    /* READING */

    function state(TaskSlot slot) internal pure returns (TaskState) {
        return TaskState(TaskSlot.unwrap(slot) & STATE_MASK);
    }

    /// @dev Only of a claimed task.
    function prover(TaskSlot slot) internal pure returns (address) {
        return address(uint160(TaskSlot.unwrap(slot) >> PROVER_SHIFT));
    }

    /// @dev Only of a claimed task.
    function claimDeadline(TaskSlot slot) internal pure returns (uint40) {
        return uint40(TaskSlot.unwrap(slot) >> CLAIM_DEADLINE_SHIFT);
    }

    /// @dev Only of a claimed task.
    function rebateRatio(TaskSlot slot) internal pure returns (uint16) {
        return uint16(TaskSlot.unwrap(slot) >> REBATE_RATIO_SHIFT);
    }

    /// @dev Zero unless the task is settled.
    function result(TaskSlot slot) internal pure returns (bytes32) {
        TaskState current = slot.state();
        if (current != TaskState.Settled && current != TaskState.Undelivered) return 0;
        return bytes32(TaskSlot.unwrap(slot) & ~STATE_MASK);
    }
}
