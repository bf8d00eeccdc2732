// Made by scripts/abi.ts. Do not edit.
export const sp1VerifierAbi = [
  {
    inputs: [
      { internalType: "address", name: "owner", type: "address" },
      { internalType: "contract Groth16Verifier", name: "groth16_", type: "address" },
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
  { inputs: [{ internalType: "uint256", name: "exitCode", type: "uint256" }], name: "ProgramFailed", type: "error" },
  { inputs: [], name: "ProofRejected", type: "error" },
  {
    inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }],
    name: "SelectorAlreadyAdded",
    type: "error",
  },
  { inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }], name: "SelectorStopped", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "programId", type: "bytes32" }], name: "UnknownProgram", type: "error" },
  { inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }], name: "UnknownSelector", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "WrongVkRoot",
    type: "error",
  },
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
      { indexed: false, internalType: "bytes32", name: "verifierHash", type: "bytes32" },
      { indexed: false, internalType: "bytes32", name: "keyId", type: "bytes32" },
      { indexed: false, internalType: "uint256", name: "vkRoot", type: "uint256" },
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
      { internalType: "bytes32", name: "verifierHash", type: "bytes32" },
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
      { internalType: "uint256", name: "vkRoot", type: "uint256" },
    ],
    name: "addVersion",
    outputs: [],
    stateMutability: "nonpayable",
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
          { internalType: "bytes32", name: "keyId", type: "bytes32" },
          { internalType: "uint256", name: "vkRoot", type: "uint256" },
        ],
        internalType: "struct Sp1Verifier.Version",
        name: "",
        type: "tuple",
      },
    ],
    stateMutability: "view",
    type: "function",
  },
] as const;
