import type { Address } from "viem";
import { type Revert, revertOf } from "../revert.ts";
import { isUnreachable, reasonOf, wordsOf } from "../trouble.ts";
import type { SenderContext } from "./context.ts";
import type { QueuedRow } from "./rows.ts";

export type Preflight =
  | { result: "ready"; gas: bigint }
  /** The contract refuses. */
  | { result: "reverts"; revert: Revert }
  /** Something about this transaction keeps the node from judging it; later it may. */
  | { result: "held"; trouble: Revert };

/** Tries the call on the newest block before a nonce is spent. Throws viem's errors when the chain cannot be asked. */
export async function preflight(context: SenderContext, row: QueuedRow): Promise<Preflight> {
  const { publicClient } = context;
  const account: Address = context.account.address;
  const call = { account, to: row.to, data: row.data, value: row.value };
  if (row.knownGas !== null && (await succeeds(context, { ...call, gas: row.knownGas }))) {
    return { result: "ready", gas: row.knownGas };
  }
  try {
    return { result: "ready", gas: await publicClient.estimateGas(call) };
  } catch (error) {
    if (isUnreachable(error)) throw error;
    const revert = revertOf(error) ?? (await revertOfCall(context, call));
    if (revert && !(revert.data === undefined && lacksFunds(error))) return { result: "reverts", revert };
    const code = lacksFunds(error) ? "INSUFFICIENT_FUNDS" : "ESTIMATE_FAILED";
    return { result: "held", trouble: { code, message: reasonOf(error).slice(0, 500) } };
  }
}

/** Whether the call goes through; of one that does not the estimate says why. */
async function succeeds(
  { publicClient }: SenderContext,
  call: Parameters<SenderContext["publicClient"]["call"]>[0],
): Promise<boolean> {
  try {
    await publicClient.call(call);
    return true;
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return false;
  }
}

/** Nodes word it like a revert ("gas required exceeds allowance"), but no contract has said anything. */
function lacksFunds(error: unknown): boolean {
  return /insufficient funds|exceeds (transaction sender )?account balance|enough funds|exceeds allowance/.test(
    wordsOf(error),
  );
}

/** Some nodes do not say why an estimate fails, but do so for a call. */
async function revertOfCall(
  { publicClient }: SenderContext,
  call: Parameters<SenderContext["publicClient"]["call"]>[0],
): Promise<Revert | undefined> {
  try {
    await publicClient.call(call);
    return undefined;
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return revertOf(error);
  }
}
