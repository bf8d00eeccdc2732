import { encodeAbiParameters, encodeFunctionData, type Hex, stringToHex } from "viem";
import { projectRegistryAbi as abi } from "../../../contracts/abi/projectRegistry.ts";
import { type Caller, transact } from "./transact.ts";

/**
 * Sets an attribute of a project, e.g. "AggregationAmount", to a number, which nodes and contracts read ABI-encoded;
 * without one the attribute is not set any more. Only the project's owner may.
 */
export function setAttribute(caller: Caller, projectId: bigint, name: string, value?: bigint) {
  const key = stringToHex(name, { size: 32 });
  const encoded: Hex = value === undefined ? "0x" : encodeAbiParameters([{ type: "uint256" }], [value]);
  const data = encodeFunctionData({ abi, functionName: "setAttributes", args: [projectId, [key], [encoded]] });
  return transact(caller, { to: caller.deployment.projectRegistry, data });
}
