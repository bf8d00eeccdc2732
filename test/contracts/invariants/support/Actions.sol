// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IProjectRegistry, Offer, RewardTerms} from "../../../../contracts/interfaces/IProjectRegistry.sol";
import {IProverRegistry} from "../../../../contracts/interfaces/IProverRegistry.sol";
import {ITaskManager, Task, TaskInput, TaskState} from "../../../../contracts/interfaces/ITaskManager.sol";
import {MoodyDapp} from "./MoodyDapp.sol";
import {Ledger} from "./Ledger.sol";
import {vm} from "./Vm.sol";

/// @title All that anybody may do to a task, in order and out of order, at the right time and at the wrong one
/// @dev Every parameter may be any number; most choices lean towards what can succeed.
abstract contract TaskActions is Ledger {
    uint256 private _inputs; // how many inputs were made up

    function submit(uint256 project, uint256 gateway, uint256 count, bool again) external {
        uint256 projectId = 1 + (project % PROJECTS);
        address who = gateway % 9 == 0 ? _one(thieves, gateway) : _one(gateways, gateway);
        KnownProject storage knownProject = knownProjects[projectId];
        bytes32 version = knownProject.version;
        bool allowed = knownProject.open && knownProject.gateways[who] && knownProject.active;
        bool may = allowed;
        TaskInput[] memory inputs = new TaskInput[](1 + (count % 3));
        for (uint256 i = 0; i < inputs.length; ++i) inputs[i] = TaskInput(keccak256(abi.encode(++_inputs)), VERSION);
        if (again && ids.length != 0) {
            // A task once more: another one, unless in the same second under the same offer.
            Task storage earlier = known[ids[ids.length - 1]].task;
            inputs[0] = TaskInput(earlier.inputHash, earlier.dataHash);
        }
        uint256 reserve = uint256(knownProject.terms.maxReward) * knownProject.terms.redundancy * inputs.length;
        address token_ = knownProject.terms.token;
        may = may && escrow[projectId][token_] >= reserve;
        address offer;
        if (allowed) {
            (offer, ) = projects.offerFor(projectId, version, who); // as anyone may call it
            offers[offer] = projects.readOffer(offer);
            if (again) may = may && known[_idOf(offer, _made(who, inputs[0]))].state == TaskState.None;
        }

        bool ok = _as(who, address(tasks), abi.encodeCall(ITaskManager.submit, (projectId, version, inputs)));
        _agree("submit", may, ok);
        if (!ok) return;
        escrow[projectId][token_] -= reserve;
        for (uint256 i = 0; i < inputs.length; ++i) {
            Task memory task = _made(who, inputs[i]);
            bytes32 taskId = _idOf(offer, task);
            ids.push(taskId);
            KnownTask storage entry = known[taskId];
            (entry.projectId, entry.offer, entry.task, entry.state) = (projectId, offer, task, TaskState.Open);
        }
    }

    function claim(uint256 task, uint256 claimant) external {
        if (ids.length == 0) return;
        bytes32 taskId = _task(TaskState.Open, task);
        address who = _claimant(claimant);
        bool may = _mayClaim(taskId, _proverOf(who));
        bytes memory call = abi.encodeCall(ITaskManager.claim, (known[taskId].offer, known[taskId].task));
        _agree("claim", may, _as(who, address(tasks), call));
        if (may) _bookClaim(taskId, _proverOf(who));
    }

    /// @dev Up to three tasks with what `attempt` skips skipped, or all or none.
    function claimMany(uint256 task, uint256 claimant, bool allOrNone) external {
        if (ids.length == 0) return;
        address who = _claimant(claimant);
        bytes32[] memory chosen = new bytes32[](1 + (claimant % 3));
        bytes[] memory calls = new bytes[](chosen.length);
        for (uint256 i = 0; i < chosen.length; ++i) {
            chosen[i] = _task(TaskState.Open, 8 * ((task % 1e18) + i) + 2); // neighbours: seldom the same
            calls[i] = abi.encodeCall(ITaskManager.claim, (known[chosen[i]].offer, known[chosen[i]].task));
        }
        if (!allOrNone) {
            bool sent = _as(who, address(tasks), abi.encodeCall(ITaskManager.attempt, (calls, 500_000)));
            _agree("attempt claims", true, sent);
        }
        uint256 expected = 0;
        KnownProver memory before = knownProvers[_proverOf(who)];
        for (uint256 i = 0; i < chosen.length; ++i) {
            if (!_mayClaim(chosen[i], _proverOf(who))) continue;
            ++expected;
            _bookClaim(chosen[i], _proverOf(who));
        }
        if (!allOrNone) return;
        bool ok = _as(who, address(tasks), abi.encodeWithSignature("multicall(bytes[])", calls));
        _agree("claim all or none", expected == chosen.length, ok);
        if (ok) return;
        if (_proverOf(who) != address(0)) knownProvers[_proverOf(who)] = before;
        for (uint256 i = 0; i < chosen.length; ++i) {
            // What was booked as claimed just now was open.
            KnownTask storage entry = known[chosen[i]];
            if (tasks.stateOf(chosen[i]) == TaskState.Open) entry.state = TaskState.Open;
        }
    }

    /// @dev A true proof, or one of eight kinds of false ones.
    function prove(uint256 task, uint256 carrier, uint256 saying, uint256 fault) external {
        if (ids.length == 0) return;
        bytes32 taskId = _task(TaskState.Claimed, task);
        KnownTask storage entry = known[taskId];
        bytes memory outputs = abi.encode(saying % 8 == 0 ? 2 : 1); // provers may disagree on what programs say
        bytes memory journal = _journalOf(taskId, entry.claim.prover, outputs);
        fault = fault % 16;
        bytes memory proof = _proofOf(fault, taskId, outputs);
        bool may = entry.state == TaskState.Claimed && !_isLate(taskId) && fault >= 8;
        bytes memory call = abi.encodeCall(ITaskManager.prove, (entry.offer, entry.task, outputs, proof));
        _agree("prove", may, _as(_one(everyone, carrier), address(tasks), call));
        if (may) _bookProof(taskId, keccak256(outputs), journal);
    }

    /// @dev All that the prover of one claim has claimed of its offer, of the latest tasks; perhaps with a fault.
    function proveMany(uint256 task, uint256 carrier, uint256 fault) external {
        if (ids.length == 0) return;
        bytes32 first = _task(TaskState.Claimed, task);
        KnownTask storage entry = known[first];
        bytes32[] memory batch = _batchOf(first, fault);
        Task[] memory these = new Task[](batch.length);
        bytes memory outputs;
        bytes memory proofs;
        bool may = offers[entry.offer].redundancy == 1;
        for (uint256 i = 0; i < batch.length; ++i) {
            these[i] = known[batch[i]].task;
            bytes memory output = abi.encode(i);
            outputs = bytes.concat(outputs, output);
            bool faulty = fault % 4 == 0 && i == batch.length - 1;
            proofs = bytes.concat(proofs, _proofOf(faulty ? (fault / 4) % 8 : 8, batch[i], output));
            may = may && !faulty && known[batch[i]].state == TaskState.Claimed && !_isLate(batch[i]);
            for (uint256 j = 0; j < i; ++j) may = may && batch[j] != batch[i];
        }
        bytes memory call = abi.encodeCall(ITaskManager.proveBatch, (entry.offer, these, outputs, proofs));
        _agree("prove batch", may, _as(_one(everyone, carrier), address(tasks), call));
        for (uint256 i = 0; may && i < batch.length; ++i) {
            bytes memory output = abi.encode(i);
            _bookProof(batch[i], keccak256(output), _journalOf(batch[i], entry.claim.prover, output));
        }
    }

    function expire(uint256 task, uint256 hunter) external {
        if (ids.length == 0) return;
        bytes32 taskId = _task(TaskState.Claimed, task);
        KnownTask storage entry = known[taskId];
        address who = _one(everyone, hunter);
        bool may = entry.state == TaskState.Claimed && _isLate(taskId);
        bytes memory call = abi.encodeCall(ITaskManager.expire, (entry.offer, entry.task));
        _agree("expire", may, _as(who, address(tasks), call));
        if (!may) return;
        uint256 collateral = offers[entry.offer].collateral;
        entry.state = TaskState.Open;
        knownProvers[entry.claim.prover].locked -= collateral;
        knownProvers[entry.claim.prover].slashed += collateral;
        owed[IOTX][who] += collateral / 10;
        owed[IOTX][TREASURY] += collateral - collateral / 10;
    }

    function refund(uint256 task, uint256 caller) external {
        if (ids.length == 0) return;
        bytes32 taskId = _task(TaskState.Open, task);
        KnownTask storage entry = known[taskId];
        bool may = _mayRefund(taskId);
        bytes memory call = abi.encodeCall(ITaskManager.refund, (entry.offer, entry.task));
        _agree("refund", may, _as(_one(everyone, caller), address(tasks), call));
        if (!may) return;
        entry.state = TaskState.Refunded;
        entry.ends += 1;
        escrow[entry.projectId][offers[entry.offer].token] += _reserveOf(entry);
    }

    function retryDelivery(uint256 task, uint256 caller, bool falsely) external {
        if (ids.length == 0) return;
        bytes32 taskId = _task(TaskState.Undelivered, task);
        KnownTask storage entry = known[taskId];
        bytes memory journal = falsely ? abi.encode(task) : entry.journal;
        bool may = entry.state == TaskState.Undelivered && !falsely && dapp.accepts();
        KnownProject storage project = knownProjects[entry.projectId];
        Offer storage offer = offers[entry.offer];
        bool isActive = project.active && offer.version == project.version;
        may = may && (isActive ? project.dapp : offer.dapp) != address(0);
        bytes memory call = abi.encodeCall(ITaskManager.retryDelivery, (entry.offer, entry.task, journal));
        _agree("retry", may, _as(_one(everyone, caller), address(tasks), call));
        if (may) entry.state = TaskState.Settled;
    }

    function changeMood(uint256 mood, uint256 victim) external {
        dapp.change(mood % 3 == 0 ? MoodyDapp.Mood((mood / 3) % 5) : MoodyDapp.Mood(mood % 2), _one(everyone, victim));
    }

    /// @dev Mostly seconds, sometimes as long as claims and tasks live, seldom as long as stake does.
    function wait(uint256 time) external {
        if (time % 32 == 0) clock += 8 days;
        else if (time % 8 == 0) clock += (time / 32) % 400;
        else clock += (time / 32) % 30;
    }

    /* PRIVATE */

    /// @dev Mostly the present operator of a prover; sometimes a thief, or a key that may be nobody's by now.
    function _claimant(uint256 any) private view returns (address) {
        if (any % 9 == 0) return _one(thieves, any);
        if (any % 9 == 1) return _one(operators, any);
        return knownProvers[_one(provers, any)].operator;
    }

    function _made(address gateway, TaskInput memory input) private view returns (Task memory) {
        return Task(gateway, uint40(clock), input.inputHash, input.dataHash);
    }

    function _idOf(address offer, Task memory task) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, tasks, offer, task));
    }

    function _journalOf(bytes32 taskId, address prover, bytes memory outputs) private view returns (bytes memory) {
        bytes32 binding = bytes32(uint256(keccak256(abi.encode(taskId, prover))) >> 8);
        return abi.encodePacked(binding, known[taskId].task.inputHash, outputs);
    }

    /// @param fault 0 to 7 for a proof of something else than the claim's prover has to show.
    function _proofOf(uint256 fault, bytes32 taskId, bytes memory outputs) private view returns (bytes memory) {
        address prover = known[taskId].claim.prover;
        bytes32 program = PROGRAM;
        bytes32 secret = SECRET;
        bytes32 about = taskId;
        if (fault == 0) prover = thieves[0];
        if (fault == 1) prover = provers[0] == prover ? provers[1] : provers[0];
        if (fault == 2) program = keccak256("another program");
        if (fault == 3) secret = keccak256("a guess");
        if (fault == 4) outputs = bytes.concat(outputs, bytes32(0));
        if (fault == 5) about = keccak256("another task");
        if (fault == 6) outputs = abi.encode(keccak256(outputs)); // whatever these are, others
        bytes memory journal = _journalOf(taskId, prover, outputs);
        if (fault == 5) journal = _journalOf(about, prover, outputs);
        if (fault == 7) return "";
        return abi.encode(keccak256(abi.encode(secret, program, journal)));
    }

    /// @dev `first`, and others of its offer and prover; with a fault of 1 more than 8 the first one twice.
    function _batchOf(bytes32 first, uint256 fault) private view returns (bytes32[] memory batch) {
        bytes32[] memory found = new bytes32[](5);
        uint256 count = 1;
        found[0] = first;
        for (uint256 i = 0; i < ids.length && i < 16 && count < 4; ++i) {
            KnownTask storage entry = known[ids[ids.length - 1 - i]];
            if (ids[ids.length - 1 - i] == first || entry.state != TaskState.Claimed) continue;
            if (entry.offer != known[first].offer || entry.claim.prover != known[first].claim.prover) continue;
            found[count++] = ids[ids.length - 1 - i];
        }
        if (fault % 8 == 1) found[count++] = first;
        batch = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) batch[i] = found[i];
    }
}

