// Made by scripts/abi.ts. Do not edit.
export const groth16VerifierAbi = [
  { inputs: [], name: "BatchRejected", type: "error" },
  { inputs: [], name: "Create2EmptyBytecode", type: "error" },
  { inputs: [], name: "Create3EmptyBytecode", type: "error" },
  { inputs: [], name: "FailedDeployment", type: "error" },
  { inputs: [], name: "ForgeableKey", type: "error" },
  { inputs: [{ internalType: "uint256", name: "index", type: "uint256" }], name: "InputNotInField", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "balance", type: "uint256" },
      { internalType: "uint256", name: "needed", type: "uint256" },
    ],
    name: "InsufficientBalance",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "InvalidJournalLength",
    type: "error",
  },
  { inputs: [{ internalType: "uint256", name: "inputs", type: "uint256" }], name: "InvalidKeyLength", type: "error" },
  { inputs: [], name: "InvalidKeyPoint", type: "error" },
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
      { indexed: false, internalType: "uint256", name: "inputs", type: "uint256" },
    ],
    name: "KeyRegistered",
    type: "event",
  },
  {
    inputs: [],
    name: "MAX_INPUTS",
    outputs: [{ internalType: "uint256", name: "", type: "uint256" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [{ internalType: "bytes32", name: "programId", type: "bytes32" }],
    name: "inputsOf",
    outputs: [{ internalType: "uint256", name: "", type: "uint256" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [
      {
        components: [
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "alpha",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x1", type: "uint256" },
              { internalType: "uint256", name: "x0", type: "uint256" },
              { internalType: "uint256", name: "y1", type: "uint256" },
              { internalType: "uint256", name: "y0", type: "uint256" },
            ],
            internalType: "struct G2",
            name: "beta",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x1", type: "uint256" },
              { internalType: "uint256", name: "x0", type: "uint256" },
              { internalType: "uint256", name: "y1", type: "uint256" },
              { internalType: "uint256", name: "y0", type: "uint256" },
            ],
            internalType: "struct G2",
            name: "gamma",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x1", type: "uint256" },
              { internalType: "uint256", name: "x0", type: "uint256" },
              { internalType: "uint256", name: "y1", type: "uint256" },
              { internalType: "uint256", name: "y0", type: "uint256" },
            ],
            internalType: "struct G2",
            name: "delta",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1[]",
            name: "ic",
            type: "tuple[]",
          },
        ],
        internalType: "struct VerifyingKey",
        name: "key",
        type: "tuple",
      },
    ],
    name: "registerKey",
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
] as const;
