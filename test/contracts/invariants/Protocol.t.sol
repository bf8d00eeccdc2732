// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Handler} from "./support/Handler.sol";

/// @title The five invariants of docs/protocol.md, whatever anybody does in whatever order
/// @notice The fuzzer calls the handler's actions at random, with random arguments; after each, the invariants are
/// checked. FUZZ_RUNS sets the number of runs, FUZZ_SEED replays one.
contract ProtocolInvariants {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Handler private _handler;

    function setUp() public {
        _handler = new Handler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0].addr = address(_handler);
        excluded[0].selectors = new bytes4[](1);
        excluded[0].selectors[0] = Handler.windUp.selector;
    }

    function invariant_1_nobodyIsPaidWithoutAProof() external view {
        _handler.checkPayments();
    }

    function invariant_2_whatIsHeldIsWhatIsOwed() external view {
        _handler.checkSolvency();
    }

    function invariant_3_everyTaskEndsOnce() external view {
        _handler.checkTasks();
    }

    function invariant_4_stakeIsLostForLateClaimsAlone() external view {
        _handler.checkStakes();
    }

    function invariant_5_nobodysMoneyIsLocked() external {
        _handler.windUp();
    }
}
