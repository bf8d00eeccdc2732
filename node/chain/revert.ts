import { type Abi, BaseError, decodeErrorResult, type Hex, isHex } from "viem";
import { errorsAbi } from "../../contracts/abi/errors.ts";
import { W3bError } from "../protocol/errors.ts";
import { revertAction } from "./revert-actions.ts";
import { reasonOf, wordsOf } from "./trouble.ts";

/** Why a contract refused. */
export interface Revert {
  /** The contract's named error ("TaskNotOpen"); REVERTED when it gave none that we know. */
  code: string;
  /** The error with its values, for people: "TaskNotOpen(taskId 0x12.., state 2)". */
  message: string;
  /** The bytes it reverted with; missing when the node only said that it did. */
  data?: Hex;
}

/** Untyped: what a contract we do not know reverts with is none of the names. */
const abi: Abi = errorsAbi;

/** Reads the bytes a call reverted with: an error of our contracts, Error(string) or Panic(uint256). */
export function decodeRevert(data: Hex): Revert {
  if (data === "0x") return { code: "REVERTED", message: "The contract reverted without a reason", data };
  try {
    const { errorName, args = [], abiItem } = decodeErrorResult({ abi, data });
    const values = (args as unknown[]).map((value, index) => {
      const name = "inputs" in abiItem ? abiItem.inputs[index]?.name : undefined;
      return name ? `${name} ${String(value)}` : String(value);
    });
    if (errorName === "Error") return { code: "REVERTED", message: String(args[0]).slice(0, 500), data };
    return { code: errorName, message: `${errorName}(${values.join(", ")})`.slice(0, 1_000), data };
  } catch {
    return { code: "REVERTED", message: `The contract reverted with ${data.slice(0, 138)}`, data };
  }
}

/** Why the contract refused, if that is what a failed call or estimate says; undefined for any other trouble. */
export function revertOf(error: unknown): Revert | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const data = revertData(error);
  if (data !== undefined && data !== "0x") return decodeRevert(data);
  const words = wordsOf(error);
  if (!/revert|invalid opcode|out of gas|vm exception/.test(words)) return undefined;
  return { code: "REVERTED", message: reasonOf(error).slice(0, 500) };
}

/**
 * A failed call or estimate as an error for people: its code is the contract's named error where the contract refused,
 * CALL_FAILED otherwise.
 */
export function revertError(error: unknown): W3bError {
  const revert = revertOf(error);
  if (!revert) return new W3bError("CALL_FAILED", reasonOf(error), { kind: "unavailable", cause: error });
  return new W3bError(revert.code, `The contract refuses: ${revert.message}`, {
    kind: "forbidden",
    meaning: "Nothing was sent, and no gas was spent.",
    action:
      revertAction(revert.code) ??
      "It is no error of W3bstream's contracts: look into the contract that refused, a dApp, a token or a verifier of one's own.",
    cause: error,
  });
}

/** Nodes put the data at different depths: as `data` of the RPC error, or as `data.data`. */
function revertData(error: BaseError): Hex | undefined {
  let found: Hex | undefined;
  error.walk((cause) => {
    const data = (cause as { data?: unknown }).data;
    const inner = typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
    if (isHex(inner)) found = inner;
    return found !== undefined;
  });
  return found;
}
