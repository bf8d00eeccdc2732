import type { Logger } from "pino";
import { codeOf, messageOf } from "../../protocol/errors.ts";

export interface LoopOptions {
  name: string;
  /** One turn; resolves with the longest time until the next, in milliseconds. */
  work(): Promise<number>;
  logger: Logger;
}

/** Longest pause after failures, in milliseconds. */
const longestPauseMs = 10_000;

/** Least time between two turns, in milliseconds: what wakes it meanwhile is done together. */
const restMs = 25;

/**
 * Work that is done again and again, until stopped: sooner when woken, later (0.2 to 10 s) while it fails. A turn never
 * overlaps the next. A failure is logged once, and again when it changes or ends.
 */
export class Loop {
  readonly #options: LoopOptions;
  readonly #finished: Promise<void>;
  #stopped = false;
  #woken = false;
  #wakeUp: (() => void) | undefined;
  #endPause: (() => void) | undefined;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#finished = this.#run();
  }

  /** The next turn begins soon after the last one, or now. */
  wake(): void {
    this.#woken = true;
    this.#wakeUp?.();
  }

  /** Resolves when the turn under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endPause?.();
    await this.#finished;
  }

  async #run(): Promise<void> {
    const { name, work, logger } = this.#options;
    let failures = 0;
    let lastFailure = "";
    while (!this.#stopped) {
      this.#woken = false;
      try {
        const pause = await work();
        if (failures > 0) logger.info({ loop: name }, "Goes on");
        failures = 0;
        lastFailure = "";
        const more = pause === 0;
        if (!this.#woken && !more) await this.#pause(pause, true);
        else if (!more) await this.#pause(restMs, false);
      } catch (error) {
        failures += 1;
        const code = codeOf(error);
        const failure = code === "INTERNAL" ? messageOf(error) : code;
        if (failure !== lastFailure) {
          const detail = code === "INTERNAL" ? { err: error } : { error: messageOf(error) };
          logger.warn({ loop: name, code, ...detail }, "Failed; tries again");
        }
        lastFailure = failure;
        // A notification does not mend what failed.
        await this.#pause(Math.min(100 * 2 ** Math.min(failures, 10), longestPauseMs), false);
      }
    }
  }

  async #pause(milliseconds: number, wakeable: boolean): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (wakeable) this.#wakeUp = this.#endPause;
    });
    this.#wakeUp = this.#endPause = undefined;
  }
}
