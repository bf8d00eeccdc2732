import { type Address, encodeFunctionData, type Hex, parseEventLogs, zeroAddress } from "viem";
import { projectRegistryAbi as abi } from "../../../contracts/abi/projectRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { W3bError } from "../../protocol/errors.ts";
import { type BindingName, bindings, versionToBytes32 } from "../../protocol/task.ts";
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
  binding: BindingName;
}

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

/** Publishes the program of one version, for good; one of a former owner's so takes tasks again. */
export function publishProgram(
  caller: Caller,
  projectId: bigint,
  { version, verifier, vmType, programId, binding }: ProgramToPublish,
) {
  const program = { verifier, vmType, binding: bindings.indexOf(binding), programId };
  const args = [projectId, versionToBytes32(version), program] as const;
  return send(caller, encodeFunctionData({ abi, functionName: "publishProgram", args }));
}

/** Retires a version, for good: no more tasks of it are submitted, those that were live on. */
export function retireProgram(caller: Caller, projectId: bigint, version: string) {
  const args = [projectId, versionToBytes32(version)] as const;
  return send(caller, encodeFunctionData({ abi, functionName: "retireProgram", args }));
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
