// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {P, R} from "../libraries/Bn254.sol";

/// @title Reads its calldata as contracts do that snark-verifier generated: every word at its own place, zeros where there
/// is none, nothing behind the last; instances modulo the field's order
/// @dev Instead of a pairing it compares a hash with that of the one statement it accepts. A proof begins with a point.
contract MockGeneratedVerifier {
    bytes32 private immutable _accepted;
    uint256 private immutable _instances;
    uint256 private immutable _length;
    bool private immutable _reduces;
    uint256 private immutable _unread;

    /// @param accepted keccak256 of instances and proof.
    /// @param length of instances and proof, in bytes.
    /// @param reduces Whether instances are taken modulo the order; otherwise those beyond are refused.
    /// @param unread A bit for each word that it does not look at.
    constructor(bytes32 accepted, uint256 instances_, uint256 length, bool reduces, uint256 unread) {
        _accepted = accepted;
        _instances = instances_;
        _length = length;
        _reduces = reduces;
        _unread = unread;
    }

    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        bytes memory read = new bytes(_length);
        uint256 words = _length / 32;
        uint256[] memory x = new uint256[](2);
        for (uint256 i = 0; i < words; ++i) {
            uint256 word;
            assembly ("memory-safe") {
                word := calldataload(mul(32, i))
            }
            if ((_unread >> i) & 1 == 1) word = 0;
            if (i < _instances) {
                if (!_reduces && word >= R) _reject();
                word %= R;
            } else if (i < _instances + 2) {
                x[i - _instances] = word;
            }
            assembly ("memory-safe") {
                mstore(add(add(read, 32), mul(32, i)), word)
            }
        }
        uint256 cube = mulmod(mulmod(x[0], x[0], P), x[0], P);
        if (x[0] >= P || x[1] >= P || mulmod(x[1], x[1], P) != addmod(cube, 3, P)) _reject();
        if (keccak256(read) != _accepted) _reject();
    }

    /// @dev As theirs do: without a word.
    function _reject() private pure {
        assembly ("memory-safe") {
            revert(0, 0)
        }
    }
}
