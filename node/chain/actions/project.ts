import {
  type Address,
  type ContractFunctionArgs,
  encodeFunctionData,
  type Hex,
  parseEventLogs,
  zeroAddress,
} from "viem";
import { groth16VerifierAbi } from "../../../contracts/abi/groth16Verifier.ts";
import { projectRegistryAbi as abi } from "../../../contracts/abi/projectRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { W3bError } from "../../protocol/errors.ts";
import { versionToBytes32 } from "../../protocol/task.ts";
import { type Caller, transact } from "./transact.ts";

/** What a project pays for a task; amounts in the token's smallest unit, times in seconds. */
export interface RewardTerms {
  token: Address;
  minReward: bigint;
  maxReward: bigint;
  rampSeconds: number;
  collateral: bigint;
  claimSeconds: number;
  lifeSeconds: number;
  /** Matching results of different provers that a task needs, each paid. */
  redundancy: number;
}

/** What a proof of one version is about. */
export interface ProgramToPublish {
  version: string;
  verifier: Address;
  vmType: number;
  programId: Hex;
}

/** A Groth16 verification key as the verifier contract takes it. */
export type VerifyingKey = ContractFunctionArgs<typeof groth16VerifierAbi, "nonpayable", "registerKey">[0];

/** Creates a project owned by the caller and returns its id; it starts paused. */
export async function registerProject(caller: Caller): Promise<bigint> {
  const receipt = await send(caller, encodeFunctionData({ abi, functionName: "register" }));
  const [event] = parseEventLogs({ abi, eventName: "ProjectRegistered", logs: receipt.logs });
  if (!event) throw new W3bError("EVENT_MISSING", "The registration emitted no ProjectRegistered event");
  return event.args.projectId;
}

/** Sets where the project file is, and its SHA-256. */
export function setProjectConfig(caller: Caller, projectId: bigint, uri: string, hash: Hex) {
  return send(caller, encodeFunctionData({ abi, functionName: "setConfig", args: [projectId, uri, hash] }));
}

/** Publishes the program of one version, for good. */
export function publishProgram(
  caller: Caller,
  projectId: bigint,
  { version, verifier, vmType, programId }: ProgramToPublish,
) {
  const program = { verifier, vmType, binding: 0, programId };
  const args = [projectId, versionToBytes32(version), program] as const;
  return send(caller, encodeFunctionData({ abi, functionName: "publishProgram", args }));
}

/** Registers a Groth16 verification key in the generic verifier; a no-op when it is there already. */
export async function registerVerifyingKey(caller: Caller, key: VerifyingKey, programId: Hex): Promise<void> {
  const { publicClient, deployment } = caller;
  const address = deployment.groth16Verifier;
  const args = [programId] as const;
  const inputs = await publicClient.readContract({ address, abi: groth16VerifierAbi, functionName: "inputsOf", args });
  if (inputs > 0n) return;
  const data = encodeFunctionData({ abi: groth16VerifierAbi, functionName: "registerKey", args: [key] });
  await transact(caller, { to: address, data });
}

/** Sets what tasks submitted from now on pay. */
export function setRewardTerms(caller: Caller, projectId: bigint, terms: RewardTerms) {
  return send(caller, encodeFunctionData({ abi, functionName: "setRewardTerms", args: [projectId, terms] }));
}

/** Lets a gateway submit for the project, or no longer; `uri` is where provers fetch payloads from it. */
export function setGateway(caller: Caller, projectId: bigint, gateway: Address, authorised: boolean, uri: string) {
  return send(
    caller,
    encodeFunctionData({ abi, functionName: "setGateway", args: [projectId, gateway, authorised, uri] }),
  );
}

/** Binds the contract that receives the results. */
export function bindDapp(caller: Caller, projectId: bigint, dapp: Address, callbackGas: number) {
  return send(caller, encodeFunctionData({ abi, functionName: "bindDapp", args: [projectId, dapp, callbackGas] }));
}

/** Opens the project for submissions. */
export function resumeProject(caller: Caller, projectId: bigint) {
  return send(caller, encodeFunctionData({ abi, functionName: "resume", args: [projectId] }));
}

/** Closes the project for submissions; tasks that are under way go on. */
export function pauseProject(caller: Caller, projectId: bigint) {
  return send(caller, encodeFunctionData({ abi, functionName: "pause", args: [projectId] }));
}

/** Adds IOTX (in wei) to the escrow that the project's tasks are paid from. */
export function depositIotx(caller: Caller, projectId: bigint, amount: bigint) {
  const data = encodeFunctionData({
    abi: taskManagerAbi,
    functionName: "deposit",
    args: [projectId, zeroAddress, amount],
  });
  return transact(caller, { to: caller.deployment.taskManager, data, value: amount });
}

/** Takes IOTX (in wei) that no task has reserved out of the project's escrow. */
export function withdrawIotx(caller: Caller, projectId: bigint, amount: bigint, to: Address) {
  const data = encodeFunctionData({
    abi: taskManagerAbi,
    functionName: "withdraw",
    args: [projectId, zeroAddress, amount, to],
  });
  return transact(caller, { to: caller.deployment.taskManager, data });
}

function send(caller: Caller, data: Hex) {
  return transact(caller, { to: caller.deployment.projectRegistry, data });
}
