// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IVerifier} from "../interfaces/IVerifier.sol";
import {R} from "../libraries/Bn254.sol";

/// @title Halo2 as W3bstream's own circuits are verified: by a contract that snark-verifier generated for the circuit
/// @notice programId: the hash of a registered verifier contract, its code and the number of instances. Journal: the
/// instances, 32 bytes each. Proof: as the prover gives it.
/// @dev The contract is called with `instances || proof` as raw calldata and reverts when the proof is bad. Nothing else
/// is known of it, so whoever publishes a program vouches for the contract; it can spend gas, but change nothing.
/// Generated contracts ignore what follows their proof, which is harmless: no proof is taken for a name. They also take
/// the first words of the proof for instances where fewer are registered than they have; those are bound by nothing.
///
/// Such circuits name their task in their own way; W3bstream's template has the instances [publicInput, projectId,
/// taskId], where taskId is 64 bits wide (its module exports `prove(project_id: u64, task_id: u64, ...)`). A program with
/// Binding.Template has journals of that form.
contract SnarkVerifierAdapter is IVerifier {
    event VerifierRegistered(bytes32 indexed programId, address indexed verifier, uint256 instances);

    /// @notice The address is no contract, or there are no instances or too many.
    error InvalidVerifier();
    /// @notice The verifier's code is not what it was when it was registered.
    error VerifierChanged(address verifier);
    error InvalidJournalLength(uint256 expected, uint256 actual);
    /// @notice The proof is empty or longer than MAX_PROOF_LENGTH.
    error InvalidProofLength(uint256 maximum, uint256 actual);
    /// @notice An instance is not below the order of BN254's field, the only one: it would have a second name.
    error InputNotInField(uint256 index);

    /// @notice Most instances of a circuit.
    uint256 public constant MAX_INSTANCES = 256;
    /// @notice Longest proof, in bytes; more than any circuit has that the chain could verify.
    uint256 public constant MAX_PROOF_LENGTH = 32_768;

    struct Registered {
        address verifier;
        uint16 instances;
        bytes32 codeHash;
    }

    mapping(bytes32 programId => Registered) private _verifiers;

    /// @notice Registers a project's verifier contract. Anyone may; registering a known one again changes nothing.
    /// @dev Reverts with InvalidVerifier.
    /// @return programId keccak256(abi.encode(verifier, codehash of the verifier, instances)).
    function register(address verifier, uint16 instances) external returns (bytes32 programId) {
        bytes32 codeHash = verifier.codehash;
        programId = keccak256(abi.encode(verifier, codeHash, instances));
        if (_verifiers[programId].codeHash != 0) return programId;

        require(verifier.code.length != 0 && instances != 0 && instances <= MAX_INSTANCES, InvalidVerifier());
        _verifiers[programId] = Registered(verifier, instances, codeHash);
        emit VerifierRegistered(programId, verifier, instances);
    }

    /// @inheritdoc IVerifier
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        Registered memory registered = _verifiers[programId];
        address verifier = registered.verifier;
        require(verifier != address(0), UnknownProgram(programId));
        // Also when the code is gone: a call to an address without code succeeds.
        require(verifier.codehash == registered.codeHash, VerifierChanged(verifier));
        uint256 length = 32 * uint256(registered.instances);
        require(journal.length == length, InvalidJournalLength(length, journal.length));
        require(
            proof.length != 0 && proof.length <= MAX_PROOF_LENGTH,
            InvalidProofLength(MAX_PROOF_LENGTH, proof.length)
        );
        for (uint256 i = 0; i < registered.instances; ++i) {
            require(uint256(bytes32(journal[32 * i:32 * i + 32])) < R, InputNotInField(i));
        }

        bytes memory data = bytes.concat(journal, proof);
        bool ok;
        assembly ("memory-safe") {
            // Of the answer only one word is taken, however long it is.
            ok := staticcall(gas(), verifier, add(data, 32), mload(data), 0x00, 32)
            // Those that answer do so with a bool; most return nothing.
            if ok {
                switch returndatasize()
                case 0 {}
                default {
                    ok := and(eq(returndatasize(), 32), eq(mload(0x00), 1))
                }
            }
        }
        require(ok, ProofRejected());
    }
}
