// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Prover} from "../../../../contracts/interfaces/IProverRegistry.sol";
import {ITaskManager, TaskState} from "../../../../contracts/interfaces/ITaskManager.sol";
import {IProverRegistry} from "../../../../contracts/interfaces/IProverRegistry.sol";
import {AccountActions, TaskActions} from "./Actions.sol";

/// @title All actors, and the questions asked after each of their actions
contract Handler is TaskActions, AccountActions {
    error Broken(string what, uint256 expected, uint256 actual);

    /// @dev Three projects with escrow and gateways, five provers with stake. The ledger knows of all of it.
    constructor() {
        for (uint256 id = 1; id <= PROJECTS; ++id) {
            address owner = owners[id % owners.length];
            knownProjects[id].owner = owner;
            _must(owner, address(projects), 0, abi.encodeCall(projects.register, ()));
            _must(owner, address(projects), 0, abi.encodeCall(projects.setConfig, (id, "uri", PROGRAM)));
            _must(owner, address(projects), 0, abi.encodeCall(projects.publishProgram, (id, VERSION, _program())));
            _must(owner, address(projects), 0, abi.encodeCall(projects.setRewardTerms, (id, _termsOf(id))));
            knownProjects[id].terms = _termsOf(id);
            for (uint256 i = 0; i < gateways.length; ++i) {
                _must(owner, address(projects), 0, abi.encodeCall(projects.setGateway, (id, gateways[i], true, "")));
                knownProjects[id].gateways[gateways[i]] = true;
            }
            if (id == 2) {
                _must(owner, address(projects), 0, abi.encodeCall(projects.bindDapp, (id, address(dapp), 200_000)));
                knownProjects[id].dapp = address(dapp);
            }
            _must(owner, address(projects), 0, abi.encodeCall(projects.resume, (id)));
            (knownProjects[id].open, knownProjects[id].version, knownProjects[id].active) = (true, VERSION, true);

            address[2] memory both = [IOTX, address(token)];
            for (uint256 i = 0; i < 2; ++i) {
                uint256 value = both[i] == IOTX ? 100 ether : 0;
                token.mint(owner, 100 ether);
                _must(owner, address(token), 0, abi.encodeCall(token.approve, (address(tasks), 100 ether)));
                _must(owner, address(tasks), value, abi.encodeCall(tasks.deposit, (id, both[i], 100 ether)));
                escrow[id][both[i]] = 100 ether;
                paidIn[both[i]] += 100 ether;
            }
        }
        uint256[] memory vmTypes = new uint256[](1);
        vmTypes[0] = VM_TYPE;
        for (uint256 i = 0; i < provers.length; ++i) {
            bytes memory call = abi.encodeCall(IProverRegistry.register, (operators[i], provers[i], vmTypes));
            _must(provers[i], address(registry), 0, call);
            _must(provers[i], address(registry), 60 ether, abi.encodeCall(registry.stake, ()));
            knownProvers[provers[i]].operator = operators[i];
            knownProvers[provers[i]].free = 60 ether;
            paidIn[IOTX] += 60 ether;
        }
    }

    /* THE INVARIANTS OF docs/protocol.md */

    /// @notice 1. Nobody is paid without a proof that the project's verifier accepted for that task, data and prover:
    /// what is owed is what the ledger booked, and it books for true proofs and bounties alone.
    function checkPayments() external view {
        for (uint256 i = 0; i < everyone.length; ++i) {
            _equal("owed in IOTX", owed[IOTX][everyone[i]], tasks.owedTo(IOTX, everyone[i]));
            _equal("owed in the token", owed[address(token)][everyone[i]], tasks.owedTo(address(token), everyone[i]));
        }
    }

    /// @notice 2. Tokens held = escrow + reserves + rewards owed + stake, for every token, by the contracts' own word.
    function checkSolvency() external view {
        uint256 stakes = 0;
        for (uint256 i = 0; i < provers.length; ++i) stakes += registry.prover(provers[i]).stake;
        _equal("stake held", stakes, address(registry).balance);
        _equal("IOTX held", _liabilities(IOTX), address(tasks).balance);
        _equal("tokens held", _liabilities(address(token)), token.balanceOf(address(tasks)));
        _equal("IOTX paid", paidIn[IOTX] - paidOut[IOTX], address(tasks).balance + address(registry).balance);
        _equal("tokens paid", paidIn[address(token)] - paidOut[address(token)], token.balanceOf(address(tasks)));
        for (uint256 id = 1; id <= PROJECTS; ++id) {
            _equal("escrow in IOTX", escrow[id][IOTX], tasks.escrowOf(id, IOTX));
            _equal("escrow in the token", escrow[id][address(token)], tasks.escrowOf(id, address(token)));
        }
    }

    /// @notice 3. Every task ends exactly once: no more than once here, at least once in `windUp`.
    function checkTasks() external view {
        for (uint256 i = 0; i < ids.length; ++i) {
            KnownTask storage entry = known[ids[i]];
            TaskState state = tasks.stateOf(ids[i]);
            _equal("state", uint256(entry.state), uint256(state));
            bool ended = state != TaskState.Open && state != TaskState.Claimed;
            _equal("ends", ended ? 1 : 0, entry.ends);
            bool settled = state == TaskState.Settled || state == TaskState.Undelivered;
            _equal("result", settled ? 1 : 0, tasks.isResult(ids[i], entry.journal) ? 1 : 0);
            if (state == TaskState.Settled && offers[entry.offer].dapp == address(0)) continue;
            // Delivered at most once (the dApp refuses a second time), and never before it is settled.
            if (dapp.delivered(ids[i])) _equal("delivered", uint256(TaskState.Settled), uint256(state));
        }
    }

    /// @notice 4. A prover loses no stake for what it settled in time, and all collateral of what it did not.
    function checkStakes() external view {
        for (uint256 i = 0; i < provers.length; ++i) {
            KnownProver storage entry = knownProvers[provers[i]];
            Prover memory actual = registry.prover(provers[i]);
            _equal("stake", entry.free + entry.locked + entry.unstaking, actual.stake);
            _equal("collateral", entry.locked, actual.collateral);
            _equal("unstaking", entry.unstaking, actual.unstaking);
            _equal("free", entry.free, registry.freeStake(provers[i]));
            // What is locked is what its open claims say, no more: nothing stays locked after the last of them.
            uint256 claims = 0;
            for (uint256 j = 0; j < ids.length; ++j) {
                (address holder, ) = tasks.claimOf(ids[j]);
                if (holder == provers[i]) claims += offers[known[ids[j]].offer].collateral;
            }
            _equal("collateral of claims", claims, actual.collateral);
        }
    }

    /// @notice 5. No order of calls locks anyone's money for ever: from any state, strangers can end every task, and
    /// everyone can take out what is theirs, to the last wei.
    function windUp() external {
        clock += 2 days;
        address stranger = thieves[1];
        for (uint256 i = 0; i < ids.length; ++i) {
            KnownTask storage entry = known[ids[i]];
            bytes memory call = abi.encodeCall(ITaskManager.expire, (entry.offer, entry.task));
            if (tasks.stateOf(ids[i]) == TaskState.Claimed) _must(stranger, address(tasks), 0, call);
            call = abi.encodeCall(ITaskManager.refund, (entry.offer, entry.task));
            if (tasks.stateOf(ids[i]) == TaskState.Open) _must(stranger, address(tasks), 0, call);
            TaskState state = tasks.stateOf(ids[i]);
            _equal("ended", 1, state != TaskState.Open && state != TaskState.Claimed ? 1 : 0);
        }
        address[2] memory both = [IOTX, address(token)];
        for (uint256 t = 0; t < 2; ++t) {
            for (uint256 id = 1; id <= PROJECTS; ++id) {
                address owner = knownProjects[id].owner;
                bytes memory call = abi.encodeCall(
                    ITaskManager.withdraw,
                    (id, both[t], tasks.escrowOf(id, both[t]), owner)
                );
                _must(owner, address(tasks), 0, call);
            }
        }
        for (uint256 i = 0; i < provers.length; ++i) {
            // Whoever named a beneficiary that takes no money can name another.
            bytes memory call = abi.encodeCall(IProverRegistry.setBeneficiary, (provers[i]));
            _must(provers[i], address(registry), 0, call);
            uint96 free = uint96(registry.freeStake(provers[i]));
            call = abi.encodeCall(IProverRegistry.requestUnstake, (free));
            if (free != 0) _must(provers[i], address(registry), 0, call);
        }
        clock += 7 days;
        for (uint256 i = 0; i < provers.length; ++i) {
            bytes memory call = abi.encodeCall(IProverRegistry.withdraw, (provers[i]));
            if (registry.prover(provers[i]).unstaking != 0) _must(provers[i], address(registry), 0, call);
        }
        uint256 unpayable = tasks.owedTo(IOTX, address(dapp)); // it takes no IOTX: nobody's doing but its own
        for (uint256 i = 0; i < everyone.length; ++i) {
            for (uint256 t = 0; t < 2; ++t) {
                if (tasks.owedTo(both[t], everyone[i]) == 0) continue;
                if (everyone[i] == address(dapp) && both[t] == IOTX) continue;
                bytes memory call = abi.encodeCall(ITaskManager.collect, (both[t], everyone[i]));
                _must(stranger, address(tasks), 0, call);
            }
        }
        _equal("IOTX left", unpayable, address(tasks).balance);
        _equal("stake left", 0, address(registry).balance);
        _equal("tokens left", 0, token.balanceOf(address(tasks)));
    }

    /* PRIVATE */

    function _liabilities(address token_) private view returns (uint256 sum) {
        for (uint256 id = 1; id <= PROJECTS; ++id) sum += tasks.escrowOf(id, token_);
        for (uint256 i = 0; i < everyone.length; ++i) sum += tasks.owedTo(token_, everyone[i]);
        for (uint256 i = 0; i < ids.length; ++i) {
            TaskState state = tasks.stateOf(ids[i]);
            if (state != TaskState.Open && state != TaskState.Claimed) continue;
            if (offers[known[ids[i]].offer].token == token_) sum += _reserveOf(known[ids[i]]);
        }
    }

    function _must(address who, address target, uint256 value, bytes memory data) private {
        if (!_as(who, target, value, data)) revert Unexpected("set-up or winding up", true, false);
    }

    function _equal(string memory what, uint256 expected, uint256 actual) private pure {
        if (expected != actual) revert Broken(what, expected, actual);
    }
}
