// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Task, ITaskManager} from "../interfaces/ITaskManager.sol";
import {Climate, RoomClimateOutputs} from "./RoomClimateOutputs.sol";
import {VerifiedResultConsumer} from "./VerifiedResultConsumer.sol";

/// @title Example dApp: a host's word on the air of a room, with money behind it
/// @notice A host promises a guest that CO2 in a room stays below a limit. One verified window of the room's device that
/// says otherwise pays the bond to the guest; without one it returns to the host.
/// @dev Needs no binding to the project: results are brought to it. Any number of such contracts can so use the results
/// of one project without its owner's doing; and against the owner's will, as they know the version they rely on.
contract AirQualityBond is VerifiedResultConsumer {
    /// @notice One promise. `amount` is zero once it was paid out.
    struct Bond {
        address host;
        uint96 amount; // wei of IOTX
        address guest;
        uint40 from; // the promise is about windows that end from here, Unix time
        uint40 until; // to here
        bytes32 key; // the room's device, as DeviceRegistry knows it
        uint64 maxCo2; // parts per billion that no reading may exceed
    }

    event BondOpened(uint256 indexed bondId, address indexed host, address indexed guest, Bond bond);
    event BondForfeited(uint256 indexed bondId, uint256 amount, uint256 maxCo2);
    event BondReturned(uint256 indexed bondId, uint256 amount);

    error InvalidBond();
    error BondClosed(uint256 bondId);
    /// @notice The window is of another device or another time, or its air was good.
    error PromiseKept(uint256 bondId);
    error TooEarly(uint256 returnableAt);
    error TransferFailed();

    /// @notice Time that the guest has to bring a result, in seconds after the promise's end.
    uint256 public constant GRACE = 7 days;

    /// @notice The version of the project whose results count: the room-climate program, with a verifier that verifies.
    bytes32 public immutable version;

    /// @notice All promises, by id.
    mapping(uint256 bondId => Bond) public bonds;
    uint256 private _lastBondId;

    /// @dev Reverts with WrongVersion or WrongBinding unless the version is published, native and not retired: the one that
    /// publishes it may be the host.
    constructor(
        ITaskManager taskManager_,
        uint256 projectId_,
        bytes32 version_
    ) VerifiedResultConsumer(taskManager_, projectId_) {
        version = _knownVersion(version_);
    }

    /// @notice Makes a promise, backed by the value sent.
    /// @dev Reverts with InvalidBond without value, without a guest, or for a time that ends before it begins, and with
    /// WrongVersion when the version is not active any more: no result of it will come, or it was found broken.
    function open(
        address guest,
        bytes32 key,
        uint64 maxCo2,
        uint40 from,
        uint40 until
    ) external payable returns (uint256 bondId) {
        require(msg.value != 0 && msg.value <= type(uint96).max && guest != address(0) && from < until, InvalidBond());
        require(_accepts(version), WrongVersion(version));
        bondId = ++_lastBondId;
        Bond memory bond = Bond(msg.sender, uint96(msg.value), guest, from, until, key, maxCo2);
        bonds[bondId] = bond;
        emit BondOpened(bondId, msg.sender, guest, bond);
    }

    /// @notice Pays the bond to the guest for a verified window in which the promise was broken. Anyone may bring it.
    /// @dev Reverts with BondClosed, PromiseKept, NotAResult, WrongProject, WrongVersion, WrongOutputsLength or TransferFailed.
    /// Results count after the version was retired too: the project's owner, who may be the host, could else undo them.
    function forfeit(uint256 bondId, address offer, Task calldata task, bytes calldata journal) external {
        Bond memory bond = bonds[bondId];
        require(bond.amount != 0, BondClosed(bondId));
        (, bytes calldata outputs) = _requireResult(version, offer, task, journal);
        _requireLength(outputs, RoomClimateOutputs.LENGTH);
        (bytes32 key, Climate memory climate) = RoomClimateOutputs.decode(outputs);
        bool inTime = bond.from <= climate.time && climate.time <= bond.until;
        require(key == bond.key && inTime && climate.maxCo2 > bond.maxCo2, PromiseKept(bondId));

        bonds[bondId].amount = 0;
        emit BondForfeited(bondId, bond.amount, climate.maxCo2);
        _send(bond.guest, bond.amount);
    }

    /// @notice Returns the bond of a promise that nobody showed broken in time to its host. Anyone may trigger it.
    /// @dev Reverts with BondClosed, TooEarly or TransferFailed.
    function giveBack(uint256 bondId) external {
        Bond memory bond = bonds[bondId];
        require(bond.amount != 0, BondClosed(bondId));
        uint256 returnableAt = bond.until + GRACE;
        require(block.timestamp > returnableAt, TooEarly(returnableAt));

        bonds[bondId].amount = 0;
        emit BondReturned(bondId, bond.amount);
        _send(bond.host, bond.amount);
    }

    function _send(address to, uint256 amount) private {
        require(LowLevelCall.callNoReturn(to, amount, ""), TransferFailed());
    }
}
