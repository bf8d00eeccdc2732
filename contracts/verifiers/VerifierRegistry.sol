// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {IVerifierRegistry} from "../interfaces/IVerifierRegistry.sol";
import {VerifierRoute} from "./VerifierRoute.sol";

/// @title Known verifiers by VM type and selector, with an emergency stop
contract VerifierRegistry is IVerifierRegistry, Ownable2Step {
    struct Entry {
        IVerifier verifier; // never zero once added
        bool stopped;
    }

    mapping(uint16 vmType => mapping(bytes4 selector => Entry)) private _entries;

    /// @inheritdoc IVerifierRegistry
    mapping(uint16 vmType => IVerifier) public override routeOf;

    /// @param owner_ May add and stop verifiers.
    constructor(address owner_) Ownable(owner_) {}

    /// @inheritdoc IVerifierRegistry
    function add(uint16 vmType, bytes4 selector, IVerifier verifier) external onlyOwner {
        require(address(verifier).code.length != 0, NotAContract(address(verifier)));
        Entry storage entry = _entries[vmType][selector];
        require(address(entry.verifier) == address(0), VerifierAlreadyAdded(vmType, selector));

        entry.verifier = verifier;
        emit VerifierAdded(vmType, selector, verifier);
        if (address(routeOf[vmType]) == address(0)) {
            routeOf[vmType] = new VerifierRoute(vmType);
            emit RouteMade(vmType, routeOf[vmType]);
        }
    }

    /// @inheritdoc IVerifierRegistry
    function stop(uint16 vmType, bytes4 selector) external onlyOwner {
        verifierOf(vmType, selector);
        _entries[vmType][selector].stopped = true;
        emit VerifierStopped(vmType, selector);
    }

    /// @inheritdoc IVerifierRegistry
    function verifierOf(uint16 vmType, bytes4 selector) public view returns (IVerifier) {
        Entry storage entry = _entries[vmType][selector];
        require(address(entry.verifier) != address(0), VerifierUnknown(vmType, selector));
        require(!entry.stopped, VerifierIsStopped(vmType, selector));
        return entry.verifier;
    }
}
