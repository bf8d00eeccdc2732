// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

/// @title A snark-verifier contract with one proof it accepts, and with bad manners on demand
contract MockSnarkVerifier {
    enum Manners {
        ReturnNothing,
        ReturnTrue,
        ReturnFalse,
        ReturnMuch,
        BurnGas,
        RevertMuch
    }

    bytes32 private immutable _accepted;
    Manners private immutable _manners;

    /// @param accepted keccak256 of the calldata it accepts.
    constructor(bytes32 accepted, Manners manners) {
        _accepted = accepted;
        _manners = manners;
    }

    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        bytes32 accepted = _accepted;
        Manners manners = _manners;
        assembly {
            calldatacopy(0, 0, calldatasize())
            if iszero(eq(keccak256(0, calldatasize()), accepted)) {
                revert(0, 0)
            }
            switch manners
            case 0 {
                return(0, 0)
            }
            case 1 {
                mstore(0, 1)
                return(0, 32)
            }
            case 2 {
                mstore(0, 0)
                return(0, 32)
            }
            case 3 {
                mstore(0, 1)
                return(0, 100000)
            }
            case 4 {
                invalid()
            }
            default {
                revert(0, 100000)
            }
        }
    }
}
