import { setTimeout as sleep } from "node:timers/promises";
import type { PublicClient } from "viem";
import { allowedAge, frozenWords, type Head, isFrozen } from "../protocol/head-health.ts";

export interface HeadWatchOptions {
  client: Pick<PublicClient, "getBlock" | "getChainId">;
  /** How old the newest block may be, in seconds; 0: as old as it likes. Default: by the chain's pace. */
  maxAgeSeconds?: number | undefined;
  logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** Milliseconds since the epoch; tests have clocks of their own. */
  now?: () => number;
}

/** How long the chain may take to answer, in ms. */
const answerMs = 2_000;
/** How long an answer is good for, in ms. */
const keptMs = 1_000;
const watchMs = 15_000;
/** Over so many blocks the pace is measured, and after half of them again. */
const paceBlocks = 100;

/**
 * Watches the age of the chain's newest block, and says once when it is too old and once when it goes on. A chain that
 * does not answer is not mentioned here: whoever needs it says so.
 */
export class HeadWatch {
  readonly #options: HeadWatchOptions;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #chainId: number | undefined;
  #pace: { seconds: number; at: number } | undefined;
  #kept: { block: number; madeAt: number; readAt: number } | undefined;
  #asking: Promise<void> | undefined;
  #frozen = false;

  constructor(options: HeadWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    const look = () => void this.read().catch(() => undefined);
    this.#timer = setInterval(look, watchMs).unref();
    look();
  }

  /** The newest block, as it was a second ago at most. Throws viem's errors, and an Error after 2 s without an answer. */
  async read(): Promise<Head> {
    if (this.#kept === undefined || Math.abs(this.#now() - this.#kept.readAt) >= keptMs) {
      this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
      const late = sleep(answerMs, undefined, { ref: false }).then(() => {
        throw new Error(`no answer within ${answerMs} ms`);
      });
      await Promise.race([this.#asking, late]);
    }
    const { block, madeAt } = this.#kept!;
    const paceSeconds = this.#pace!.seconds;
    const ageSeconds = Math.max(0, Math.floor(this.#now() / 1000 - madeAt));
    const allowedSeconds = allowedAge(this.#chainId!, paceSeconds, this.#options.maxAgeSeconds);
    const head = { block, ageSeconds, paceSeconds, allowedSeconds };
    this.#say(head);
    return head;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    const { client } = this.#options;
    this.#chainId ??= await client.getChainId();
    const newest = await client.getBlock({ blockTag: "latest" });
    const block = Number(newest.number);
    if (this.#pace === undefined || Math.abs(block - this.#pace.at) >= paceBlocks / 2) {
      // The first block's time is a constant of the chain's, not a moment.
      const from = Math.max(Math.min(1, block), block - paceBlocks);
      const madeFrom = from === block ? newest : await client.getBlock({ blockNumber: BigInt(from) });
      const seconds = Number(newest.timestamp - madeFrom.timestamp) / Math.max(1, block - from);
      this.#pace = { seconds, at: block };
    }
    this.#kept = { block, madeAt: Number(newest.timestamp), readAt: this.#now() };
  }

  #say(head: Head): void {
    const { logger } = this.#options;
    const frozen = isFrozen(head);
    if (frozen === this.#frozen) return;
    this.#frozen = frozen;
    const details = { block: head.block, ageSeconds: head.ageSeconds };
    if (frozen) {
      const message = `The chain stands still, or its node does not follow it: ${frozenWords(head)}`;
      logger.warn({ code: "CHAIN_FROZEN", ...details }, message);
    } else logger.info(details, "The chain goes on");
  }
}
