// Made by scripts/abi.ts. Do not edit.
export const plonkVerifierAbi = [
  { inputs: [], name: "Create2EmptyBytecode", type: "error" },
  { inputs: [], name: "Create3EmptyBytecode", type: "error" },
  { inputs: [{ internalType: "uint256", name: "length", type: "uint256" }], name: "DataTooLong", type: "error" },
  {
    inputs: [{ internalType: "uint256", name: "index", type: "uint256" }],
    name: "EvaluationNotInField",
    type: "error",
  },
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
  { inputs: [], name: "InvalidKey", type: "error" },
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
          { internalType: "uint8", name: "power", type: "uint8" },
          { internalType: "uint16", name: "inputs", type: "uint16" },
          { internalType: "uint256", name: "k1", type: "uint256" },
          { internalType: "uint256", name: "k2", type: "uint256" },
          {
            components: [
              { internalType: "uint256", name: "x1", type: "uint256" },
              { internalType: "uint256", name: "x0", type: "uint256" },
              { internalType: "uint256", name: "y1", type: "uint256" },
              { internalType: "uint256", name: "y0", type: "uint256" },
            ],
            internalType: "struct G2",
            name: "x2",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "qm",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "ql",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "qr",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "qo",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "qc",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "s1",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "s2",
            type: "tuple",
          },
          {
            components: [
              { internalType: "uint256", name: "x", type: "uint256" },
              { internalType: "uint256", name: "y", type: "uint256" },
            ],
            internalType: "struct G1",
            name: "s3",
            type: "tuple",
          },
        ],
        internalType: "struct PlonkKey",
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
] as const;
