// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IDeviceRegistry} from "../interfaces/IDeviceRegistry.sol";
import {ITaskManager} from "../interfaces/ITaskManager.sol";
import {Climate, RoomClimateOutputs} from "./RoomClimateOutputs.sol";
import {VerifiedResultConsumer} from "./VerifiedResultConsumer.sol";

/// @title Example dApp: verified room climate
/// @notice Accepts windows of readings whose device is registered with the project, credits the device's owner once for
/// each, and lets anyone read the newest climate.
/// @dev What the proof says: the device with that key signed these readings, each is plausible, and the statistics are
/// theirs. What only this contract can say: the device is one of the project's, and the window is new. It takes results
/// of any active version: it trusts the project's owner anyway, who says which devices there are.
contract RoomClimate is VerifiedResultConsumer {
    event WindowRecorded(bytes32 indexed taskId, bytes32 indexed key, address indexed owner, Climate climate);

    error DeviceNotRegistered(bytes32 key);
    error WindowFromTheFuture(uint256 time);

    /// @notice How far a device's clock may be ahead of the chain's, in seconds. A window from the far future would
    /// stay "the newest" for ever.
    uint256 public constant MAX_CLOCK_SKEW = 15 minutes;

    /// @notice Says which devices are the project's, and whose they are.
    IDeviceRegistry public immutable deviceRegistry;

    /// @notice Verified windows of each owner's devices.
    mapping(address owner => uint256) public credits;

    mapping(bytes32 key => Climate) private _climates;
    bytes32 private _newestKey;

    constructor(
        ITaskManager taskManager_,
        IDeviceRegistry deviceRegistry_,
        uint256 projectId_
    ) VerifiedResultConsumer(taskManager_, projectId_) {
        deviceRegistry = deviceRegistry_;
    }

    /* ONLY THE TASK MANAGER */

    /// @dev Reverts with WrongOutputsLength, WindowFromTheFuture, DeviceNotRegistered, or AlreadyUsed for a window that
    /// was credited.
    function _onResult(bytes32 taskId, bytes32, bytes32 inputHash, bytes calldata outputs) internal override {
        _requireLength(outputs, RoomClimateOutputs.LENGTH);
        (bytes32 key, Climate memory climate) = RoomClimateOutputs.decode(outputs);
        require(climate.time <= block.timestamp + MAX_CLOCK_SKEW, WindowFromTheFuture(climate.time));

        address owner = deviceRegistry.ownerOfKey(projectId, key);
        require(owner != address(0), DeviceNotRegistered(key));

        // The same readings may be proven in a second task; they earn nothing there.
        _useOnce(keccak256(abi.encode(inputHash, key)));
        credits[owner] += 1;

        // Tasks settle in any order: what counts as newest is the window's own time.
        if (climate.time >= _climates[key].time) _climates[key] = climate;
        if (climate.time >= _climates[_newestKey].time) _newestKey = key;
        emit WindowRecorded(taskId, key, owner, climate);
    }

    /* VIEWS */

    /// @notice The newest verified climate of all devices, and the key of its device. Zeros before the first window.
    function latest() external view returns (Climate memory climate, bytes32 key) {
        return (_climates[_newestKey], _newestKey);
    }

    /// @notice The newest verified climate of one device. Zeros before its first window.
    function latestOf(bytes32 key) external view returns (Climate memory) {
        return _climates[key];
    }
}
