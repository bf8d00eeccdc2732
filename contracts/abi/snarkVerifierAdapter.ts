// Made by scripts/abi.ts. Do not edit.
export const snarkVerifierAdapterAbi = [
  { inputs: [{ internalType: "uint256", name: "index", type: "uint256" }], name: "InputNotInField", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "InvalidJournalLength",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "maximum", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "InvalidProofLength",
    type: "error",
  },
  { inputs: [], name: "InvalidVerifier", type: "error" },
  { inputs: [], name: "ProofRejected", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "programId", type: "bytes32" }], name: "UnknownProgram", type: "error" },
  { inputs: [{ internalType: "address", name: "verifier", type: "address" }], name: "VerifierChanged", type: "error" },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "bytes32", name: "programId", type: "bytes32" },
      { indexed: true, internalType: "address", name: "verifier", type: "address" },
      { indexed: false, internalType: "uint256", name: "instances", type: "uint256" },
    ],
    name: "VerifierRegistered",
    type: "event",
  },
  {
    inputs: [],
    name: "MAX_INSTANCES",
    outputs: [{ internalType: "uint256", name: "", type: "uint256" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [],
    name: "MAX_PROOF_LENGTH",
    outputs: [{ internalType: "uint256", name: "", type: "uint256" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [
      { internalType: "address", name: "verifier", type: "address" },
      { internalType: "uint16", name: "instances", type: "uint16" },
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
      { internalType: "bytes", name: "proof", type: "bytes" },
    ],
    name: "verify",
    outputs: [],
    stateMutability: "view",
    type: "function",
  },
] as const;
