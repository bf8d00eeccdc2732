import type { Address, Hex, PublicClient } from "viem";
import { W3bError } from "../protocol/errors.ts";
import { formatIotx } from "../protocol/text.ts";
import { currentFees } from "./fees.ts";
import type { ChainClient } from "./client.ts";

/** What an account has and what it would need, in wei. */
export interface Funds {
  balance: bigint;
  needed: bigint;
}

/** What an account has, and what `gas` units and `value` wei would take at the chain's present prices. */
export async function fundsFor(
  client: ChainClient,
  account: Address,
  { gas, value = 0n }: { gas: bigint; value?: bigint },
): Promise<Funds> {
  const [balance, { baseFeePerGas }] = await Promise.all([client.getBalance({ address: account }), client.getBlock()]);
  const { maxFee } = await currentFees(client, baseFeePerGas, undefined);
  return { balance, needed: value + gas * maxFee };
}

/**
 * Why an account's transaction did not go out, if it is for want of IOTX; undefined if it has enough. Asked after a failure,
 * since each kind of node words it in its own way. Throws viem's errors.
 */
export async function missingFunds(
  client: ChainClient,
  account: Address,
  call: { to: Address; data: Hex; value?: bigint },
): Promise<W3bError | undefined> {
  const gas = await gasWithFunds(client, account, call);
  const { balance, needed } = await fundsFor(client, account, { gas: gas ?? 0n, value: call.value ?? 0n });
  if (balance >= needed && balance > 0n) return undefined;
  return insufficientFunds(account, { balance, needed }, gas === undefined);
}

/** The error a person or a log is told of; `isLeast`: what the gas costs is not known, and comes on top. */
export function insufficientFunds(account: Address, { balance, needed }: Funds, isLeast = false): W3bError {
  const most = !isLeast
    ? `about ${formatIotx(needed)}`
    : needed === 0n
      ? "IOTX for gas"
      : `${formatIotx(needed)}, and IOTX for gas`;
  return new W3bError("INSUFFICIENT_FUNDS", `${account} has ${formatIotx(balance)}; it needs ${most}.`, {
    kind: "unavailable",
    meaning: "An account pays for what it sends: the amount itself, and the gas.",
    action: `Send IOTX to ${account}.`,
  });
}

/** What the call would take of an account that is rich; undefined where the node does not say. */
async function gasWithFunds(
  client: PublicClient,
  account: Address,
  call: { to: Address; data: Hex; value?: bigint },
): Promise<bigint | undefined> {
  const stateOverride = [{ address: account, balance: 2n ** 100n }];
  return client.estimateGas({ account, ...call, stateOverride }).catch(() => undefined);
}
