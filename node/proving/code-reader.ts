import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { codeOf, errorOfPlain, messageOf, W3bError } from "../protocol/errors.ts";
import type { ProvingRequest } from "./perform.ts";
import { Slots } from "./slots.ts";
import { keyOf, type ProgramCode } from "./types.ts";
import type { WorkerData, WorkerResponse } from "./worker.ts";

/** Bad codes that are remembered, by a few sentences each. */
const mostBad = 10_000;

/**
 * Reads the codes of remote proof systems, which strangers wrote, in a thread of its own: their programs wait for
 * services in the main thread, where nothing may take long. The thread is not one of those that prove, for a proof would
 * hold it up; it is started when it is needed.
 */
export class CodeReader {
  readonly #limitMs: number;
  readonly #turns = new Slots(1);
  readonly #bad = new Map<string, W3bError>();
  readonly #piscina: Piscina<ProvingRequest, WorkerResponse>;

  constructor(limitMs: number, workerData: WorkerData, worker: URL = new URL("./worker.ts", import.meta.url)) {
    this.#limitMs = limitMs;
    this.#piscina = new Piscina({
      ...{ filename: fileURLToPath(worker), workerData },
      ...{ minThreads: 0, maxThreads: 1, idleTimeout: 60_000 },
    });
    this.#piscina.on("error", () => undefined); // it is replaced; whoever waits is told by its call
  }

  /** What the code's proof system reads of it; a bad code is read once. Throws PROGRAM_INVALID (input), PROVING_TIMEOUT. */
  async read(code: ProgramCode): Promise<unknown> {
    const key = keyOf(code);
    const release = await this.#turns.take("last", code.codeHash);
    try {
      const bad = this.#bad.get(key);
      if (bad) throw bad;
      return await this.#read(code);
    } catch (error) {
      if (error instanceof W3bError && codeOf(error) === "PROGRAM_INVALID") this.#remember(key, error);
      throw error;
    } finally {
      release();
    }
  }

  close(): Promise<void> {
    return this.#piscina.destroy();
  }

  async #read(code: ProgramCode): Promise<unknown> {
    const signal = AbortSignal.timeout(this.#limitMs);
    const response = await this.#piscina.run({ action: "read", code }, { signal }).catch((cause: unknown) => {
      if (!signal.aborted)
        throw new W3bError("PROVING_FAILED", `The code was not read: ${messageOf(cause)}.`, { cause });
      throw new W3bError("PROVING_TIMEOUT", `Reading the code took longer than ${this.#limitMs} ms.`, {
        kind: "input",
        action: "Raise the time limit of dry runs if this machine is slow.",
        cause,
      });
    });
    if ("value" in response) return response.value;
    throw errorOfPlain(response.error);
  }

  #remember(key: string, error: W3bError): void {
    this.#bad.set(key, error);
    const [oldest] = this.#bad.keys();
    if (this.#bad.size > mostBad && oldest !== undefined) this.#bad.delete(oldest);
  }
}
