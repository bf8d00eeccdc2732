// Made by scripts/abi.ts. Do not edit.
export const riscZeroVerifierAbi = [
  {
    inputs: [
      { internalType: "address", name: "owner", type: "address" },
      { internalType: "contract Groth16Verifier", name: "groth16_", type: "address" },
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
    stateMutability: "nonpayable",
    type: "constructor",
  },
  { inputs: [], name: "InvalidKey", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "InvalidProofLength",
    type: "error",
  },
  { inputs: [{ internalType: "address", name: "owner", type: "address" }], name: "OwnableInvalidOwner", type: "error" },
  {
    inputs: [{ internalType: "address", name: "account", type: "address" }],
    name: "OwnableUnauthorizedAccount",
    type: "error",
  },
  { inputs: [], name: "ProofRejected", type: "error" },
  {
    inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }],
    name: "SelectorAlreadyAdded",
    type: "error",
  },
  {
    inputs: [
      { internalType: "bytes4", name: "expected", type: "bytes4" },
      { internalType: "bytes4", name: "actual", type: "bytes4" },
    ],
    name: "SelectorMismatch",
    type: "error",
  },
  { inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }], name: "SelectorStopped", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "programId", type: "bytes32" }], name: "UnknownProgram", type: "error" },
  { inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }], name: "UnknownSelector", type: "error" },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "address", name: "previousOwner", type: "address" },
      { indexed: true, internalType: "address", name: "newOwner", type: "address" },
    ],
    name: "OwnershipTransferStarted",
    type: "event",
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "address", name: "previousOwner", type: "address" },
      { indexed: true, internalType: "address", name: "newOwner", type: "address" },
    ],
    name: "OwnershipTransferred",
    type: "event",
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "bytes4", name: "selector", type: "bytes4" },
      { indexed: false, internalType: "bytes32", name: "controlRoot", type: "bytes32" },
      { indexed: false, internalType: "bytes32", name: "bn254ControlId", type: "bytes32" },
    ],
    name: "VersionAdded",
    type: "event",
  },
  {
    anonymous: false,
    inputs: [{ indexed: true, internalType: "bytes4", name: "selector", type: "bytes4" }],
    name: "VersionStopped",
    type: "event",
  },
  { inputs: [], name: "acceptOwnership", outputs: [], stateMutability: "nonpayable", type: "function" },
  {
    inputs: [
      { internalType: "bytes4", name: "selector", type: "bytes4" },
      { internalType: "bytes32", name: "controlRoot", type: "bytes32" },
      { internalType: "bytes32", name: "bn254ControlId", type: "bytes32" },
    ],
    name: "addVersion",
    outputs: [],
    stateMutability: "nonpayable",
    type: "function",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "imageId", type: "bytes32" },
      { internalType: "bytes32", name: "journalDigest", type: "bytes32" },
    ],
    name: "claimDigest",
    outputs: [{ internalType: "bytes32", name: "", type: "bytes32" }],
    stateMutability: "pure",
    type: "function",
  },
  {
    inputs: [],
    name: "groth16",
    outputs: [{ internalType: "contract Groth16Verifier", name: "", type: "address" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [],
    name: "keyDigest",
    outputs: [{ internalType: "bytes32", name: "", type: "bytes32" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [],
    name: "keyId",
    outputs: [{ internalType: "bytes32", name: "", type: "bytes32" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [],
    name: "owner",
    outputs: [{ internalType: "address", name: "", type: "address" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [],
    name: "pendingOwner",
    outputs: [{ internalType: "address", name: "", type: "address" }],
    stateMutability: "view",
    type: "function",
  },
  { inputs: [], name: "renounceOwnership", outputs: [], stateMutability: "nonpayable", type: "function" },
  {
    inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }],
    name: "stateOf",
    outputs: [{ internalType: "enum VersionedVerifier.VersionState", name: "", type: "uint8" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }],
    name: "stop",
    outputs: [],
    stateMutability: "nonpayable",
    type: "function",
  },
  {
    inputs: [{ internalType: "address", name: "newOwner", type: "address" }],
    name: "transferOwnership",
    outputs: [],
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
    inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }],
    name: "versionOf",
    outputs: [
      {
        components: [
          { internalType: "bytes32", name: "controlRoot", type: "bytes32" },
          { internalType: "bytes32", name: "bn254ControlId", type: "bytes32" },
        ],
        internalType: "struct RiscZeroVerifier.Version",
        name: "",
        type: "tuple",
      },
    ],
    stateMutability: "view",
    type: "function",
  },
] as const;
