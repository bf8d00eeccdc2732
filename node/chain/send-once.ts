import type { Account, Chain, Hex, PublicClient, Transport, WalletClient } from "viem";
import { keccak256 } from "viem";

/** Whoever sends from a terminal or a script. */
export interface Wallet {
  publicClient: PublicClient;
  walletClient: WalletClient<Transport, Chain, Account>;
}

/** A call, or a creation where `to` is left out. */
export interface Sending {
  to?: Hex;
  data: Hex;
  value?: bigint;
  gas?: bigint;
  nonce?: number;
}

/**
 * Signs a transaction and hands it to the chain; resolves with its hash. It is signed once, so that it may be handed over
 * again where an answer got lost, and what the chain says to the second is no failure when it has the first. Accounts
 * whose keys the node keeps (Hardhat's) sign there.
 * Throws viem's errors.
 */
export async function sendOnce({ publicClient, walletClient }: Wallet, sending: Sending): Promise<Hex> {
  if (walletClient.account.type !== "local") return walletClient.sendTransaction(sending as never);
  const request = await walletClient.prepareTransactionRequest(sending);
  const raw = await walletClient.signTransaction(request as never);
  const hash = keccak256(raw);
  try {
    await walletClient.sendRawTransaction({ serializedTransaction: raw });
  } catch (error) {
    const isThere = await publicClient.getTransaction({ hash }).then(
      () => true,
      () => false,
    );
    if (!isThere) throw error;
  }
  return hash;
}
