// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "./IVerifier.sol";

/// @title Known verifiers by VM type and selector, with an emergency stop
/// @notice For projects that would rather follow than choose: they publish programs with `routeOf(vmType)` as their
/// verifier. A proof then begins with the four bytes of the verifier that is to check it, so that a proof system can
/// come in several versions, and one that is found broken can be stopped for all projects at once. Projects that trust
/// nobody with that name a verifier of their own.
interface IVerifierRegistry {
    event VerifierAdded(uint16 indexed vmType, bytes4 indexed selector, IVerifier verifier);
    event VerifierStopped(uint16 indexed vmType, bytes4 indexed selector);
    event RouteMade(uint16 indexed vmType, IVerifier route);

    /// @notice No contract is at the address.
    error NotAContract(address verifier);
    error VerifierAlreadyAdded(uint16 vmType, bytes4 selector);
    error VerifierUnknown(uint16 vmType, bytes4 selector);
    /// @notice The verifier was stopped, for good.
    error VerifierIsStopped(uint16 vmType, bytes4 selector);

    /* ONLY THE OWNER, who can do nothing else: verifiers are never replaced, nor started again */

    /// @notice Adds a verifier; the first of a VM type makes its route.
    /// @dev Projects on the route will pay for proofs it accepts: whoever owns the registry is trusted with that.
    /// Reverts with OwnableUnauthorizedAccount, NotAContract or VerifierAlreadyAdded.
    /// @param selector What its proofs begin with, unlike all others of the VM type.
    function add(uint16 vmType, bytes4 selector, IVerifier verifier) external;

    /// @notice Stops a verifier for good: an emergency stop. Tasks claimed meanwhile can only be proven with another
    /// verifier of the route.
    /// @dev Reverts with OwnableUnauthorizedAccount, VerifierUnknown or VerifierIsStopped.
    function stop(uint16 vmType, bytes4 selector) external;

    /* VIEWS */

    /// @notice The verifier that is running under a selector. Reverts with VerifierUnknown or VerifierIsStopped.
    function verifierOf(uint16 vmType, bytes4 selector) external view returns (IVerifier);

    /// @notice What projects name as their verifier to follow the registry; zero until the VM type has a verifier.
    function routeOf(uint16 vmType) external view returns (IVerifier);
}
