import { setTimeout as sleep } from "node:timers/promises";
import { BaseError } from "viem";
import { messageOf, W3bError } from "../protocol/errors.ts";
import type { SenderContext, SenderOptions } from "./sender/context.ts";
import { type Lease, takeLease } from "./sender/lease.ts";
import { turn } from "./sender/turn.ts";
import { Wakeable } from "./sender/wakeable.ts";
import { reasonOf } from "./trouble.ts";

export type { SenderOptions } from "./sender/context.ts";

/** Longest pause between two tries while the database or the chain is gone, in ms. */
const longestPauseMs = 15_000;
/** A transaction queued while its notification got lost is found after this time, in ms. */
const restMs = 5_000;

/**
 * Sends the outbox's transactions of one account and follows each until it is final. Of all senders of an account on
 * one database a single one works, the others stand by. It may be killed at any instant: an attempt is saved before it
 * is sent, and the next sender goes on from what the database and the chain say. While either is gone it says so once,
 * and tries again with back-off.
 */
export class TransactionSender {
  readonly #options: SenderOptions;
  readonly #context: Omit<SenderContext, "db" | "memory">;
  readonly #stop = new AbortController();
  readonly #rest = new Wakeable();
  #running: Promise<void> | undefined;
  /** What is wrong at the moment, so that it is reported once. */
  #trouble: string | undefined;
  #failures = 0;

  constructor(options: SenderOptions) {
    const { pollMs = 1_000 } = options;
    this.#options = options;
    this.#context = {
      ...options,
      pollMs,
      confirmations: options.confirmations ?? 2,
      maxInFlight: options.maxInFlight ?? 16,
      bumpAfterBlocks: options.bumpAfterBlocks ?? 3,
      maxFee: options.maxFee,
      revertPatienceMs: options.revertPatienceMs ?? 5 * pollMs,
    };
  }

  /** Begins to send; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the step that is under way; resolves when the account's lock is free for another sender. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#rest.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const lease = await takeLease(this.#options, () => this.#rest.wake());
        if (lease) await this.#work(lease);
        else await this.#standBy();
      } catch (error) {
        await this.#pause(`The sender cannot work: ${messageOf(error)}`);
      }
    }
  }

  async #work(lease: Lease): Promise<void> {
    const context: SenderContext = {
      ...this.#context,
      db: lease.client,
      memory: {
        reverting: new Map(),
        missing: new Map(),
        pooled: new Map(),
        followed: undefined,
        lookedAt: { block: -1, time: 0 },
        isUnfunded: false,
      },
    };
    const wake = () => this.#rest.wake();
    lease.lost.addEventListener("abort", wake);
    try {
      while (!this.#stopped) {
        lease.lost.throwIfAborted();
        const next = await this.#turn(context);
        if (next !== "again") await this.#rest.for(next === "poll" ? context.pollMs : restMs);
      }
    } finally {
      lease.lost.removeEventListener("abort", wake);
      await lease.release();
    }
  }

  async #turn(context: SenderContext): Promise<"rest" | "poll" | "again"> {
    try {
      const next = await turn(context);
      if (this.#trouble) context.logger.info({ account: context.account.address }, "The sender goes on");
      this.#trouble = undefined;
      this.#failures = 0;
      return next;
    } catch (error) {
      // The chain's trouble leaves the lease alone; anything else is the database's, or ours.
      const chainOnly = error instanceof BaseError || error instanceof W3bError;
      if (!chainOnly) throw error;
      context.memory.lookedAt.block = -1; // what was not handed over is handed over at once when the chain is back
      await this.#pause(error instanceof W3bError ? error.message : `The chain does not answer: ${reasonOf(error)}`);
      return "again";
    }
  }

  async #standBy(): Promise<void> {
    this.#report("Another sender has the account; standing by", "info");
    await this.#sleep(this.#context.pollMs);
  }

  async #pause(trouble: string): Promise<void> {
    if (this.#stopped) return;
    this.#report(trouble, "warn");
    await this.#sleep(Math.min(this.#context.pollMs * 2 ** this.#failures++, longestPauseMs));
  }

  /** Back-off makes the same trouble come often; it is logged when it changes. */
  #report(trouble: string, level: "info" | "warn"): void {
    if (trouble !== this.#trouble) this.#context.logger[level]({ account: this.#context.account.address }, trouble);
    this.#trouble = trouble;
  }

  /** Only stopping ends it early: what is queued meanwhile does not bring the chain back. */
  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }
}
