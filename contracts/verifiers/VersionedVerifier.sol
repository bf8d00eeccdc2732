// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";

/// @title A proof system that comes in versions, each named by the first four bytes of its proofs
/// @notice The owner adds versions and stops those found broken. A version never changes and a stop is final: nobody
/// can resume it, nor add another version under its selector. The owner can do nothing else.
/// @dev A program is proven by any version that runs, so whoever adds versions is trusted not to add a broken one; the
/// events tell projects what was added.
abstract contract VersionedVerifier is IVerifier, Ownable2Step {
    event VersionStopped(bytes4 indexed selector);

    /// @notice No version has this selector.
    error UnknownSelector(bytes4 selector);
    /// @notice The version was stopped for good.
    error SelectorStopped(bytes4 selector);
    error SelectorAlreadyAdded(bytes4 selector);
    /// @notice The proof is not as long as proofs of its version are.
    error InvalidProofLength(uint256 expected, uint256 actual);

    /// @notice Where a version is in its life; it only moves forward.
    enum VersionState {
        Unknown,
        Running,
        Stopped
    }

    uint256 internal constant SELECTOR_LENGTH = 4;
    /// @dev Three points of a Groth16 proof in the order of EIP-197.
    uint256 internal constant GROTH16_LENGTH = 256;

    mapping(bytes4 selector => VersionState) private _states;

    constructor(address owner) Ownable(owner) {}

    /// @notice Stops a version for good: an emergency stop. Only the owner.
    /// @dev Reverts with OwnableUnauthorizedAccount, UnknownSelector or SelectorStopped.
    function stop(bytes4 selector) external onlyOwner {
        _requireRunning(selector);
        _states[selector] = VersionState.Stopped;
        emit VersionStopped(selector);
    }

    /// @notice Where a version is in its life; Unknown for one that was never added.
    function stateOf(bytes4 selector) external view returns (VersionState) {
        return _states[selector];
    }

    /// @dev The caller has stored what the version is.
    function _start(bytes4 selector) internal {
        require(_states[selector] == VersionState.Unknown, SelectorAlreadyAdded(selector));
        _states[selector] = VersionState.Running;
    }

    /// @dev The selector of a proof, of a version that runs.
    function _selectorOf(bytes calldata proof) internal view returns (bytes4 selector) {
        require(proof.length >= SELECTOR_LENGTH, InvalidProofLength(SELECTOR_LENGTH + GROTH16_LENGTH, proof.length));
        selector = bytes4(proof[:SELECTOR_LENGTH]);
        _requireRunning(selector);
    }

    function _requireRunning(bytes4 selector) private view {
        VersionState state = _states[selector];
        require(state != VersionState.Unknown, UnknownSelector(selector));
        require(state != VersionState.Stopped, SelectorStopped(selector));
    }
}
