// Made by scripts/abi.ts. Do not edit.
export const verifierRouteAbi = [
  {
    inputs: [{ internalType: "uint16", name: "vmType_", type: "uint16" }],
    stateMutability: "nonpayable",
    type: "constructor",
  },
  { inputs: [], name: "BatchRejected", type: "error" },
  { inputs: [], name: "ProofRejected", type: "error" },
  { inputs: [{ internalType: "uint256", name: "length", type: "uint256" }], name: "SelectorMissing", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "programId", type: "bytes32" }], name: "UnknownProgram", type: "error" },
  {
    inputs: [],
    name: "registry",
    outputs: [{ internalType: "contract IVerifierRegistry", name: "", type: "address" }],
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
  {
    inputs: [
      { internalType: "bytes32", name: "programId", type: "bytes32" },
      { internalType: "uint256", name: "count", type: "uint256" },
      { internalType: "bytes", name: "journals", type: "bytes" },
      { internalType: "bytes", name: "proofs", type: "bytes" },
    ],
    name: "verifyBatch",
    outputs: [],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [],
    name: "vmType",
    outputs: [{ internalType: "uint16", name: "", type: "uint16" }],
    stateMutability: "view",
    type: "function",
  },
] as const;
