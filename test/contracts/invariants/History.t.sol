// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Handler} from "./support/Handler.sol";

/// @title Some long histories, to show that the invariants are not tested on nothing
contract History {
    error NeverHappened(string action, uint256 times);

    /// @dev 30 worlds of 200 random actions each: all that the protocol is for happens many times, and all invariants
    /// hold at the end.
    function test_everythingHappensInRandomHistories() external {
        Handler[] memory worlds = new Handler[](30);
        for (uint256 w = 0; w < worlds.length; ++w) {
            Handler handler = new Handler();
            worlds[w] = handler;
            for (uint256 i = 0; i < 200; ++i) {
                bytes32 r = keccak256(abi.encode("history", w, i));
                _act(handler, uint256(r) % 24, _word(r, 1), _word(r, 2), _word(r, 3), _word(r, 4));
            }
            if (w % 2 == 0) _leave(handler, w / 2);
            handler.checkPayments();
            handler.checkSolvency();
            handler.checkTasks();
            handler.checkStakes();
            handler.windUp();
        }

        string[22] memory actions = [
            "submit",
            "retire version",
            "publish",
            "claim",
            "claim all or none",
            "settle",
            "propose",
            "settle by several",
            "settle at once",
            "settle undelivered",
            "prove batch",
            "retry",
            "expire",
            "refund",
            "deposit",
            "withdraw",
            "collect",
            "request unstake",
            "cancel unstake",
            "withdraw stake",
            "set terms",
            "give project"
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            uint256 times = 0;
            for (uint256 w = 0; w < worlds.length; ++w) times += worlds[w].successes(actions[i]);
            if (times < 5) revert NeverHappened(actions[i], times);
        }
    }

    /// @dev Four claimed tasks proved together, the last with each kind of false proof in turn; then with true ones.
    function test_falseProofsAreFalseWhateverIsProved() external {
        Handler handler = new Handler();
        for (uint256 i = 0; i < 4; ++i) handler.submit(0, 1, 0, false);
        for (uint256 i = 0; i < 4; ++i) handler.claim(1, 5);
        for (uint256 kind = 0; kind < 8; ++kind) handler.proveMany(1, 0, 4 * kind); // reverts if the contract took it
        if (handler.successes("claim") != 4) revert NeverHappened("claim", handler.successes("claim"));
        if (handler.successes("prove batch") != 0) revert NeverHappened("refusal", 0);
        handler.proveMany(1, 0, 2);
        if (handler.successes("settle") != 4) revert NeverHappened("settle", handler.successes("settle"));
    }

    // solhint-disable-next-line code-complexity
    function _act(Handler handler, uint256 kind, uint256 a, uint256 b, uint256 c, uint256 d) private {
        if (kind == 0) handler.submit(a, b, c, d % 4 == 0);
        else if (kind <= 3) handler.claim(a, b);
        else if (kind == 4) handler.claimMany(a, b, c % 2 == 0);
        else if (kind <= 7) handler.prove(a, b, c, d);
        else if (kind == 8) handler.proveMany(a, b, c);
        else if (kind == 9) handler.expire(a, b);
        else if (kind == 10) handler.refund(a, b);
        else if (kind == 11) handler.retryDelivery(a, b, c % 4 == 0);
        else if (kind == 12) handler.changeMood(a, b);
        else if (kind == 13) handler.wait(a);
        else if (kind == 14) handler.deposit(a, b, c);
        else if (kind == 15) handler.withdraw(a, b, c);
        else if (kind == 16) handler.collect(a, b, c % 2 == 0);
        else if (kind == 17) handler.stake(a, b);
        else if (kind == 18) handler.requestUnstake(a, b);
        else if (kind == 19) handler.cancelUnstake(a);
        else if (kind == 20) handler.withdrawStake(a);
        else if (kind == 21) _settings(handler, a, b, c, d);
        else if (kind == 22) _owners(handler, a, b, c, d);
        else handler.steal(a, b, c, d);
    }

    /// @dev Stake leaves after days, in which tasks of minutes all end: so here, when all else has happened.
    function _leave(Handler handler, uint256 w) private {
        handler.stake(w, 2 ether);
        handler.requestUnstake(w, 1 ether + 1);
        handler.wait(0); // 8 days
        handler.withdrawStake(w);
    }

    function _settings(Handler handler, uint256 a, uint256 b, uint256 c, uint256 d) private {
        if (d % 4 == 0) handler.pauseProver(a);
        else if (d % 4 == 1) handler.setRebate(a, b);
        else if (d % 4 == 2) handler.setOperator(a, b);
        else handler.setBeneficiary(a, c);
    }

    function _owners(Handler handler, uint256 a, uint256 b, uint256 c, uint256 d) private {
        if (d % 6 == 0) handler.setTerms(a, b, c);
        else if (d % 6 == 1) handler.bindDapp(a, b, c % 4 != 0);
        else if (d % 6 == 2) handler.pauseProject(a, b);
        else if (d % 6 == 3) handler.setGateway(a, b, c % 4 != 0, d);
        else _hands(handler, a, b, c);
    }

    function _hands(Handler handler, uint256 a, uint256 b, uint256 c) private {
        if (c % 8 == 0) handler.giveProject(a, b, c / 8);
        else if (c % 8 == 1) handler.retireVersion(a, b);
        else handler.adoptProject(a, b);
    }

    function _word(bytes32 r, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(r, i)));
    }
}
