// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IDapp} from "../interfaces/IDapp.sol";
import {IDeviceRegistry} from "../interfaces/IDeviceRegistry.sol";

/// @notice The climate of one window of readings, as proven. One storage slot.
struct Climate {
    uint40 time; // of the last reading, Unix time
    uint32 count; // readings
    uint32 meanTemperature; // millikelvin, rounded down
    uint64 meanCo2; // parts per billion, rounded down
    uint64 maxCo2; // parts per billion
}

/// @title Example dApp: verified room climate
/// @notice Accepts windows of readings whose device is registered with the project, credits the device's owner once for
/// each, and lets anyone read the newest climate.
/// @dev What the proof says: the device with that key signed these readings, each is plausible, and the statistics are
/// theirs. What only this contract can say: the device is one of the project's, and the window is new.
contract RoomClimate is IDapp {
    using SafeCast for uint256;

    event WindowRecorded(bytes32 indexed taskId, bytes32 indexed key, address indexed owner, Climate climate);

    error OnlyTaskManager(address caller);
    error WrongProject(uint256 projectId);
    error WrongJournalLength(uint256 length);
    error DeviceNotRegistered(bytes32 key);
    error WindowAlreadyCounted(bytes32 window);
    error WindowFromTheFuture(uint256 time);

    /// @notice How far a device's clock may be ahead of the chain's, in seconds. A window from the far future would
    /// stay "the newest" for ever.
    uint256 public constant MAX_CLOCK_SKEW = 15 minutes;

    /// @dev Words: binding, inputHash, device key x and y, time, count, mean temperature, mean CO2, maximum CO2.
    uint256 private constant JOURNAL_LENGTH = 9 * 32;

    address public immutable taskManager;
    IDeviceRegistry public immutable deviceRegistry;
    uint256 public immutable projectId;

    /// @notice Verified windows of each owner's devices.
    mapping(address owner => uint256) public credits;
    /// @notice Whether a window, keccak256(abi.encode(inputHash, key)), was counted.
    mapping(bytes32 window => bool) public counted;

    mapping(bytes32 key => Climate) private _climates;
    bytes32 private _newestKey;

    constructor(address taskManager_, IDeviceRegistry deviceRegistry_, uint256 projectId_) {
        taskManager = taskManager_;
        deviceRegistry = deviceRegistry_;
        projectId = projectId_;
    }

    /* ONLY THE TASK MANAGER */

    /// @inheritdoc IDapp
    function process(uint256 projectId_, bytes32 taskId, string calldata, bytes calldata data) external {
        require(msg.sender == taskManager, OnlyTaskManager(msg.sender));
        require(projectId_ == projectId, WrongProject(projectId_));
        require(data.length == JOURNAL_LENGTH, WrongJournalLength(data.length));

        uint256[9] memory words = abi.decode(data, (uint256[9]));
        bytes32 inputHash = bytes32(words[1]);
        bytes32 key = keccak256(abi.encode(words[2], words[3]));
        Climate memory climate = Climate({
            time: words[4].toUint40(),
            count: words[5].toUint32(),
            meanTemperature: words[6].toUint32(),
            meanCo2: words[7].toUint64(),
            maxCo2: words[8].toUint64()
        });
        require(climate.time <= block.timestamp + MAX_CLOCK_SKEW, WindowFromTheFuture(climate.time));

        address owner = deviceRegistry.ownerOfKey(projectId_, key);
        require(owner != address(0), DeviceNotRegistered(key));

        // The same readings may be proven in a second task; they earn nothing there.
        bytes32 window = keccak256(abi.encode(inputHash, key));
        require(!counted[window], WindowAlreadyCounted(window));
        counted[window] = true;
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
