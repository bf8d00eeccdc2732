// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IAggregatorVerifier} from "../interfaces/IAggregatorVerifier.sol";

/// @title Delphinus' aggregator verifier with one proof it accepts
/// @dev The targets are checked as the real contract does it, by their commitments in the verify instances; the rest is
/// compared with the one proof instead of verified.
contract MockAggregator is IAggregatorVerifier {
    /// @dev A commitment comes as three words of 108 bits and more: the bits of x and then of y.
    uint256 private constant CHUNK = 108;

    uint256[2][] private _lagrange;
    bytes32 private immutable _accepted;

    /// @param lagrange Commitments to the Lagrange polynomials of the target's first rows.
    /// @param accepted keccak256(abi.encode(proof, verifyInstances, aux)) of the proof.
    constructor(uint256[2][] memory lagrange, bytes32 accepted) {
        for (uint256 i = 0; i < lagrange.length; ++i) _lagrange.push(lagrange[i]);
        _accepted = accepted;
    }

    function verify(
        uint256[] calldata proof,
        uint256[] calldata verifyInstances,
        uint256[] calldata aux,
        uint256[][] calldata targets
    ) external view {
        for (uint256 i = 0; i < targets.length; ++i) {
            (uint256 x, uint256 y) = _commitmentOf(targets[i]);
            uint256 a = verifyInstances[3 * i];
            uint256 b = verifyInstances[3 * i + 1];
            uint256 c = verifyInstances[3 * i + 2];
            // solhint-disable-next-line gas-custom-errors
            require(x == a + ((b & ((1 << CHUNK) - 1)) << (2 * CHUNK)), "invalid instance x");
            // solhint-disable-next-line gas-custom-errors
            require(y == (c << CHUNK) + (b >> CHUNK), "invalid instance y");
        }
        // solhint-disable-next-line gas-custom-errors
        require(keccak256(abi.encode(proof, verifyInstances, aux)) == _accepted, "circuit pairing check failed");
    }

    function _commitmentOf(uint256[] calldata target) private view returns (uint256 x, uint256 y) {
        // solhint-disable-next-line gas-custom-errors
        require(target.length <= _lagrange.length, "too many target instances");
        for (uint256 i = 0; i < target.length; ++i) {
            (, bytes memory product) = address(0x07).staticcall(abi.encode(_lagrange[i], target[i]));
            (, bytes memory sum) = address(0x06).staticcall(abi.encodePacked(x, y, product));
            (x, y) = abi.decode(sum, (uint256, uint256));
        }
    }
}
