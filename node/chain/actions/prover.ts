import { type Address, encodeFunctionData, type Hex, parseEventLogs, zeroAddress } from "viem";
import { proverRegistryAbi as abi } from "../../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { W3bError } from "../../protocol/errors.ts";
import { type Caller, transact } from "./transact.ts";

/** Makes the caller a prover: `operator` claims for it, rewards are paid to `beneficiary`. */
export function registerProver(caller: Caller, operator: Address, beneficiary: Address, vmTypes: number[]) {
  const args = [operator, beneficiary, vmTypes.map(BigInt)] as const;
  return send(caller, encodeFunctionData({ abi, functionName: "register", args }));
}

/** Names the account that claims for the caller's prover from now on. */
export function setOperator(caller: Caller, operator: Address) {
  return send(caller, encodeFunctionData({ abi, functionName: "setOperator", args: [operator] }));
}

/** Says by which prover alone the caller's key may be named as operator; it claims for no other from now on. */
export function chooseProver(caller: Caller, prover: Address) {
  return send(caller, encodeFunctionData({ abi, functionName: "choose", args: [prover] }));
}

/** Adds `amount` wei of IOTX to the caller's stake. */
export function stake(caller: Caller, amount: bigint) {
  return send(caller, encodeFunctionData({ abi, functionName: "stake" }), amount);
}

/** Sets the share of rewards, in basis points, that the caller's prover gives to gateways. */
export function setRebateRatio(caller: Caller, ratio: number) {
  return send(caller, encodeFunctionData({ abi, functionName: "setRebateRatio", args: [ratio] }));
}

/** Asks `amount` wei of the caller's free stake back; resolves with the Unix time from which it can be withdrawn. */
export async function requestUnstake(caller: Caller, amount: bigint): Promise<number> {
  const receipt = await send(caller, encodeFunctionData({ abi, functionName: "requestUnstake", args: [amount] }));
  const [event] = parseEventLogs({ abi, eventName: "UnstakeRequested", logs: receipt.logs });
  if (!event) throw new W3bError("EVENT_MISSING", "The request emitted no UnstakeRequested event");
  return Number(event.args.availableAt);
}

/** Makes what the caller asked back free stake again. */
export function cancelUnstake(caller: Caller) {
  return send(caller, encodeFunctionData({ abi, functionName: "cancelUnstake" }));
}

/** Pays what the caller asked back out to `to`; resolves with how much it was, in wei. */
export async function withdrawStake(caller: Caller, to: Address): Promise<bigint> {
  const receipt = await send(caller, encodeFunctionData({ abi, functionName: "withdraw", args: [to] }));
  const [event] = parseEventLogs({ abi, eventName: "StakeWithdrawn", logs: receipt.logs });
  if (!event) throw new W3bError("EVENT_MISSING", "The withdrawal emitted no StakeWithdrawn event");
  return event.args.amount;
}

/** Lets the caller's prover make no more claims. */
export function pauseProver(caller: Caller) {
  return send(caller, encodeFunctionData({ abi, functionName: "pause" }));
}

/** Lets the caller's prover claim again. */
export function resumeProver(caller: Caller) {
  return send(caller, encodeFunctionData({ abi, functionName: "resume" }));
}

/** Pays out the IOTX owed to `account`: to its beneficiary if it is a prover. */
export function collect(caller: Caller, account: Address) {
  const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "collect", args: [zeroAddress, account] });
  return transact(caller, { to: caller.deployment.taskManager, data });
}

function send(caller: Caller, data: Hex, value?: bigint) {
  return transact(caller, { to: caller.deployment.proverRegistry, data, value });
}
