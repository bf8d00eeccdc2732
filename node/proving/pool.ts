import { fileURLToPath } from "node:url";
import type { Hex } from "viem";
import { Piscina } from "piscina";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { Slots } from "./slots.ts";
import type { ProgramCode, ProgramInput, Proof } from "./types.ts";
import type { WorkerData, WorkerRequest, WorkerResponse } from "./worker.ts";

export interface ProvingPoolOptions {
  /** Worker threads; each proves one task at a time. */
  threads: number;
  /** Longest a proof may take, in milliseconds; waiting for a thread does not count. */
  timeoutMs: number;
  /**
   * Longest describing or dry-running a program may take, in milliseconds. Default 20,000 and never more than
   * `timeoutMs`: both run for strangers who have paid nothing yet.
   */
  dryRunTimeoutMs?: number;
  /** How much memory one worker's loaded programs may take, in MiB; one is always kept. Default 512. */
  programMb?: number;
  /** Another worker module than ./worker.ts. */
  worker?: URL;
}

export interface ProvedTask extends Proof {
  /** Time of the proof alone, without loading and checking. */
  milliseconds: number;
}

/**
 * Programs run and proved in worker threads, one call a thread. A call that takes too long or crashes costs its worker,
 * which is replaced, and never the process. Memory is bounded where strangers decide how much is asked for: the
 * WebAssembly memory of their programs and the size of their messages. A limit on a worker's JavaScript heap is not used,
 * since V8 ends the whole process more often than the worker when it is reached. All methods throw W3bError: what the program
 * throws, and PROVING_TIMEOUT, OUT_OF_MEMORY, PROVING_FAILED, PROVING_ABORTED or PROVING_POOL_CLOSED.
 */
export class ProvingPool {
  readonly threads: number;
  readonly #timeoutMs: number;
  readonly #dryRunTimeoutMs: number;
  readonly #piscina: Piscina<WorkerRequest, WorkerResponse>;
  readonly #slots: Slots;
  #closed = false;

  constructor(options: ProvingPoolOptions) {
    const { threads, timeoutMs, dryRunTimeoutMs = 20_000, programMb = 512, worker } = options;
    const workerData: WorkerData = { programBytes: programMb * 1024 * 1024 };
    this.threads = threads;
    this.#timeoutMs = timeoutMs;
    this.#dryRunTimeoutMs = Math.min(dryRunTimeoutMs, timeoutMs);
    this.#slots = new Slots(threads);
    this.#piscina = new Piscina({
      filename: fileURLToPath(worker ?? new URL("./worker.ts", import.meta.url)),
      minThreads: threads,
      maxThreads: threads,
      workerData,
    });
    // A worker that dies between two calls has been replaced already and has cost nobody anything.
    this.#piscina.on("error", () => undefined);
  }

  /** What the program is on chain. */
  async describe(code: ProgramCode): Promise<{ programId: Hex }> {
    return (await this.#run({ action: "describe", code }, "first")) as { programId: Hex };
  }

  /** The journal the program would prove. Goes ahead of waiting proofs, since claims depend on it. */
  async dryRun(code: ProgramCode, input: ProgramInput, signal?: AbortSignal): Promise<Hex> {
    return (await this.#run({ action: "dryRun", code, input }, "first", signal)) as Hex;
  }

  /** A proof, already checked. `signal` gives up waiting or computing. */
  async prove(code: ProgramCode, input: ProgramInput, signal?: AbortSignal): Promise<ProvedTask> {
    return (await this.#run({ action: "prove", code, input }, "last", signal)) as ProvedTask;
  }

  /** Ends all workers; calls that wait or run fail with PROVING_POOL_CLOSED. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#piscina.destroy();
  }

  async #run(request: WorkerRequest, place: "first" | "last", signal?: AbortSignal): Promise<unknown> {
    const release = await this.#slots.take(place);
    try {
      if (this.#closed) throw new Error("closed");
      signal?.throwIfAborted();
      return valueOf(await this.#compute(request, signal));
    } catch (error) {
      throw error instanceof W3bError ? error : this.#explain(error, signal);
    } finally {
      release();
    }
  }

  async #compute(request: WorkerRequest, signal?: AbortSignal): Promise<WorkerResponse> {
    const limitMs = request.action === "prove" ? this.#timeoutMs : this.#dryRunTimeoutMs;
    const timeout = AbortSignal.timeout(limitMs);
    try {
      return await this.#piscina.run(request, { signal: signal ? AbortSignal.any([timeout, signal]) : timeout });
    } catch (error) {
      if (!timeout.aborted || signal?.aborted || this.#closed) throw error;
      throw new W3bError("PROVING_TIMEOUT", `The program ran longer than ${limitMs} ms and was stopped.`, {
        action: "Raise the prover's time limit if its claims leave that much time.",
        cause: error,
      });
    }
  }

  #explain(cause: unknown, signal?: AbortSignal): W3bError {
    if (this.#closed) {
      return new W3bError("PROVING_POOL_CLOSED", "The proving pool is closed.", { kind: "unavailable", cause });
    }
    if (signal?.aborted) return new W3bError("PROVING_ABORTED", "Proving was given up.", { cause });
    if ((cause as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY") {
      return new W3bError("OUT_OF_MEMORY", "The program needs more memory than a worker may use.", {
        action: "Raise the workers' memory limit or leave this project to larger machines.",
        cause,
      });
    }
    return new W3bError("PROVING_FAILED", `The worker failed: ${messageOf(cause)}.`, { cause });
  }
}

function valueOf(response: WorkerResponse): unknown {
  if ("value" in response) return response.value;
  const { code, message, ...options } = response.error;
  throw new W3bError(code, message, options);
}
