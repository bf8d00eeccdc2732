// Made by scripts/abi.ts. Do not edit.
export const deviceRegistryAbi = [
  {
    inputs: [{ internalType: "contract IProjectRegistry", name: "projectRegistry_", type: "address" }],
    stateMutability: "nonpayable",
    type: "constructor",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address", name: "device", type: "address" },
    ],
    name: "DeviceAlreadyRegistered",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address", name: "device", type: "address" },
    ],
    name: "DeviceNotFound",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "bytes32", name: "key", type: "bytes32" },
    ],
    name: "KeyAlreadyRegistered",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address", name: "caller", type: "address" },
    ],
    name: "NotProjectOwner",
    type: "error",
  },
  { inputs: [], name: "ZeroAddress", type: "error" },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "uint256", name: "projectId", type: "uint256" },
      { indexed: true, internalType: "address", name: "device", type: "address" },
      { indexed: true, internalType: "bytes32", name: "key", type: "bytes32" },
      { indexed: false, internalType: "address", name: "owner", type: "address" },
    ],
    name: "DeviceRegistered",
    type: "event",
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, internalType: "uint256", name: "projectId", type: "uint256" },
      { indexed: true, internalType: "address", name: "device", type: "address" },
      { indexed: true, internalType: "bytes32", name: "key", type: "bytes32" },
    ],
    name: "DeviceRemoved",
    type: "event",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address", name: "device", type: "address" },
    ],
    name: "isRegistered",
    outputs: [{ internalType: "bool", name: "", type: "bool" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "bytes32", name: "key", type: "bytes32" },
    ],
    name: "ownerOfKey",
    outputs: [{ internalType: "address", name: "", type: "address" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [],
    name: "projectRegistry",
    outputs: [{ internalType: "contract IProjectRegistry", name: "", type: "address" }],
    stateMutability: "view",
    type: "function",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      {
        components: [
          { internalType: "address", name: "device", type: "address" },
          { internalType: "bytes32", name: "key", type: "bytes32" },
          { internalType: "address", name: "owner", type: "address" },
        ],
        internalType: "struct Device[]",
        name: "devices",
        type: "tuple[]",
      },
    ],
    name: "register",
    outputs: [],
    stateMutability: "nonpayable",
    type: "function",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address[]", name: "devices", type: "address[]" },
    ],
    name: "remove",
    outputs: [],
    stateMutability: "nonpayable",
    type: "function",
  },
] as const;
