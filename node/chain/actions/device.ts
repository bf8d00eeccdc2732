import { type Address, encodeFunctionData, type Hex } from "viem";
import { deviceRegistryAbi as abi } from "../../../contracts/abi/deviceRegistry.ts";
import { type Caller, transact } from "./transact.ts";

/** A device as a project registers it. */
export interface DeviceToRegister {
  /** The secp256k1 identity that signs messages. */
  device: Address;
  /** The identity proofs name, or zero. */
  key: Hex;
  /** Whom dApps credit. */
  owner: Address;
}

/** Registers devices of a project; only its owner may. */
export function registerDevices(caller: Caller, projectId: bigint, devices: DeviceToRegister[]) {
  const data = encodeFunctionData({ abi, functionName: "register", args: [projectId, devices] });
  return transact(caller, { to: caller.deployment.deviceRegistry, data });
}
