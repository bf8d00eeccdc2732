// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Offer, RewardTerms} from "../../../../contracts/interfaces/IProjectRegistry.sol";
import {Task, TaskState} from "../../../../contracts/interfaces/ITaskManager.sol";
import {World} from "./World.sol";

/// @title The protocol once more, as slow and plain as can be: what the contracts should hold, kept beside them
/// @dev Actions ask it whether a call should succeed, compare, and book what it should have changed.
abstract contract Ledger is World {
    /// @dev A prover's claim on a task.
    struct Claim {
        address prover;
        uint256 at; // Unix time
        uint256 rebate; // basis points
        bytes32 outputs; // what its proof said, where it was accepted
    }

    struct KnownTask {
        uint256 projectId;
        address offer;
        Task task;
        TaskState state;
        Claim claim; // the present one, or the one that settled it
        Claim[] shown; // results that did not settle it
        uint256 ends; // how often it was settled or refunded
        bytes journal; // once settled
    }

    struct KnownProver {
        bool paused;
        uint256 free;
        uint256 locked;
        uint256 unstaking;
        uint256 unstakeAt;
        uint256 rebate;
        address operator;
        uint256 slashed;
    }

    struct KnownProject {
        address owner;
        bool open;
        RewardTerms terms;
        address dapp;
        bytes32 version; // the newest; those before it are retired
        bool active; // tasks of it may be submitted
        bool retired;
        mapping(address gateway => bool) gateways;
    }

    error Unexpected(string action, bool expected, bool happened);

    bytes32[] internal ids;
    mapping(bytes32 taskId => KnownTask) internal known;
    mapping(address offer => Offer) internal offers;
    mapping(address prover => KnownProver) internal knownProvers;
    mapping(uint256 projectId => KnownProject) internal knownProjects;
    mapping(uint256 projectId => mapping(address token => uint256)) internal escrow;
    mapping(address token => mapping(address account => uint256)) internal owed;
    /// @dev What left the contracts to anybody, and what came in.
    mapping(address token => uint256) internal paidIn;
    mapping(address token => uint256) internal paidOut;
    /// @notice How often each action did what it is there for: shows that the runs are not empty.
    mapping(string action => uint256) public successes;

    /// @dev Reverts, and so fails the run, where contract and ledger disagree.
    function _agree(string memory action, bool expected, bool happened) internal {
        if (expected != happened) revert Unexpected(action, expected, happened);
        if (happened) ++successes[action];
    }

    /* MONEY */

    function _reserveOf(KnownTask storage entry) internal view returns (uint256) {
        return uint256(offers[entry.offer].maxReward) * offers[entry.offer].redundancy;
    }

    /// @dev Pays one prover, its gateway, and the project what the reward is short of the highest.
    function _bookReward(KnownTask storage entry, Claim memory claim) internal {
        Offer storage offer = offers[entry.offer];
        uint256 elapsed = claim.at - entry.task.submittedAt;
        uint256 reward =
            elapsed >= offer.rampSeconds
                ? offer.maxReward
                : offer.minReward + ((offer.maxReward - offer.minReward) * elapsed) / offer.rampSeconds;
        uint256 gatewayAmount = (reward * claim.rebate) / 10_000;
        owed[offer.token][entry.task.gateway] += gatewayAmount;
        owed[offer.token][claim.prover] += reward - gatewayAmount;
        escrow[entry.projectId][offer.token] += offer.maxReward - reward;
    }

    /* TASKS */

    function _bookClaim(bytes32 taskId, address prover) internal {
        KnownTask storage entry = known[taskId];
        entry.state = TaskState.Claimed;
        entry.claim = Claim(prover, clock, knownProvers[prover].rebate, 0);
        knownProvers[prover].free -= offers[entry.offer].collateral;
        knownProvers[prover].locked += offers[entry.offer].collateral;
    }

    /// @dev An accepted proof: shows a result, and settles the task if so many provers showed the same.
    function _bookProof(bytes32 taskId, bytes32 outputs, bytes memory journal) internal {
        KnownTask storage entry = known[taskId];
        Offer storage offer = offers[entry.offer];
        entry.claim.outputs = outputs;
        KnownProver storage prover = knownProvers[entry.claim.prover];
        prover.locked -= offer.collateral;
        prover.free += offer.collateral;

        uint256 alike = 1;
        for (uint256 i = 0; i < entry.shown.length; ++i) if (entry.shown[i].outputs == outputs) ++alike;
        if (alike < offer.redundancy) {
            entry.shown.push(entry.claim);
            entry.state = TaskState.Open;
            ++successes["propose"];
            return;
        }
        for (uint256 i = 0; i < entry.shown.length; ++i) {
            if (entry.shown[i].outputs == outputs) _bookReward(entry, entry.shown[i]);
        }
        _bookReward(entry, entry.claim);
        entry.journal = journal;
        entry.ends += 1;
        bool delivered = offer.dapp == address(0) || dapp.accepts();
        entry.state = delivered ? TaskState.Settled : TaskState.Undelivered;
        ++successes[offer.redundancy == 1 ? "settle" : "settle by several"];
        ++successes[delivered ? "settle at once" : "settle undelivered"];
    }

    function _mayClaim(bytes32 taskId, address prover) internal view returns (bool) {
        KnownTask storage entry = known[taskId];
        Offer storage offer = offers[entry.offer];
        if (entry.state != TaskState.Open || prover == address(0) || knownProvers[prover].paused) return false;
        if (clock + offer.claimSeconds > uint256(entry.task.submittedAt) + offer.lifeSeconds) return false;
        if (offer.redundancy > 1 && entry.shown.length >= 2 * uint256(offer.redundancy) - 1) return false;
        for (uint256 i = 0; i < entry.shown.length; ++i) if (entry.shown[i].prover == prover) return false;
        return knownProvers[prover].free >= offer.collateral;
    }

    function _isLate(bytes32 taskId) internal view returns (bool) {
        return clock > known[taskId].claim.at + offers[known[taskId].offer].claimSeconds;
    }

    /// @dev Whether the task is open and past its deadline.
    function _mayRefund(bytes32 taskId) internal view returns (bool) {
        KnownTask storage entry = known[taskId];
        uint256 deadline = uint256(entry.task.submittedAt) + offers[entry.offer].lifeSeconds;
        return entry.state == TaskState.Open && clock > deadline;
    }

    /// @dev For whom an operator claims; zero for anybody else.
    function _proverOf(address operator) internal view returns (address) {
        for (uint256 i = 0; i < provers.length; ++i) {
            if (knownProvers[provers[i]].operator == operator) return provers[i];
        }
        return address(0);
    }

    /// @dev A task in this state, if there is one among the latest and `any` is not one in eight; else any task. Every
    /// other time it is the latest such, so that some tasks get far.
    function _task(TaskState state, uint256 any) internal view returns (bytes32) {
        uint256 count = ids.length < 16 ? ids.length : 16;
        uint256 start = any % 2 == 1 ? 0 : any / 8;
        for (uint256 i = 0; i < count && any % 8 != 0; ++i) {
            bytes32 taskId = ids[ids.length - 1 - (((start % count) + i) % count)];
            if (known[taskId].state == state) return taskId;
        }
        return ids[any % ids.length];
    }
}
