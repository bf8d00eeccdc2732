// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Device, IDeviceRegistry} from "./interfaces/IDeviceRegistry.sol";
import {IProjectRegistry} from "./interfaces/IProjectRegistry.sol";

/// @title Devices of projects
contract DeviceRegistry is IDeviceRegistry {
    /// @notice Where projects and their owners are.
    IProjectRegistry public immutable projectRegistry;

    struct Record {
        bytes32 key;
        address owner; // never zero once registered
    }

    mapping(uint256 projectId => mapping(address device => Record)) private _records;
    mapping(uint256 projectId => mapping(bytes32 key => address owner)) private _ownerOfKey;

    constructor(IProjectRegistry projectRegistry_) {
        require(address(projectRegistry_) != address(0), ZeroAddress());
        projectRegistry = projectRegistry_;
    }

    modifier onlyProjectOwner(uint256 projectId) {
        require(projectRegistry.isOwner(projectId, msg.sender), NotProjectOwner(projectId, msg.sender));
        _;
    }

    /* ONLY THE PROJECT'S OWNER */

    /// @inheritdoc IDeviceRegistry
    function register(uint256 projectId, Device[] calldata devices) external onlyProjectOwner(projectId) {
        for (uint256 i = 0; i < devices.length; ++i) {
            Device calldata entry = devices[i];
            require(entry.device != address(0) && entry.owner != address(0), ZeroAddress());
            require(!isRegistered(projectId, entry.device), DeviceAlreadyRegistered(projectId, entry.device));

            _records[projectId][entry.device] = Record(entry.key, entry.owner);
            if (entry.key != 0) {
                // Two devices with one key could not be told apart in a proof.
                require(_ownerOfKey[projectId][entry.key] == address(0), KeyAlreadyRegistered(projectId, entry.key));
                _ownerOfKey[projectId][entry.key] = entry.owner;
            }
            emit DeviceRegistered(projectId, entry.device, entry.key, entry.owner);
        }
    }

    /// @inheritdoc IDeviceRegistry
    function remove(uint256 projectId, address[] calldata devices) external onlyProjectOwner(projectId) {
        for (uint256 i = 0; i < devices.length; ++i) {
            address device = devices[i];
            require(isRegistered(projectId, device), DeviceNotFound(projectId, device));

            bytes32 key = _records[projectId][device].key;
            delete _records[projectId][device];
            delete _ownerOfKey[projectId][key];
            emit DeviceRemoved(projectId, device, key);
        }
    }

    /* VIEWS */

    /// @inheritdoc IDeviceRegistry
    function isRegistered(uint256 projectId, address device) public view returns (bool) {
        return _records[projectId][device].owner != address(0);
    }

    /// @inheritdoc IDeviceRegistry
    function ownerOfKey(uint256 projectId, bytes32 key) external view returns (address) {
        return _ownerOfKey[projectId][key];
    }
}
