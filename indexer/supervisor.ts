import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { W3bError } from "../node/protocol/errors.ts";
import type { ChildMessage } from "./child.ts";
import type { IndexerLogger, ProcessorConfig } from "./config.ts";
import { type Heard, passOn } from "./listen.ts";

/** Pauses between restarts, in ms; a run of a minute begins anew with the first. */
const PAUSES = [100, 500, 1_000, 2_000, 5_000];
const LONG_RUN = 60_000;

/**
 * Keeps the processor running in a process of its own, which Subsquid ends whenever Postgres or the chain fails. A
 * restart loses nothing: what is indexed is in Postgres, the rest is on the chain.
 */
export class Supervisor {
  /** Resolves once the tables are in place and indexing has begun for the first time; rejects as `ended` does. */
  readonly ready: Promise<void>;
  /** Resolves after stop(); rejects with the W3bError that no restart can mend. */
  readonly ended: Promise<void>;
  readonly #config: ProcessorConfig;
  readonly #logger: IndexerLogger;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;

  constructor(config: ProcessorConfig, logger: IndexerLogger) {
    this.#config = config;
    this.#logger = logger;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = this.#keepRunning(resolve);
    this.ready = Promise.race([promise, this.ended]);
    // Whoever awaits them sees the failure; it must not end a process that does not look at both.
    for (const handled of [this.ready, this.ended]) handled.catch(() => undefined);
  }

  /** Ends the processor; resolves once it is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill("SIGTERM");
    await this.ended.catch(() => undefined);
  }

  async #keepRunning(ready: () => void): Promise<void> {
    const signal = this.#stopping.signal;
    for (let failures = 0; !signal.aborted;) {
      const startedAt = Date.now();
      const how = await this.#runOnce(ready);
      if (signal.aborted) return;
      failures = Date.now() - startedAt > LONG_RUN ? 1 : failures + 1;
      const pause = PAUSES[Math.min(failures, PAUSES.length) - 1] ?? 0;
      this.#logger.warn({ pauseMs: pause }, `The indexer's processor ended (${how}): starting it again`);
      await sleep(pause, undefined, { signal }).catch(() => undefined); // stop() need not wait for the pause
    }
  }

  /** Resolves with how the process ended. Throws the W3bError of a failure that restarting cannot mend. */
  async #runOnce(ready: () => void): Promise<string> {
    const child = fork(fileURLToPath(new URL("child.ts", import.meta.url)), [], {
      stdio: ["ignore", "inherit", "pipe", "ipc"],
      env: { ...process.env, SQD_WARN: "sqd:processor:rpc", FORCE_PRETTY_LOGGER: "0" },
    });
    this.#child = child;
    const heard: Heard = {};
    if (child.stderr) createInterface({ input: child.stderr }).on("line", (line) => passOn(line, this.#logger, heard));
    let failed: W3bError | undefined;
    child.on("message", (message: ChildMessage) => {
      if ("ready" in message) return ready();
      const { code, message: text, meaning, action } = message.failed;
      failed = new W3bError(code, text, { meaning, action, kind: "input" });
    });
    // The configuration holds a password: it travels by message, not in arguments or environment that others can read.
    child.send(this.#config, () => undefined); // a child that is gone already is reported below
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once("error", (error) => resolve([null, error.message]));
      child.once("close", (code, signal) => resolve([code, signal]));
    });
    if (failed) throw failed;
    return heard.reason ?? (signal === null ? `exit code ${code}` : signal);
  }
}
