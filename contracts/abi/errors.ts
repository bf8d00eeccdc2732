// Made by scripts/abi.ts. Do not edit.
export const errorsAbi = [
  { inputs: [{ internalType: "address", name: "target", type: "address" }], name: "AddressEmptyCode", type: "error" },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "address", name: "prover", type: "address" },
    ],
    name: "AlreadyProposed",
    type: "error",
  },
  { inputs: [], name: "BatchNeedsNoRedundancy", type: "error" },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "uint256", name: "claimDeadline", type: "uint256" },
    ],
    name: "ClaimExpired",
    type: "error",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "uint256", name: "claimDeadline", type: "uint256" },
    ],
    name: "ClaimNotExpired",
    type: "error",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "uint256", name: "deadline", type: "uint256" },
    ],
    name: "DeadlineNotReached",
    type: "error",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "address", name: "dapp", type: "address" },
    ],
    name: "DeliveryStillFails",
    type: "error",
  },
  { inputs: [{ internalType: "bytes32", name: "taskId", type: "bytes32" }], name: "DuplicateTask", type: "error" },
  { inputs: [], name: "FailedCall", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address", name: "token", type: "address" },
      { internalType: "uint256", name: "available", type: "uint256" },
      { internalType: "uint256", name: "needed", type: "uint256" },
    ],
    name: "InsufficientEscrow",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "available", type: "uint256" },
      { internalType: "uint256", name: "needed", type: "uint256" },
    ],
    name: "InsufficientGas",
    type: "error",
  },
  { inputs: [{ internalType: "bytes32", name: "taskId", type: "bytes32" }], name: "JournalMismatch", type: "error" },
  { inputs: [], name: "LengthMismatch", type: "error" },
  {
    inputs: [
      { internalType: "address", name: "expected", type: "address" },
      { internalType: "address", name: "actual", type: "address" },
    ],
    name: "MixedProvers",
    type: "error",
  },
  { inputs: [], name: "NoTasks", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "vmType", type: "uint256" },
      { internalType: "uint256", name: "active", type: "uint256" },
      { internalType: "uint256", name: "required", type: "uint256" },
    ],
    name: "NotEnoughProvers",
    type: "error",
  },
  { inputs: [{ internalType: "address", name: "token", type: "address" }], name: "NotFungible", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address", name: "caller", type: "address" },
    ],
    name: "NotProjectOwner",
    type: "error",
  },
  {
    inputs: [
      { internalType: "address", name: "token", type: "address" },
      { internalType: "address", name: "account", type: "address" },
    ],
    name: "NothingOwed",
    type: "error",
  },
  { inputs: [{ internalType: "uint256", name: "projectId", type: "uint256" }], name: "ProjectNotFound", type: "error" },
  { inputs: [], name: "ReentrancyGuardReentrantCall", type: "error" },
  {
    inputs: [{ internalType: "address", name: "token", type: "address" }],
    name: "SafeERC20FailedOperation",
    type: "error",
  },
  { inputs: [{ internalType: "bytes32", name: "taskId", type: "bytes32" }], name: "TaskAlreadyExists", type: "error" },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "enum TaskState", name: "state", type: "uint8" },
    ],
    name: "TaskNotClaimed",
    type: "error",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "enum TaskState", name: "state", type: "uint8" },
    ],
    name: "TaskNotOpen",
    type: "error",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "enum TaskState", name: "state", type: "uint8" },
    ],
    name: "TaskNotUndelivered",
    type: "error",
  },
  {
    inputs: [
      { internalType: "bytes32", name: "taskId", type: "bytes32" },
      { internalType: "uint256", name: "lastClaimAt", type: "uint256" },
    ],
    name: "TooLateToClaim",
    type: "error",
  },
  { inputs: [{ internalType: "bytes32", name: "taskId", type: "bytes32" }], name: "TooManyProposals", type: "error" },
  { inputs: [], name: "TransferFailed", type: "error" },
  { inputs: [{ internalType: "address", name: "from", type: "address" }], name: "UnexpectedPayment", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "WrongAmount",
    type: "error",
  },
  { inputs: [], name: "WrongRegistry", type: "error" },
  { inputs: [], name: "ZeroAddress", type: "error" },
  {
    inputs: [
      { internalType: "uint32", name: "callbackGas", type: "uint32" },
      { internalType: "uint32", name: "maximum", type: "uint32" },
    ],
    name: "CallbackGasTooHigh",
    type: "error",
  },
  { inputs: [], name: "Create2EmptyBytecode", type: "error" },
  {
    inputs: [
      { internalType: "address", name: "sender", type: "address" },
      { internalType: "uint256", name: "tokenId", type: "uint256" },
      { internalType: "address", name: "owner", type: "address" },
    ],
    name: "ERC721IncorrectOwner",
    type: "error",
  },
  {
    inputs: [
      { internalType: "address", name: "operator", type: "address" },
      { internalType: "uint256", name: "tokenId", type: "uint256" },
    ],
    name: "ERC721InsufficientApproval",
    type: "error",
  },
  {
    inputs: [{ internalType: "address", name: "approver", type: "address" }],
    name: "ERC721InvalidApprover",
    type: "error",
  },
  {
    inputs: [{ internalType: "address", name: "operator", type: "address" }],
    name: "ERC721InvalidOperator",
    type: "error",
  },
  { inputs: [{ internalType: "address", name: "owner", type: "address" }], name: "ERC721InvalidOwner", type: "error" },
  {
    inputs: [{ internalType: "address", name: "receiver", type: "address" }],
    name: "ERC721InvalidReceiver",
    type: "error",
  },
  {
    inputs: [{ internalType: "address", name: "sender", type: "address" }],
    name: "ERC721InvalidSender",
    type: "error",
  },
  {
    inputs: [{ internalType: "uint256", name: "tokenId", type: "uint256" }],
    name: "ERC721NonexistentToken",
    type: "error",
  },
  { inputs: [], name: "FailedDeployment", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "address", name: "gateway", type: "address" },
    ],
    name: "GatewayNotAuthorised",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "balance", type: "uint256" },
      { internalType: "uint256", name: "needed", type: "uint256" },
    ],
    name: "InsufficientBalance",
    type: "error",
  },
  { inputs: [{ internalType: "bytes32", name: "key", type: "bytes32" }], name: "InvalidAttribute", type: "error" },
  { inputs: [], name: "InvalidConfig", type: "error" },
  { inputs: [], name: "InvalidProgram", type: "error" },
  { inputs: [], name: "InvalidTerms", type: "error" },
  { inputs: [{ internalType: "address", name: "offer", type: "address" }], name: "OfferNotFound", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "bytes32", name: "version", type: "bytes32" },
    ],
    name: "ProgramAlreadyPublished",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "bytes32", name: "version", type: "bytes32" },
    ],
    name: "ProgramIsRetired",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "bytes32", name: "version", type: "bytes32" },
    ],
    name: "ProgramNotConfirmed",
    type: "error",
  },
  {
    inputs: [
      { internalType: "uint256", name: "projectId", type: "uint256" },
      { internalType: "bytes32", name: "version", type: "bytes32" },
    ],
    name: "ProgramNotFound",
    type: "error",
  },
  { inputs: [{ internalType: "uint256", name: "projectId", type: "uint256" }], name: "ProjectIsPaused", type: "error" },
  {
    inputs: [{ internalType: "uint256", name: "projectId", type: "uint256" }],
    name: "ProjectNotPaused",
    type: "error",
  },
  { inputs: [{ internalType: "uint256", name: "projectId", type: "uint256" }], name: "ProjectNotReady", type: "error" },
  {
    inputs: [
      { internalType: "address", name: "prover", type: "address" },
      { internalType: "uint256", name: "free", type: "uint256" },
      { internalType: "uint256", name: "needed", type: "uint256" },
    ],
    name: "InsufficientFreeStake",
    type: "error",
  },
  { inputs: [], name: "NothingToUnstake", type: "error" },
  { inputs: [{ internalType: "address", name: "caller", type: "address" }], name: "OnlyTaskManager", type: "error" },
  { inputs: [{ internalType: "address", name: "operator", type: "address" }], name: "OperatorTaken", type: "error" },
  { inputs: [{ internalType: "address", name: "operator", type: "address" }], name: "OperatorUnknown", type: "error" },
  {
    inputs: [{ internalType: "address", name: "prover", type: "address" }],
    name: "ProverAlreadyRegistered",
    type: "error",
  },
  { inputs: [{ internalType: "address", name: "prover", type: "address" }], name: "ProverIsPaused", type: "error" },
  { inputs: [{ internalType: "address", name: "prover", type: "address" }], name: "ProverNotPaused", type: "error" },
  {
    inputs: [{ internalType: "address", name: "prover", type: "address" }],
    name: "ProverNotRegistered",
    type: "error",
  },
  { inputs: [{ internalType: "uint16", name: "ratio", type: "uint16" }], name: "RatioTooHigh", type: "error" },
  {
    inputs: [
      { internalType: "uint8", name: "bits", type: "uint8" },
      { internalType: "uint256", name: "value", type: "uint256" },
    ],
    name: "SafeCastOverflowedUintDowncast",
    type: "error",
  },
  {
    inputs: [{ internalType: "uint256", name: "availableAt", type: "uint256" }],
    name: "UnstakeNotReady",
    type: "error",
  },
  { inputs: [{ internalType: "uint256", name: "vmType", type: "uint256" }], name: "VMTypeUnsupported", type: "error" },
  { inputs: [], name: "ZeroAmount", type: "error" },
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
  { inputs: [], name: "BatchRejected", type: "error" },
  { inputs: [], name: "Create3EmptyBytecode", type: "error" },
  { inputs: [], name: "ForgeableKey", type: "error" },
  { inputs: [{ internalType: "uint256", name: "index", type: "uint256" }], name: "InputNotInField", type: "error" },
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
  { inputs: [{ internalType: "uint256", name: "length", type: "uint256" }], name: "DataTooLong", type: "error" },
  {
    inputs: [{ internalType: "uint256", name: "index", type: "uint256" }],
    name: "EvaluationNotInField",
    type: "error",
  },
  { inputs: [], name: "InvalidCircuit", type: "error" },
  { inputs: [], name: "InvalidTranscript", type: "error" },
  { inputs: [], name: "InvalidKey", type: "error" },
  { inputs: [{ internalType: "address", name: "owner", type: "address" }], name: "OwnableInvalidOwner", type: "error" },
  {
    inputs: [{ internalType: "address", name: "account", type: "address" }],
    name: "OwnableUnauthorizedAccount",
    type: "error",
  },
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
  { inputs: [{ internalType: "bytes4", name: "selector", type: "bytes4" }], name: "UnknownSelector", type: "error" },
  { inputs: [], name: "InvalidVerifier", type: "error" },
  { inputs: [{ internalType: "address", name: "verifier", type: "address" }], name: "VerifierChanged", type: "error" },
  { inputs: [{ internalType: "uint256", name: "exitCode", type: "uint256" }], name: "ProgramFailed", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "WrongVkRoot",
    type: "error",
  },
  {
    inputs: [{ internalType: "address", name: "aggregator", type: "address" }],
    name: "AggregatorChanged",
    type: "error",
  },
  { inputs: [{ internalType: "address", name: "verifier", type: "address" }], name: "NotAContract", type: "error" },
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
  { inputs: [{ internalType: "uint256", name: "length", type: "uint256" }], name: "SelectorMissing", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "key", type: "bytes32" }], name: "AlreadyUsed", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "key", type: "bytes32" }], name: "DeviceNotRegistered", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "taskId", type: "bytes32" }], name: "NotAResult", type: "error" },
  { inputs: [{ internalType: "uint256", name: "time", type: "uint256" }], name: "WindowFromTheFuture", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "version", type: "bytes32" }], name: "WrongBinding", type: "error" },
  {
    inputs: [
      { internalType: "uint256", name: "expected", type: "uint256" },
      { internalType: "uint256", name: "actual", type: "uint256" },
    ],
    name: "WrongOutputsLength",
    type: "error",
  },
  { inputs: [{ internalType: "uint256", name: "projectId", type: "uint256" }], name: "WrongProject", type: "error" },
  { inputs: [{ internalType: "bytes32", name: "version", type: "bytes32" }], name: "WrongVersion", type: "error" },
  { inputs: [{ internalType: "uint256", name: "bondId", type: "uint256" }], name: "BondClosed", type: "error" },
  { inputs: [], name: "InvalidBond", type: "error" },
  { inputs: [{ internalType: "uint256", name: "bondId", type: "uint256" }], name: "PromiseKept", type: "error" },
  { inputs: [{ internalType: "uint256", name: "returnableAt", type: "uint256" }], name: "TooEarly", type: "error" },
] as const;
