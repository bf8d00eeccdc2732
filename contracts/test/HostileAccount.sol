// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title An account with code: as prover, gateway, owner or beneficiary, with bad manners when it is paid
contract HostileAccount {
    enum Mode {
        Accept,
        Revert,
        BurnGas,
        ReturnBomb,
        Reenter
    }

    event Reentered(bool succeeded, bytes returned);

    error Refused();
    error CallFailed(bytes reason);

    Mode public mode;
    address public target;
    bytes public reentrantCall;

    receive() external payable {
        _misbehave();
    }

    function setMode(Mode newMode) external {
        mode = newMode;
    }

    /// @notice In mode Reenter, being paid makes this call.
    function setReentrantCall(address newTarget, bytes calldata data) external {
        mode = Mode.Reenter;
        target = newTarget;
        reentrantCall = data;
    }

    /// @notice Makes any call as this account.
    function run(address to, bytes calldata data) external payable {
        (bool ok, bytes memory reason) = to.call{value: msg.value}(data);
        require(ok, CallFailed(reason));
    }

    function _misbehave() private {
        if (mode == Mode.Revert) revert Refused();
        if (mode == Mode.BurnGas) {
            assembly {
                invalid()
            }
        }
        if (mode == Mode.ReturnBomb) {
            assembly {
                return(0, 1000000)
            }
        }
        if (mode == Mode.Reenter) {
            // Whatever comes of it, it takes the money: a thief would not undo what worked.
            (bool ok, bytes memory returned) = target.call(reentrantCall);
            emit Reentered(ok, returned);
        }
    }
}
