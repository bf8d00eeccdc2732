import { type Address, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { proverRegistryAbi as abi } from "../../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { type Caller, transact } from "./transact.ts";

/** Makes the caller a prover: `operator` claims for it, rewards are owed to `beneficiary`. */
export function registerProver(caller: Caller, operator: Address, beneficiary: Address, vmTypes: number[]) {
  const args = [operator, beneficiary, vmTypes.map(BigInt)] as const;
  return send(caller, encodeFunctionData({ abi, functionName: "register", args }));
}

/** Adds `amount` wei of IOTX to the caller's stake. */
export function stake(caller: Caller, amount: bigint) {
  return send(caller, encodeFunctionData({ abi, functionName: "stake" }), amount);
}

/** Sets the share of rewards, in basis points, that the caller's prover gives to gateways. */
export function setRebateRatio(caller: Caller, ratio: number) {
  return send(caller, encodeFunctionData({ abi, functionName: "setRebateRatio", args: [ratio] }));
}

/** Pays out the IOTX owed to `account`. */
export function collect(caller: Caller, account: Address) {
  const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "collect", args: [zeroAddress, account] });
  return transact(caller, { to: caller.deployment.taskManager, data });
}

function send(caller: Caller, data: Hex, value?: bigint) {
  return transact(caller, { to: caller.deployment.proverRegistry, data, value });
}
