import type { errorsAbi } from "../../contracts/abi/errors.ts";

/** The contracts' named errors, those of OpenZeppelin's that they pass on included. */
export type RevertName = Extract<(typeof errorsAbi)[number], { type: "error" }>["name"];

const report = "That is a defect of the contracts or of this program: report it.";
const someoneWasFaster = "Nothing: somebody else was faster. w3b task show tells the task's state.";
const checkAddress = "Check the address; the deployment file has those of the contracts.";
const askAgain = "The prover proves again; if it recurs, compare its program with the published one.";
const versions = "w3b verifier show lists the versions; prove with one that runs.";
const registered = "w3b project publish registers the program of a file and publishes what belongs to it.";
const makeKeyAgain = "Make the key again from its circuit and set-up: w3b project pack says what is wrong with it.";
const byDapp = "The dApp's rule: look into its contract. The task itself stays settled.";

/** What to do when a contract refuses, in sentences. A new error of a contract needs its own here. */
export const revertActions: Readonly<Record<RevertName, string>> = {
  // Projects
  ProjectNotFound: "Check the project's id and the network: w3b project show ID.",
  NotProjectOwner: "Sign with the owner's key (--key-file); w3b project show names the owner.",
  ProjectIsPaused: "The owner runs w3b project resume.",
  ProjectNotPaused: "Nothing: it is open already.",
  ProjectNotReady: "Set its file (w3b project publish) and its rewards (w3b project terms) first.",
  ProgramNotFound: "Publish the version with w3b project publish, or name one that w3b project show lists.",
  ProgramAlreadyPublished: "Publish it under a new version: a published one never changes.",
  ProgramIsRetired: "Publish a new version: retired is for good.",
  ProgramNotConfirmed: "The present owner publishes the same program again: w3b project publish.",
  InvalidProgram: "Give verifier, program id and binding that belong together; a plain w3b project publish finds them.",
  InvalidTerms:
    "Give times above 0, claims no longer than a task's life, and a largest reward that is not below the least: w3b project terms --help.",
  InvalidConfig: "Give a URI of 1 to 2048 bytes and the file's SHA-256, not zero.",
  InvalidAttribute: "Give the attribute as its contract reads it: w3b project attribute --help.",
  OfferNotFound: "Name an offer of the TaskManager's project: GraphQL lists them.",
  GatewayNotAuthorised: "The owner runs w3b project gateway for that account.",
  LengthMismatch: "Give lists of the same length.",
  CallbackGasTooHigh: "Give the dApp's callback no more gas than the maximum named.",
  InsufficientEscrow: "Pay in with w3b project deposit, or withdraw no more than w3b project show says is there.",
  NotEnoughProvers: "Wait for provers, or the owner lowers the attribute RequiredProverAmount.",
  DeviceAlreadyRegistered: "Nothing: the project has this device.",
  KeyAlreadyRegistered: "Give each device a key of its own.",
  DeviceNotFound: "Register it first: w3b project device.",
  // Tasks
  NoTasks: "Submit one task at least.",
  TaskAlreadyExists: "Send it again: another block gives it another id.",
  TaskNotOpen: someoneWasFaster,
  TooLateToClaim: "Leave it: a claim would end after its deadline.",
  TaskNotClaimed: someoneWasFaster,
  ClaimExpired: "Nothing: the proof is too late. Raise the project's claim time, or prove with a faster machine.",
  ClaimNotExpired: "Wait until the time named.",
  DeadlineNotReached: "Wait until the time named.",
  JournalMismatch: askAgain,
  ProofRejected: askAgain,
  BatchRejected: "Settle the proofs one by one: the one that is wrong is refused then.",
  MixedProvers: "Put proofs of one prover into a batch.",
  DuplicateTask: "Put each task into a batch once.",
  BatchNeedsNoRedundancy: "Settle tasks that need several results one by one.",
  AlreadyProposed: "Nothing: the next result must be another prover's.",
  TooManyProposals: "Nothing: the task is refunded after its deadline. The program gives different results.",
  TaskNotUndelivered: "Nothing: no delivery of it has failed.",
  DeliveryStillFails: "Mend the dApp, or bind another: w3b project bind-dapp.",
  InsufficientGas: "Send it with more gas.",
  WrongAmount: "Send exactly the amount named.",
  NotFungible: "Name a token that is fungible, or 0x0 for IOTX.",
  NothingOwed: "Nothing: it was collected, or not earned yet.",
  TransferFailed: "Name a receiver that takes payments, and see that the token lets itself be moved.",
  UnexpectedPayment: "Pay with the function for it: w3b project deposit, w3b prover stake.",
  // Provers
  ProverNotRegistered: "Register it: w3b prover register.",
  ProverAlreadyRegistered: "Nothing: w3b prover show tells what it has.",
  ProverIsPaused: "Resume it: w3b prover resume.",
  ProverNotPaused: "Nothing: it works already.",
  OperatorUnknown: "Name the key with w3b prover operator first.",
  OperatorTaken: "Use another key; if this one is yours, w3b prover choose with it, then name it again.",
  InsufficientFreeStake: "Stake more (w3b prover stake), or wait until claims are settled and free their collateral.",
  UnstakeNotReady: "Wait until the time named: stake leaves after a delay.",
  NothingToUnstake: "Ask it back first: w3b prover unstake request.",
  VMTypeUnsupported: "Register for that vmTypeID: w3b prover register --help.",
  RatioTooHigh: "Give a rebate of at most 10000 basis points.",
  OnlyTaskManager: "Call the TaskManager: it calls this contract.",
  // Verifiers
  UnknownProgram: registered,
  ForgeableKey: "Make the key again with others' contributions: anyone can forge proofs under this one.",
  InvalidKey: makeKeyAgain,
  InvalidKeyPoint: makeKeyAgain,
  InvalidKeyLength: makeKeyAgain,
  InvalidCircuit: makeKeyAgain,
  InvalidTranscript: "Use the transcript contract of the deployment.",
  InvalidProofLength: "Prove with the proof system of the program's verifier.",
  InvalidJournalLength: "Prove with the key that is published: it has another number of public signals.",
  InputNotInField: "Give public signals below the modulus of BN254; programs of other curves need their own verifier.",
  EvaluationNotInField: askAgain,
  InvalidVerifier: "Name a deployed contract and 1 to 256 instances.",
  VerifierChanged: "Publish a version with a verifier whose code stays: that one was replaced.",
  AggregatorChanged: "Publish a version with an aggregator whose code stays: that one was replaced.",
  ProgramFailed: "The program ended with an error: look at its data.",
  WrongVkRoot: versions,
  UnknownSelector: versions,
  SelectorStopped: versions,
  SelectorMissing: "Prove with a service that puts its version in front: a proof begins with four bytes that name it.",
  SelectorMismatch: "Compare with what RISC Zero or Succinct published: the values are not of one version.",
  SelectorAlreadyAdded: "Nothing, if w3b verifier show says that it runs; what was stopped stays so.",
  VerifierUnknown: versions,
  VerifierIsStopped: versions,
  VerifierAlreadyAdded: "Nothing, if w3b verifier show says that it runs; else choose another selector.",
  NotAContract: checkAddress,
  // Contracts that act on results
  WrongProject: byDapp,
  WrongVersion: byDapp,
  WrongBinding: byDapp,
  WrongOutputsLength: byDapp,
  NotAResult: byDapp,
  AlreadyUsed: byDapp,
  DeviceNotRegistered: byDapp,
  WindowFromTheFuture: byDapp,
  InvalidBond: byDapp,
  BondClosed: byDapp,
  PromiseKept: byDapp,
  TooEarly: "Wait until the time named.",
  // Anywhere
  ZeroAddress: "Give an address other than 0x0.",
  ZeroAmount: "Give an amount above 0.",
  WrongRegistry: "Deploy the contracts together: these do not belong to one another.",
  DataTooLong: "Make it shorter than 24,575 bytes.",
  OwnableUnauthorizedAccount: "Sign with the contract's owner; w3b verifier show names it.",
  OwnableInvalidOwner: "Give an owner other than 0x0.",
  InsufficientBalance: report,
  SafeERC20FailedOperation: "See that the account has the tokens and allows the contract to take them.",
  AddressEmptyCode: checkAddress,
  FailedCall: "Look at the contract that was called: it refused without a reason.",
  FailedDeployment: report,
  Create2EmptyBytecode: report,
  Create3EmptyBytecode: report,
  ReentrancyGuardReentrantCall: "Do not call the contract from its own callback.",
  SafeCastOverflowedUintDowncast: "Give a smaller number.",
  ERC721IncorrectOwner: "Name the project's present owner: w3b project show.",
  ERC721InsufficientApproval: "The owner approves the account first, or makes the transfer.",
  ERC721InvalidApprover: "Approve as the owner.",
  ERC721InvalidOperator: "Give an operator other than 0x0.",
  ERC721InvalidOwner: "Give an owner other than 0x0.",
  ERC721InvalidReceiver: "Name a receiver that takes NFTs: an account, or a contract with onERC721Received.",
  ERC721InvalidSender: report,
  ERC721NonexistentToken: "Check the project's id and the network.",
};

/** What to do about a revert; undefined for errors that are not our contracts'. */
export function revertAction(name: string): string | undefined {
  return Object.hasOwn(revertActions, name) ? revertActions[name as RevertName] : undefined;
}
