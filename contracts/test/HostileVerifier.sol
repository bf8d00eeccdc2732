// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title A project's own verifier, which is not what it looked like when its tasks were claimed
/// @dev Not an IVerifier: that would have to be a view, and this one tries to write.
contract HostileVerifier {
    enum Mode {
        Accept,
        Reject,
        BurnGas,
        ReturnBomb,
        Write,
        Reenter
    }

    error ProofRejected();
    error ReentranceWorked();

    Mode public mode;
    address public target;
    bytes public reentrantCall;
    uint256 public written;

    function setMode(Mode newMode) external {
        mode = newMode;
    }

    /// @notice In mode Reenter, verifying makes this call, and gives itself away if it succeeds.
    function setReentrantCall(address newTarget, bytes calldata data) external {
        mode = Mode.Reenter;
        target = newTarget;
        reentrantCall = data;
    }

    function verify(bytes32, bytes calldata, bytes calldata) external {
        if (mode == Mode.Reject) revert ProofRejected();
        if (mode == Mode.BurnGas) {
            assembly {
                invalid()
            }
        }
        if (mode == Mode.ReturnBomb) {
            assembly {
                revert(0, 175000)
            }
        }
        if (mode == Mode.Write) written += 1;
        if (mode == Mode.Reenter) {
            (bool ok, ) = target.call(reentrantCall);
            if (ok) revert ReentranceWorked();
        }
    }
}
