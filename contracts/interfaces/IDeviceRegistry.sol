// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @notice A device as a project knows it.
struct Device {
    address device; // the secp256k1 identity that signs messages to gateways
    bytes32 key; // the identity proofs name, e.g. keccak256 of its BabyJubJub public key; zero if it has none
    address owner; // whom dApps credit
}

/// @title Devices of projects
/// @notice Gateways accept messages only from registered devices; dApps find a device's owner by the key in a proof.
interface IDeviceRegistry {
    event DeviceRegistered(uint256 indexed projectId, address indexed device, bytes32 indexed key, address owner);
    event DeviceRemoved(uint256 indexed projectId, address indexed device, bytes32 indexed key);

    /// @notice The caller does not own the project, or there is none.
    error NotProjectOwner(uint256 projectId, address caller);
    error DeviceAlreadyRegistered(uint256 projectId, address device);
    error KeyAlreadyRegistered(uint256 projectId, bytes32 key);
    error DeviceNotFound(uint256 projectId, address device);
    error ZeroAddress();

    /// @notice Registers devices of a project. Only the project's owner.
    /// @dev Reverts with NotProjectOwner, ZeroAddress, DeviceAlreadyRegistered or KeyAlreadyRegistered.
    function register(uint256 projectId, Device[] calldata devices) external;

    /// @notice Removes devices of a project. Only the project's owner.
    /// @dev Reverts with NotProjectOwner or DeviceNotFound.
    function remove(uint256 projectId, address[] calldata devices) external;

    /// @notice Whether the device is one of the project's.
    function isRegistered(uint256 projectId, address device) external view returns (bool);

    /// @notice The owner of the device that has this key, or zero.
    function ownerOfKey(uint256 projectId, bytes32 key) external view returns (address);
}
