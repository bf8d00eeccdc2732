// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @dev Order of BN254's groups: the field of scalars.
uint256 constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

/// @dev Order of the field of coordinates.
uint256 constant P = 21888242871839275222246405745257275088696311157297823662689037894645226208583;

using {add, mul} for uint256;

/// @dev Sum of two scalars.
function add(uint256 a, uint256 b) pure returns (uint256) {
    return addmod(a, b, R);
}

/// @dev Product of two scalars.
function mul(uint256 a, uint256 b) pure returns (uint256) {
    return mulmod(a, b, R);
}

/// @dev Difference of two scalars below R.
function sub(uint256 a, uint256 b) pure returns (uint256) {
    unchecked {
        return addmod(a, R - b, R);
    }
}

/// @dev The word in memory at `at`.
function load(uint256 at) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := mload(at)
    }
}

/// @dev Writes a word to memory that the caller allocated.
function store(uint256 at, uint256 value) pure {
    assembly ("memory-safe") {
        mstore(at, value)
    }
}

/// @dev Room in memory, not cleared.
function allocate(uint256 bytes_) pure returns (uint256 at) {
    assembly ("memory-safe") {
        at := mload(0x40)
        mstore(0x40, add(at, bytes_))
    }
}

/// @title Scalars and points of BN254 in memory, by the precompiles
/// @dev Points are two words, infinity is (0, 0). The precompiles refuse coordinates >= P and points off the curve; all
/// of G1 is the group. Every failure, a precompile out of gas included, gives `false`.
library Bn254 {
    /// @dev Inverts `count` scalars from `at` on, in place, for the price of one inversion and some products (Montgomery).
    /// @return ok False, and nothing is inverted, if one of them is zero.
    function invertAll(uint256 at, uint256 count) internal view returns (bool ok) {
        assembly ("memory-safe") {
            let end := add(at, mul(count, 32))
            let products := mload(0x40) // used for as long as this takes
            let product := 1
            let to := products
            for {
                let from := at
            } lt(from, end) {
                from := add(from, 32)
            } {
                mstore(to, product)
                product := mulmod(product, mload(from), R)
                to := add(to, 32)
            }
            // modexp: product^(R - 2)
            mstore(to, 32)
            mstore(add(to, 32), 32)
            mstore(add(to, 64), 32)
            mstore(add(to, 96), product)
            mstore(add(to, 128), sub(R, 2))
            mstore(add(to, 160), R)
            ok := staticcall(gas(), 0x05, to, 192, to, 32)
            ok := and(ok, and(eq(returndatasize(), 32), iszero(iszero(product))))
            if ok {
                let inverse := mload(to)
                for {
                    let from := end
                } gt(from, at) {} {
                    from := sub(from, 32)
                    to := sub(to, 32)
                    let value := mload(from)
                    mstore(from, mulmod(inverse, mload(to), R))
                    inverse := mulmod(inverse, value, R)
                }
            }
        }
    }

    /// @dev sum += scalar * point. `sum` has room for 160 bytes: the sum itself and scratch.
    function addProduct(uint256 sum, uint256 point, uint256 scalar) internal view returns (bool ok) {
        assembly ("memory-safe") {
            let product := add(sum, 64)
            mcopy(product, point, 64)
            mstore(add(sum, 128), scalar)
            ok := staticcall(gas(), 0x07, product, 96, product, 64)
            ok := and(ok, staticcall(gas(), 0x06, sum, 128, sum, 64))
            ok := and(ok, eq(returndatasize(), 64))
        }
    }

    /// @dev The point with y replaced by -y, in place. The point is known to be on the curve.
    function negate(uint256 point) internal pure {
        assembly ("memory-safe") {
            let y := add(point, 32)
            mstore(y, mod(sub(P, mload(y)), P))
        }
    }

    /// @dev Whether the product of `pairs` pairings is 1: 192 bytes each, in the order of EIP-197.
    function pairingHolds(uint256 at, uint256 pairs) internal view returns (bool ok) {
        assembly ("memory-safe") {
            ok := staticcall(gas(), 0x08, at, mul(pairs, 192), 0x00, 32)
            ok := and(ok, and(eq(returndatasize(), 32), eq(mload(0x00), 1)))
        }
    }

    /// @dev Whether the point is on the curve, infinity included.
    function isOnCurve(uint256 x, uint256 y) internal view returns (bool ok) {
        (ok, ) = address(0x06).staticcall(abi.encode(x, y, uint256(0), uint256(0)));
    }

    /// @dev Whether a point of G2, imaginary parts first, is on the curve and in the group, infinity included.
    function isInG2(uint256 x1, uint256 x0, uint256 y1, uint256 y0) internal view returns (bool ok) {
        // Paired with infinity the product is 1 for all valid points; the precompile fails for all others.
        (ok, ) = address(0x08).staticcall(abi.encode(uint256(0), uint256(0), x1, x0, y1, y0));
    }
}
