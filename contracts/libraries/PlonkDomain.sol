// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {Bn254, R, allocate, load, mul, store, sub} from "./Bn254.sol";

/// @title The domain of a PLONK circuit: 2^power rows, each a power of a root of unity
/// @notice What PLONK and FFLONK have in common: snarkjs arithmetises circuits for both in the same way.
library PlonkDomain {
    /// @dev Most rows that BN254's scalars have roots of unity for: 2^28.
    uint256 internal constant MAX_POWER = 28;

    /// @dev 5^((R - 1) / 2^28), of order 2^28, as ffjavascript has it.
    uint256 private constant ROOT = 0x2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0;

    /// @dev The root of unity of order 2^power.
    function rootOfUnity(uint256 power) internal pure returns (uint256 omega) {
        omega = ROOT;
        for (uint256 i = power; i < MAX_POWER; ++i) omega = mul(omega, omega);
    }

    /// @dev Whether the cosets 1, k1 and k2 of the domain, one for each wire, do not meet: if they did, the permutation
    /// would mix wires up. k^n tells cosets apart.
    function cosetsDiffer(uint256 power, uint256 k1, uint256 k2) internal pure returns (bool) {
        if (k1 == 0 || k1 >= R || k2 == 0 || k2 >= R) return false;
        for (uint256 i = power; i != 0; --i) {
            k1 = mul(k1, k1);
            k2 = mul(k2, k2);
        }
        return k1 != 1 && k2 != 1 && k1 != k2;
    }

    /// @dev xi^n for n = 2^power.
    function raise(uint256 xi, uint256 power) internal pure returns (uint256 xn) {
        xn = xi;
        for (uint256 i = power; i != 0; --i) xn = mul(xn, xn);
    }

    /// @dev The denominators n (xi - w^i) of the first `count` Lagrange polynomials w^i (xi^n - 1) / (n (xi - w^i)),
    /// followed by `more` words for others that are to be inverted with them.
    /// @return at Where they are in memory.
    function denominators(
        uint256 power,
        uint256 omega,
        uint256 xi,
        uint256 count,
        uint256 more
    ) internal pure returns (uint256 at) {
        unchecked {
            at = allocate(32 * (count + more));
            uint256 root = 1;
            for (uint256 i = 0; i < count; ++i) {
                store(at + 32 * i, mul(1 << power, sub(xi, root)));
                root = mul(root, omega);
            }
        }
    }

    /// @dev From inverted denominators and `vanishing` = xi^n - 1.
    /// @return first The first Lagrange polynomial at xi.
    /// @return publics Minus the sum of public signals, `count` words at `signals`, times their Lagrange polynomials.
    function publicsAt(
        uint256 inverses,
        uint256 signals,
        uint256 count,
        uint256 omega,
        uint256 vanishing
    ) internal pure returns (uint256 first, uint256 publics) {
        unchecked {
            uint256 factor = vanishing;
            first = mul(factor, load(inverses));
            uint256 sum = 0;
            for (uint256 i = 0; i < count; ++i) {
                sum = addmod(sum, mul(load(signals + 32 * i), mul(factor, load(inverses + 32 * i))), R);
                factor = mul(factor, omega);
            }
            publics = sub(0, sum);
        }
    }

    /// @dev Whether s * G2 of a set-up is a point of the group other than infinity.
    function isSetUp(uint256 x1, uint256 x0, uint256 y1, uint256 y0) internal view returns (bool) {
        return (x1 | x0 | y1 | y0) != 0 && Bn254.isInG2(x1, x0, y1, y0);
    }

    /// @dev Whether a point of G1 is s times another; `points` are the two and s * G2, 256 bytes.
    function isShift(bytes memory points) internal view returns (bool) {
        uint256 at;
        assembly ("memory-safe") {
            at := add(points, 32)
        }
        return openingHolds(at, at + 64, at + 128);
    }

    /// @dev Whether e(left, G2) = e(right, s G2): what an opening of KZG commitments comes down to. `x2` is where s * G2
    /// is in memory; `right` is negated in place.
    function openingHolds(uint256 left, uint256 right, uint256 x2) internal view returns (bool) {
        Bn254.negate(right);
        uint256 pairs = allocate(384);
        assembly ("memory-safe") {
            mcopy(pairs, right, 64)
            mcopy(add(pairs, 64), x2, 128)
            mcopy(add(pairs, 192), left, 64)
            // the generator of G2, imaginary parts first
            mstore(add(pairs, 256), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(pairs, 288), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(pairs, 320), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(pairs, 352), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
        }
        return Bn254.pairingHolds(pairs, 2);
    }
}
