// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IDapp} from "../../../../contracts/interfaces/IDapp.sol";
import {ITaskManager} from "../../../../contracts/interfaces/ITaskManager.sol";

/// @title A dApp whose mood changes: accepts, refuses, burns its gas, bombs with return data, or tries to steal
contract MoodyDapp is IDapp {
    enum Mood {
        Accepting,
        Stealing,
        Refusing,
        Burning,
        Bombing
    }

    error Refused();
    error Stolen();
    error DeliveredTwice(bytes32 taskId);

    Mood public mood;
    address public victim;
    mapping(bytes32 taskId => bool) public delivered;

    /// @param victim_ For whom `collect` is called in the mood Stealing.
    function change(Mood mood_, address victim_) external {
        mood = mood_;
        victim = victim_;
    }

    function accepts() external view returns (bool) {
        return mood == Mood.Accepting || mood == Mood.Stealing;
    }

    function process(uint256, bytes32 taskId, string calldata, bytes calldata) external {
        require(mood != Mood.Refusing, Refused());
        if (mood == Mood.Burning) {
            while (true) {}
        }
        if (mood == Mood.Bombing) {
            assembly ("memory-safe") {
                revert(0, 175000)
            }
        }
        if (mood == Mood.Stealing) {
            // The result is looked at by the invariants: it must not have changed what is owed.
            try ITaskManager(msg.sender).collect(address(0), victim) {} catch {}
        }
        require(!delivered[taskId], DeliveredTwice(taskId));
        delivered[taskId] = true;
    }
}