/// @title What owners, provers and those who are owed something may do, and others try
abstract contract AccountActions is Ledger {
    /* MONEY */

    function deposit(uint256 project, uint256 amount, uint256 mistake) external {
        uint256 projectId = 1 + (project % (PROJECTS + 1)); // or one that does not exist
        address token_ = project % 2 == 0 ? IOTX : address(token);
        amount = amount % 200 ether;
        address who = _one(everyone, amount);
        uint256 value = token_ == IOTX ? amount : 0;
        if (mistake % 8 == 0) value += 1;
        if (token_ != IOTX) {
            token.mint(who, amount);
            _as(who, token_, abi.encodeCall(token.approve, (address(tasks), amount)));
        }
        bytes memory call = abi.encodeCall(ITaskManager.deposit, (projectId, token_, amount));
        bool ok = _as(who, address(tasks), value, call);
        _agree("deposit", projectId <= PROJECTS && mistake % 8 != 0, ok);
        if (!ok) return;
        escrow[projectId][token_] += amount;
        paidIn[token_] += amount;
    }

    function withdraw(uint256 project, uint256 amount, uint256 caller) external {
        uint256 projectId = 1 + (project % PROJECTS);
        address token_ = project % 2 == 0 ? IOTX : address(token);
        address who = caller % 4 == 0 ? _one(everyone, caller) : knownProjects[projectId].owner;
        amount = amount % 4 == 0 ? amount % 2000 ether : (escrow[projectId][token_] * (amount % 65)) / 64;
        bool may = who == knownProjects[projectId].owner && amount <= escrow[projectId][token_];
        bytes memory call = abi.encodeCall(ITaskManager.withdraw, (projectId, token_, amount, who));
        _agree("withdraw", may, _as(who, address(tasks), call));
        if (!may) return;
        escrow[projectId][token_] -= amount;
        paidOut[token_] += amount;
    }

    function collect(uint256 account, uint256 caller, bool inToken) external {
        address token_ = inToken ? address(token) : IOTX;
        address of_ = _one(everyone, account);
        uint256 amount = owed[token_][of_];
        address to = registry.beneficiaryOf(of_);
        uint256 before = _balanceOf(token_, to);
        bytes memory call = abi.encodeCall(ITaskManager.collect, (token_, of_));
        // The dApp takes no IOTX: what is owed to it stays owed, by its own doing.
        _agree(
            "collect",
            amount != 0 && (inToken || to != address(dapp)),
            _as(_one(everyone, caller), address(tasks), call)
        );
        if (amount == 0 || (!inToken && to == address(dapp))) return;
        owed[token_][of_] = 0;
        paidOut[token_] += amount;
        _agree("collected in full", true, _balanceOf(token_, to) == before + amount);
    }

    /* PROVERS */

    function stake(uint256 prover, uint256 amount) external {
        address who = _one(provers, prover);
        amount = amount % 40 ether;
        _agree("stake", amount != 0, _as(who, address(registry), amount, abi.encodeCall(IProverRegistry.stake, ())));
        knownProvers[who].free += amount;
        paidIn[IOTX] += amount;
    }

    function requestUnstake(uint256 prover, uint256 amount) external {
        KnownProver storage entry = knownProvers[_one(provers, prover)];
        amount = amount % 5 == 0 ? entry.free + (amount % 3) : amount % 20 ether;
        bool may = amount != 0 && amount <= entry.free;
        bytes memory call = abi.encodeCall(IProverRegistry.requestUnstake, (uint96(amount)));
        _agree("request unstake", may, _as(_one(provers, prover), address(registry), call));
        if (!may) return;
        entry.free -= amount;
        entry.unstaking += amount;
        entry.unstakeAt = clock + 7 days;
    }

    function cancelUnstake(uint256 prover) external {
        KnownProver storage entry = knownProvers[_one(provers, prover)];
        bytes memory call = abi.encodeCall(IProverRegistry.cancelUnstake, ());
        _agree("cancel unstake", entry.unstaking != 0, _as(_one(provers, prover), address(registry), call));
        entry.free += entry.unstaking;
        entry.unstaking = 0;
    }

    function withdrawStake(uint256 prover) external {
        KnownProver storage entry = knownProvers[_one(provers, prover)];
        bool may = entry.unstaking != 0 && clock >= entry.unstakeAt;
        bytes memory call = abi.encodeCall(IProverRegistry.withdraw, (_one(provers, prover)));
        _agree("withdraw stake", may, _as(_one(provers, prover), address(registry), call));
        if (!may) return;
        paidOut[IOTX] += entry.unstaking;
        entry.unstaking = 0;
    }

    function pauseProver(uint256 prover) external {
        KnownProver storage entry = knownProvers[_one(provers, prover)];
        // Fewer are paused than not, so that there is something to fuzz.
        if (!entry.paused && prover % 4 != 0) return;
        bytes memory call =
            entry.paused ? abi.encodeCall(IProverRegistry.resume, ()) : abi.encodeCall(IProverRegistry.pause, ());
        _agree("pause prover", true, _as(_one(provers, prover), address(registry), call));
        entry.paused = !entry.paused;
    }

    function setRebate(uint256 prover, uint256 ratio) external {
        ratio = ratio % 11_000;
        bytes memory call = abi.encodeCall(IProverRegistry.setRebateRatio, (uint16(ratio)));
        _agree("set rebate", ratio <= 10_000, _as(_one(provers, prover), address(registry), call));
        if (ratio <= 10_000) knownProvers[_one(provers, prover)].rebate = ratio;
    }

    /// @dev Another free key, or somebody else's.
    function setOperator(uint256 prover, uint256 key) external {
        address who = _one(provers, prover);
        address operator = key % 2 == 0 ? _one(operators, key / 2) : _one(everyone, key / 2);
        bool may = _proverOf(operator) == address(0);
        bytes memory call = abi.encodeCall(IProverRegistry.setOperator, (operator));
        _agree("set operator", may, _as(who, address(registry), call));
        if (may) knownProvers[who].operator = operator;
    }

    function setBeneficiary(uint256 prover, uint256 beneficiary) external {
        bytes memory call = abi.encodeCall(IProverRegistry.setBeneficiary, (_one(everyone, beneficiary)));
        _agree("set beneficiary", true, _as(_one(provers, prover), address(registry), call));
    }

    /* OWNERS */

    function setTerms(uint256 project, uint256 caller, uint256 any) external {
        uint256 projectId = 1 + (project % PROJECTS);
        address who = caller % 4 == 0 ? _one(everyone, caller) : knownProjects[projectId].owner;
        RewardTerms memory terms = _termsOf(projectId);
        if (any % 2 == 0) terms.token = any % 4 == 0 ? IOTX : address(token);
        terms.maxReward = uint96((any / 4) % 9 ether);
        terms.minReward = uint96((terms.maxReward * ((any / 8) % 9)) / 8);
        terms.rampSeconds = uint32((any / 16) % 200);
        terms.collateral = uint96((any / 32) % 16 ether);
        terms.claimSeconds = uint32((any / 64) % 120);
        terms.redundancy = uint8(projectId == 3 ? (any / 128) % 4 : 1);
        bool valid = terms.minReward <= terms.maxReward && terms.claimSeconds != 0 && terms.redundancy != 0;
        bytes memory call = abi.encodeCall(IProjectRegistry.setRewardTerms, (projectId, terms));
        bool ok = _as(who, address(projects), call);
        _agree("set terms", valid && who == knownProjects[projectId].owner, ok);
        if (ok) knownProjects[projectId].terms = terms;
    }

    function bindDapp(uint256 project, uint256 caller, bool bind) external {
        uint256 projectId = 1 + (project % PROJECTS);
        address who = caller % 4 == 0 ? _one(everyone, caller) : knownProjects[projectId].owner;
        address bound = bind ? address(dapp) : address(0);
        bytes memory call = abi.encodeCall(IProjectRegistry.bindDapp, (projectId, bound, 200_000));
        bool ok = _as(who, address(projects), call);
        _agree("bind dapp", who == knownProjects[projectId].owner, ok);
        if (ok) knownProjects[projectId].dapp = bound;
    }

    function pauseProject(uint256 project, uint256 caller) external {
        uint256 projectId = 1 + (project % PROJECTS);
        KnownProject storage entry = knownProjects[projectId];
        if (entry.open && caller % 4 != 0) return; // seldom closed, as above
        address who = caller % 3 == 0 ? _one(everyone, caller / 4) : entry.owner;
        bytes memory call =
            entry.open
                ? abi.encodeCall(IProjectRegistry.pause, (projectId))
                : abi.encodeCall(IProjectRegistry.resume, (projectId));
        bool ok = _as(who, address(projects), call);
        _agree("pause project", who == entry.owner, ok);
        if (ok) entry.open = !entry.open;
    }

    function setGateway(uint256 project, uint256 gateway, bool authorised, uint256 caller) external {
        uint256 projectId = 1 + (project % PROJECTS);
        address who = caller % 4 == 0 ? _one(everyone, caller) : knownProjects[projectId].owner;
        address one = _one(gateways, gateway);
        bytes memory call = abi.encodeCall(IProjectRegistry.setGateway, (projectId, one, authorised, ""));
        bool ok = _as(who, address(projects), call);
        _agree("set gateway", who == knownProjects[projectId].owner, ok);
        if (ok) knownProjects[projectId].gateways[one] = authorised;
    }

    function giveProject(uint256 project, uint256 to, uint256 caller) external {
        uint256 projectId = 1 + (project % PROJECTS);
        address owner = knownProjects[projectId].owner;
        address who = caller % 4 == 0 ? _one(everyone, caller) : owner;
        address heir = _one(owners, to);
        bytes memory call = abi.encodeWithSignature("transferFrom(address,address,uint256)", owner, heir, projectId);
        bool ok = _as(who, address(projects), call);
        _agree("give project", who == owner, ok);
        if (!ok) return;
        // What the former owner allowed has ended, though the heir be the same.
        KnownProject storage entry = knownProjects[projectId];
        (entry.owner, entry.open, entry.active) = (heir, false, false);
        for (uint256 i = 0; i < gateways.length; ++i) entry.gateways[gateways[i]] = false;
    }

    /// @dev Seldom, since nothing is submitted until the owner publishes another.
    function retireVersion(uint256 project, uint256 caller) external {
        uint256 projectId = 1 + (project % PROJECTS);
        KnownProject storage entry = knownProjects[projectId];
        address who = caller % 4 == 0 ? _one(everyone, caller) : entry.owner;
        bytes memory call = abi.encodeCall(IProjectRegistry.retireProgram, (projectId, entry.version));
        bool ok = _as(who, address(projects), call);
        _agree("retire version", who == entry.owner && !entry.retired, ok);
        if (ok) (entry.active, entry.retired) = (false, true);
    }

    /// @dev What an owner does to have tasks submitted (again): publishes, authorises, resumes.
    function adoptProject(uint256 project, uint256 caller) external {
        uint256 projectId = 1 + (project % PROJECTS);
        KnownProject storage entry = knownProjects[projectId];
        address who = caller % 8 == 0 ? _one(everyone, caller) : entry.owner;
        bytes32 version = entry.retired ? keccak256(abi.encode(entry.version)) : entry.version;
        bytes memory call = abi.encodeCall(IProjectRegistry.publishProgram, (projectId, version, _program()));
        bool ok = _as(who, address(projects), call);
        _agree("publish", who == entry.owner && !entry.active, ok);
        if (ok) (entry.version, entry.active, entry.retired) = (version, true, false);
        if (who != entry.owner) return;
        for (uint256 i = 0; i < gateways.length; ++i) {
            call = abi.encodeCall(IProjectRegistry.setGateway, (projectId, gateways[i], true, ""));
            _agree("authorise", true, _as(who, address(projects), call));
            entry.gateways[gateways[i]] = true;
        }
        call = abi.encodeCall(IProjectRegistry.resume, (projectId));
        _agree("resume", !entry.open, _as(who, address(projects), call));
        entry.open = true;
    }

    /* THIEVES */

    /// @dev What only the contracts may ask of each other, or nobody at all.
    function steal(uint256 way, uint256 thief, uint256 prover, uint256 amount) external {
        address who = _one(everyone, thief);
        address victim = _one(provers, prover);
        way = way % 5;
        address target = way < 3 ? address(registry) : address(tasks);
        bytes memory call;
        if (way == 0) call = abi.encodeCall(IProverRegistry.slash, (victim, uint96(amount)));
        if (way == 1) call = abi.encodeCall(IProverRegistry.releaseCollateral, (victim, amount));
        if (way == 2) call = abi.encodeCall(IProverRegistry.lockCollateral, (victim, amount));
        if (way == 3) call = ""; // sends money that would be nobody's
        if (way == 4) {
            // A deposit within a batch, which would count one value twice.
            bytes[] memory calls = new bytes[](2);
            calls[0] = abi.encodeCall(ITaskManager.deposit, (1, IOTX, 1 ether));
            calls[1] = calls[0];
            call = abi.encodeWithSignature("multicall(bytes[])", calls);
        }
        _agree("steal", false, _as(who, target, way == 3 ? 1 : 0, call));
    }

    /* PRIVATE */

    function _balanceOf(address token_, address account) internal view returns (uint256) {
        return token_ == IOTX ? account.balance : token.balanceOf(account);
    }
}
