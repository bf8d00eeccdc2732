// Made by scripts/abi.ts. Do not edit.
export const verifierRegistryAbi = [
  {
    inputs: [{ internalType: "address", name: "owner_", type: "address" }],
    stateMutability: "nonpayable",
    type: "constructor",
  },
  { inputs: [{ internalType: "address", name: "verifier", type: "address" }], name: "NotAContract", type: "error" },
  { inputs: [{ internalType: "address", name: "owner", type: "address" }], name: "OwnableInvalidOwner", type: "error" },
  {
    inputs: [{ internalType: "address", name: "account", type: "address" }],
    name: "OwnableUnauthorizedAccount",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint16", name: "vmType", type: "uint16" },
      { internalType: "bytes4", name: "selector", type: "bytes4" },
    ],
    name: "VerifierAlreadyAdded",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint16", name: "vmType", type: "uint16" },
      { internalType: "bytes4", name: "selector", type: "bytes4" },
    ],
    name: "VerifierIsStopped",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint16", name: "vmType", type: "uint16" },
      { internalType: "bytes4", name: "selector", type: "bytes4" },
    ],
    name: "VerifierUnknown",
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
      { indexed: true, internalType: "uint16", name: "vmType", type: "uint16" },
      { indexed: false, internalType: "contract IVerifier", name: "route", type: "address" },
    ],
    name: "RouteMade",
    type: "event",
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "uint16", name: "vmType", type: "uint16" },
      { indexed: true, internalType: "bytes4", name: "selector", type: "bytes4" },
      { indexed: false, internalType: "contract IVerifier", name: "verifier", type: "address" },
    ],
    name: "VerifierAdded",
    type: "event",
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "uint16", name: "vmType", type: "uint16" },
      { indexed: true, internalType: "bytes4", name: "selector", type: "bytes4" },
    ],
    name: "VerifierStopped",
    type: "event",
  },
  { inputs: [], name: "acceptOwnership", outputs: [], stateMutability: "nonpayable", type: "function" },
  {
    inputs: [
      { internalType: "uint16", name: "vmType", type: "uint16" },
      { internalType: "bytes4", name: "selector", type: "bytes4" },
      { internalType: "contract IVerifier", name: "verifier", type: "address" },
    ],
    name: "add",
    outputs: [],
    stateMutability: "nonpayable",
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
    inputs: [{ internalType: "uint16", name: "vmType", type: "uint16" }],
    name: "routeOf",
    outputs: [{ internalType: "contract IVerifier", name: "", type: "address" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [
      { internalType: "uint16", name: "vmType", type: "uint16" },
      { internalType: "bytes4", name: "selector", type: "bytes4" },
    ],
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
      { internalType: "uint16", name: "vmType", type: "uint16" },
      { internalType: "bytes4", name: "selector", type: "bytes4" },
    ],
    name: "verifierOf",
    outputs: [{ internalType: "contract IVerifier", name: "", type: "address" }],
    stateMutability: "view",
    type: "function",
  },
] as const;
