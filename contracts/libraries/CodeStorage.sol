// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";

/// @title Data that never changes, kept as the code of contracts of its own
/// @notice Far cheaper to load than storage slots. The address follows from the id and the contract that writes
/// (CREATE3), so that finding the data takes no storage slot either.
library CodeStorage {
    /// @notice The data is longer than a contract's code may be.
    error DataTooLong(uint256 length);

    /// @dev STOP in front, so that nobody can run the data as code.
    uint256 private constant OFFSET = 1;
    /// @dev EIP-170
    uint256 private constant MAX_CODE_LENGTH = 24_576;

    /// @dev Each id takes data once.
    function write(bytes32 id, bytes memory data) internal {
        uint256 length = data.length + OFFSET;
        require(length <= MAX_CODE_LENGTH, DataTooLong(data.length));
        // Copies what follows these 10 bytes into memory and returns it:
        // PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN
        Create3.deploy(0, id, abi.encodePacked(hex"61", uint16(length), hex"80600a5f395ff3", hex"00", data));
    }

    /// @return Where the data is, or would be.
    /// @return Its length in bytes; zero if there is none.
    function find(bytes32 id) internal view returns (address, uint256) {
        address pointer = Create3.computeAddress(id);
        uint256 length = pointer.code.length;
        return (pointer, length == 0 ? 0 : length - OFFSET);
    }

    /// @dev Loads data to memory at `to`; the caller has room for `length` bytes there.
    function load(address pointer, uint256 to, uint256 length) internal view {
        assembly ("memory-safe") {
            extcodecopy(pointer, to, OFFSET, length)
        }
    }
}
