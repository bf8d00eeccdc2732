// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title Calls into contracts that nobody vouches for
library CappedCall {
    /// @dev What the caller needs for itself around the call: the CALL's own cost, one event and one warm slot after it.
    uint256 private constant RESERVE = 10_000;

    /// @notice Gas that must be left so that the callee surely gets `cap`.
    /// @dev A call passes on at most 63/64 of what is left (EIP-150): whoever sends a transaction could otherwise make
    /// the callee fail by giving just too little.
    function gasNeeded(uint256 cap) internal pure returns (uint256) {
        return cap + cap / 63 + RESERVE;
    }

    /// @notice Calls `target` with `cap` gas and ignores what it returns.
    /// @dev Copies no return data: a callee that returns megabytes pays for them alone.
    /// @return success False too when there is no contract at `target`.
    function call(address target, uint256 cap, bytes memory data) internal returns (bool success) {
        if (target.code.length == 0) return false;
        assembly ("memory-safe") {
            success := call(cap, target, 0, add(data, 0x20), mload(data), 0, 0)
        }
    }

    /// @notice Runs this contract's own code with `cap` gas, as the caller that it has now.
    function delegate(uint256 cap, bytes memory data) internal returns (bool success) {
        assembly ("memory-safe") {
            success := delegatecall(cap, address(), add(data, 0x20), mload(data), 0, 0)
        }
    }

    /// @notice What the last call returned, but no more than `cap` bytes of it.
    function returned(uint256 cap) internal pure returns (bytes memory data) {
        assembly ("memory-safe") {
            let size := returndatasize()
            if gt(size, cap) {
                size := cap
            }
            data := mload(0x40)
            mstore(data, size)
            returndatacopy(add(data, 0x20), 0, size)
            mstore(0x40, add(add(data, 0x20), and(add(size, 0x1f), not(0x1f))))
        }
    }
}
