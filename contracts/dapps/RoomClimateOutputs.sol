// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice The climate of one window of readings, as proven. One storage slot.
struct Climate {
    uint40 time; // of the last reading, Unix time
    uint32 count; // readings
    uint32 meanTemperature; // millikelvin, rounded down
    uint64 meanCo2; // parts per billion, rounded down
    uint64 maxCo2; // parts per billion
}

/// @title What the room-climate program says
library RoomClimateOutputs {
    using SafeCast for uint256;

    /// @notice Words: device key x and y, time, count, mean temperature, mean CO2, maximum CO2.
    uint256 internal constant LENGTH = 7 * 32;

    /// @param outputs LENGTH bytes.
    /// @return key By which DeviceRegistry knows the device.
    function decode(bytes calldata outputs) internal pure returns (bytes32 key, Climate memory climate) {
        uint256[7] memory words = abi.decode(outputs, (uint256[7]));
        key = keccak256(abi.encode(words[0], words[1]));
        climate = Climate({
            time: words[2].toUint40(),
            count: words[3].toUint32(),
            meanTemperature: words[4].toUint32(),
            meanCo2: words[5].toUint64(),
            maxCo2: words[6].toUint64()
        });
    }
}
