import type { Address, Hex, TransactionReceipt } from "viem";
import type { Deployment } from "../../protocol/deployment.ts";
import { W3bError } from "../../protocol/errors.ts";
import type { ChainClient } from "../client.ts";
import { missingFunds } from "../funds.ts";
import { revertError, revertOf } from "../revert.ts";
import { sendOnce, type Wallet } from "../send-once.ts";

/** Whoever acts from a terminal or a script: a wallet, and the contracts it talks to. */
export interface Caller extends Wallet {
  deployment: Deployment;
}

/**
 * Sends one transaction for a person who waits for it, and resolves with its receipt. Daemons use the outbox instead,
 * which survives a crash.
 * @throws W3bError with the contract's named error, before anything is sent, when the call would revert;
 * INSUFFICIENT_FUNDS when the account cannot pay for it; TRANSACTION_REVERTED when it reverted once mined.
 */
export async function transact(
  { publicClient, walletClient }: Caller,
  call: { to: Address; data: Hex; value?: bigint },
): Promise<TransactionReceipt> {
  const { account } = walletClient;
  const client = { ...publicClient, chain: walletClient.chain } as ChainClient;
  const refuse = async (error: unknown): Promise<never> => {
    if (revertOf(error)?.data) throw revertError(error); // a contract said so, whatever the account has
    throw (await missingFunds(client, account.address, call).catch(() => undefined)) ?? revertError(error);
  };
  const gas = await publicClient.estimateGas({ account, ...call }).catch(refuse);
  const hash = await sendOnce({ publicClient, walletClient }, { ...call, gas: (gas * 12n) / 10n }).catch(refuse);
  const receipt = await publicClient.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") {
    throw new W3bError("TRANSACTION_REVERTED", `Transaction ${hash} was mined but reverted`, {
      meaning: "The state changed between the check and the block that holds it.",
      action: "Look at the state and try again.",
    });
  }
  return receipt;
}
