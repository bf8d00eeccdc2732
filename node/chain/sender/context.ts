import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Hex, LocalAccount } from "viem";
import type { ChainClient } from "../client.ts";

export interface SenderOptions {
  pool: Pool;
  account: LocalAccount;
  publicClient: ChainClient;
  logger: Pick<Logger, "debug" | "info" | "warn" | "error">;
  /** Blocks on top of a transaction's own until it is final. Default 2. */
  confirmations?: number;
  /** How often to look for new blocks while something is under way, in ms. Default 1000. */
  pollMs?: number;
  /** Transactions with a nonce that are not mined yet, at most. Default 16: nodes drop long queues of one account. */
  maxInFlight?: number;
  /** Blocks after which a transaction that is still not mined offers 20% more. Default 3. */
  bumpAfterBlocks?: number;
  /** Most to offer, in wei per gas. Default: no limit. */
  maxFee?: bigint;
  /**
   * How long a call must keep reverting before its transaction is given up, in ms: an endpoint may be a few blocks
   * behind the event that led to the transaction. Default 5 polls.
   */
  revertPatienceMs?: number;
}

/** What the sender's steps work with. */
export interface SenderContext extends Required<Omit<SenderOptions, "pool" | "maxFee">> {
  maxFee: bigint | undefined;
  /** The connection that holds the account's lock: when it is lost, so is the right to send, and nothing is written. */
  db: Pick<Pool, "query">;
  memory: SenderMemory;
}

/** What may be forgotten at any time: it only delays decisions. */
export interface SenderMemory {
  /** By outbox id: since when (ms) its call has been reverting. */
  reverting: Map<string, number>;
  /** By outbox id: since which block its nonce is used up although none of its attempts has a receipt. */
  missing: Map<string, number>;
  /** By outbox id: at which head and when (ms) it was seen waiting in the pool although its nonce counts as used. */
  pooled: Map<string, { head: Hex; time: number }>;
  /** The block up to which mined transactions were looked at: until there is another nothing has become of them. */
  followed: Hex | undefined;
  /** When unmined transactions were last looked at: block and time (ms). */
  lookedAt: { block: number; time: number };
  /** The operator was told that the account cannot pay, and nothing was sent since. */
  isUnfunded: boolean;
}

/** The newest block, as the sender needs it. */
export interface Head {
  block: number;
  hash: Hex;
  /** Null on chains without one. */
  baseFee: bigint | null;
  /** The most gas a block takes; undefined on chains whose headers do not say. */
  gasLimit: bigint | undefined;
  /**
   * The account's transaction count. Every nonce below it is used by a transaction in the chain, or, on nodes that
   * count their pool (IoTeX's do), by one that waits there.
   */
  nextNonce: number;
}
