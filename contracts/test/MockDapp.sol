// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IDapp} from "../interfaces/IDapp.sol";
import {ITaskManager} from "../interfaces/ITaskManager.sol";

/// @title A dApp that behaves as told
contract MockDapp is IDapp {
    enum Mode {
        Accept,
        Revert,
        BurnGas,
        ReturnBomb,
        Reenter,
        Ask
    }

    event Processed(uint256 projectId, bytes32 taskId, string clientId, bytes data, uint256 gas);
    event Asked(bytes32 taskId, address offer);

    error Refused();

    Mode public mode;
    address public target;
    bytes public reentrantCall;

    function setMode(Mode newMode) external {
        mode = newMode;
    }

    /// @notice In mode Reenter, `process` makes this call and reverts unless it succeeds.
    function setReentrantCall(address newTarget, bytes calldata data) external {
        mode = Mode.Reenter;
        target = newTarget;
        reentrantCall = data;
    }

    function process(uint256 projectId, bytes32 taskId, string calldata clientId, bytes calldata data) external {
        uint256 gasAtStart = gasleft();
        if (mode == Mode.Revert) revert Refused();
        if (mode == Mode.BurnGas) {
            assembly {
                invalid()
            }
        }
        if (mode == Mode.ReturnBomb) {
            // As much memory as 100,000 gas buys: copying it would cost the caller the same again.
            assembly {
                revert(0, 175000)
            }
        }
        if (mode == Mode.Reenter) {
            (bool ok, ) = target.call(reentrantCall);
            if (!ok) revert Refused();
        }
        if (mode == Mode.Ask) emit Asked(taskId, ITaskManager(msg.sender).deliveredOffer());
        emit Processed(projectId, taskId, clientId, data, gasAtStart);
    }
}
