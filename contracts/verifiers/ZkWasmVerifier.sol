// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.28;

import {IAggregatorVerifier} from "../interfaces/IAggregatorVerifier.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {R} from "../libraries/Bn254.sol";

/// @notice What proofs of a zkWASM module are about.
struct ZkWasmProgram {
    IAggregatorVerifier aggregator; // Delphinus' contract for the aggregation circuit
    uint16 proofWords; // of the aggregation proof
    uint16 verifyInstances; // public inputs of the aggregation circuit
    uint16 auxWords; // hints of the aggregation proof
    uint16 journalWords;
    bool packed; // the journal's first two words reach the module as four 64-bit inputs each
    uint256[] prefix; // public inputs before the journal's: what names the image, if the circuit puts it there
}

/// @title zkWASM proofs of Delphinus
/// @notice programId: the hash of a registered ZkWasmProgram and of the aggregator's code. Journal: the module's public
/// inputs, 32 bytes each. Proof: the words of the aggregation proof, its verify instances and its hints, one after the
/// other; the proving service gives them little-endian, here they are big-endian.
/// @dev The aggregator by itself accepts a proof for no targets at all, so it is never asked without one: exactly one,
/// made here of the program's prefix and the journal, of a fixed number of words, each below the field's order.
/// It is compared with the first commitment in the verify instances, so the module's proof comes first in its batch; what
/// else the batch holds is of no account.
/// A module reads 64-bit words, so a native journal's binding and inputHash come to it in four parts each, as
/// `0x...:bytes-packed` inputs do: eight bytes at a time, little-endian.
contract ZkWasmVerifier is IVerifier {
    event ProgramRegistered(bytes32 indexed programId, address indexed aggregator, ZkWasmProgram program);

    /// @notice The aggregator is no contract, a count is zero, or the program has too many words.
    error InvalidProgram();
    /// @notice The aggregator's code is not what it was when the program was registered.
    error AggregatorChanged(address aggregator);
    error InvalidProofLength(uint256 expected, uint256 actual);
    error InvalidJournalLength(uint256 expected, uint256 actual);
    /// @notice A public input is not below the field's order: it would have a second name.
    error InputNotInField(uint256 index);

    /// @notice Most words of a target and of each part of a proof.
    uint256 public constant MAX_WORDS = 1024;

    /// @dev Words of a native journal that are split, and into how many parts.
    uint256 private constant PACKED_WORDS = 2;
    uint256 private constant PARTS = 4;

    struct Registered {
        ZkWasmProgram program;
        bytes32 codeHash;
    }

    mapping(bytes32 programId => Registered) private _programs;

    /// @notice Registers a program. Anyone may; registering a known one again changes nothing. Whoever publishes a
    /// program vouches for its aggregator.
    /// @dev Reverts with InvalidProgram or InputNotInField.
    /// @return programId keccak256(abi.encode(program, codehash of the aggregator)).
    function register(ZkWasmProgram calldata program) external returns (bytes32 programId) {
        bytes32 codeHash = address(program.aggregator).codehash;
        programId = keccak256(abi.encode(program, codeHash));
        if (_programs[programId].codeHash != 0) return programId;

        require(address(program.aggregator).code.length != 0, InvalidProgram());
        require(program.proofWords != 0 && program.proofWords <= MAX_WORDS, InvalidProgram());
        require(program.verifyInstances != 0 && program.verifyInstances <= MAX_WORDS, InvalidProgram());
        require(program.auxWords <= MAX_WORDS, InvalidProgram());
        require(program.journalWords != 0 && program.journalWords <= MAX_WORDS, InvalidProgram());
        require(!program.packed || program.journalWords >= PACKED_WORDS, InvalidProgram());
        require(program.prefix.length <= MAX_WORDS, InvalidProgram());
        for (uint256 i = 0; i < program.prefix.length; ++i) require(program.prefix[i] < R, InputNotInField(i));

        _programs[programId] = Registered(program, codeHash);
        emit ProgramRegistered(programId, address(program.aggregator), program);
    }

    /// @inheritdoc IVerifier
    function verify(bytes32 programId, bytes calldata journal, bytes calldata proof) external view {
        Registered storage registered = _programs[programId];
        require(registered.codeHash != 0, UnknownProgram(programId));
        ZkWasmProgram memory program = registered.program;
        require(
            address(program.aggregator).codehash == registered.codeHash,
            AggregatorChanged(address(program.aggregator))
        );
        uint256 instancesAt = 32 * uint256(program.proofWords);
        uint256 auxAt = instancesAt + 32 * uint256(program.verifyInstances);
        uint256 length = auxAt + 32 * uint256(program.auxWords);
        require(proof.length == length, InvalidProofLength(length, proof.length));

        uint256[][] memory targets = new uint256[][](1);
        targets[0] = _targetOf(program, journal);
        try
            program.aggregator.verify(
                _words(proof[:instancesAt]),
                _words(proof[instancesAt:auxAt]),
                _words(proof[auxAt:]),
                targets
            )
        {} catch {
            revert ProofRejected();
        }
    }

    /// @notice The public inputs that proofs of a journal have; for whoever makes proofs. Reverts as verifying does.
    function targetOf(bytes32 programId, bytes calldata journal) external view returns (uint256[] memory) {
        require(_programs[programId].codeHash != 0, UnknownProgram(programId));
        return _targetOf(_programs[programId].program, journal);
    }

    function _targetOf(
        ZkWasmProgram memory program,
        bytes calldata journal
    ) private pure returns (uint256[] memory target) {
        uint256 words = program.journalWords;
        require(journal.length == 32 * words, InvalidJournalLength(32 * words, journal.length));

        uint256 to = program.prefix.length;
        target = new uint256[](to + words + (program.packed ? PACKED_WORDS * (PARTS - 1) : 0));
        for (uint256 i = 0; i < to; ++i) target[i] = program.prefix[i];
        for (uint256 i = 0; i < words; ++i) {
            bytes calldata word = journal[32 * i:32 * i + 32];
            if (program.packed && i < PACKED_WORDS) {
                for (uint256 j = 0; j < PARTS; ++j) target[to++] = _littleEndian(bytes8(word[8 * j:8 * j + 8]));
            } else {
                require(uint256(bytes32(word)) < R, InputNotInField(i));
                target[to++] = uint256(bytes32(word));
            }
        }
    }

    function _littleEndian(bytes8 packed) private pure returns (uint256 value) {
        for (uint256 i = 8; i > 0; --i) value = (value << 8) | uint8(packed[i - 1]);
    }

    function _words(bytes calldata data) private pure returns (uint256[] memory words) {
        words = new uint256[](data.length / 32);
        assembly ("memory-safe") {
            calldatacopy(add(words, 32), data.offset, data.length)
        }
    }
}
