// Made by scripts/abi.ts. Do not edit.
export const zkWasmVerifierAbi = [
  {
    inputs: [{ internalType: "address", name: "aggregator", type: "address" }],
    name: "AggregatorChanged",
    type: "error",
  },
  { inputs: [{ internalType: "uint256", name: "index", type: "uint256" }], name: "InputNotInField", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "InvalidJournalLength",
    type: "error",
  },
  { inputs: [], name: "InvalidProgram", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "InvalidProofLength",
    type: "error",
  },
  { inputs: [], name: "ProofRejected", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "programId", type: "bytes32" }], name: "UnknownProgram", type: "error" },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "bytes32", name: "programId", type: "bytes32" },
      { indexed: true, internalType: "address", name: "aggregator", type: "address" },
      {
        components: [
          { internalType: "contract IAggregatorVerifier", name: "aggregator", type: "address" },
          { internalType: "uint16", name: "proofWords", type: "uint16" },
          { internalType: "uint16", name: "verifyInstances", type: "uint16" },
          { internalType: "uint16", name: "auxWords", type: "uint16" },
          { internalType: "uint16", name: "journalWords", type: "uint16" },
          { internalType: "bool", name: "packed", type: "bool" },
          { internalType: "uint256[]", name: "prefix", type: "uint256[]" },
        ],
        indexed: false,
        internalType: "struct ZkWasmProgram",
        name: "program",
        type: "tuple",
      },
    ],
    name: "ProgramRegistered",
    type: "event",
  },
  {
    inputs: [],
    name: "MAX_WORDS",
    outputs: [{ internalType: "uint256", name: "", type: "uint256" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [
      {
        components: [
          { internalType: "contract IAggregatorVerifier", name: "aggregator", type: "address" },
          { internalType: "uint16", name: "proofWords", type: "uint16" },
          { internalType: "uint16", name: "verifyInstances", type: "uint16" },
          { internalType: "uint16", name: "auxWords", type: "uint16" },
          { internalType: "uint16", name: "journalWords", type: "uint16" },
          { internalType: "bool", name: "packed", type: "bool" },
          { internalType: "uint256[]", name: "prefix", type: "uint256[]" },
        ],
        internalType: "struct ZkWasmProgram",
        name: "program",
        type: "tuple",
      },
    ],
    name: "register",
    outputs: [{ internalType: "bytes32", name: "programId", type: "bytes32" }],
    stateMutability: "nonpayable",
    type: "function",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "programId", type: "bytes32" },
      { internalType: "bytes", name: "journal", type: "bytes" },
    ],
    name: "targetOf",
    outputs: [{ internalType: "uint256[]", name: "", type: "uint256[]" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "programId", type: "bytes32" },
      { internalType: "bytes", name: "journal", type: "bytes" },
      { internalType: "bytes", name: "proof", type: "bytes" },
    ],
    name: "verify",
    outputs: [],
    stateMutability: "view",
    type: "function",
  },
] as const;
