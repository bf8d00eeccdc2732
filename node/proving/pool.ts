import { fileURLToPath } from "node:url";
import type { Hex } from "viem";
import { Piscina } from "piscina";
import { errorOfPlain, messageOf, W3bError } from "../protocol/errors.ts";
import { CodeReader } from "./code-reader.ts";
import { KeptWitnesses } from "./kept-witnesses.ts";
import { LoadedPrograms } from "./loaded-programs.ts";
import { type DryRun, perform, type ProvedTask, type ProvingRequest } from "./perform.ts";
import { type AskedContracts, proofSystemOf, proofSystems, provableVmTypes } from "./registry.ts";
import type { ProvingSettings } from "./settings.ts";
import { Slots } from "./slots.ts";
import type { ProgramCode, ProgramInput, Proof, ProofSystem } from "./types.ts";
import type { WorkerData, WorkerResponse } from "./worker.ts";

export type { ProvedTask } from "./perform.ts";

export interface ProvingPoolOptions {
  /** Worker threads; each proves one task at a time. */
  threads: number;
  /** Longest a proof may take, in milliseconds; waiting for a thread does not count. */
  timeoutMs: number;
  /**
   * Longest describing or dry-running a program may take, in milliseconds. Default 20,000 and never more than
   * `timeoutMs`: both run for strangers who have paid nothing yet. Dry runs of remote proof systems have `timeoutMs`.
   */
  dryRunTimeoutMs?: number;
  /** How much memory one worker's loaded programs may take, in MiB; one is always kept. Default 512. */
  programMb?: number;
  /** How much memory the witnesses of dry runs may take until their proofs are made, in MiB. Default 256. */
  witnessMb?: number;
  /** What the proof systems need to be told. */
  settings?: ProvingSettings;
  /** Whom remote proof systems ask what is accepted on chain. */
  contracts?: AskedContracts;
  /** How many calls may wait for services of remote proof systems at a time. Default 16. */
  remoteCalls?: number;
  /** Another worker module than ./worker.ts. */
  worker?: URL;
  /** Other proof systems than the registry's, on the main thread; the worker module has its own. */
  systems?: readonly ProofSystem[];
}

/** How a program is to be run. */
export interface CallOptions {
  /** Gives up waiting or computing. */
  signal?: AbortSignal | undefined;
  /** The project it is for: projects take turns. Its code's, unless given. */
  owner?: string;
  /** Sees the proof of a dry run that had to make one; what it throws is thrown. */
  checkProof?: (proof: Proof) => Promise<void>;
  /** Longest it may run, in milliseconds, where the pool's own limit is longer. */
  limitMs?: number | undefined;
}

/**
 * Programs run and proved in worker threads, one call a thread; those of remote proof systems, which wait rather than
 * compute, in this one, while their codes are read in a thread too. A call that takes too long or crashes costs its worker, which is replaced, and never the process.
 * Memory is bounded where strangers decide how much is asked for: the WebAssembly memory of their programs and the size
 * of their messages. A limit on a worker's JavaScript heap is not used, since V8 ends the whole process more often than
 * the worker when it is reached. All methods throw W3bError: what the program throws, and PROVING_TIMEOUT,
 * OUT_OF_MEMORY, PROVING_FAILED, PROVING_ABORTED or PROVING_POOL_CLOSED.
 */
export class ProvingPool {
  readonly threads: number;
  /** The vmTypeIDs that can be proved here. */
  readonly vmTypes: readonly number[];
  readonly #systems: readonly ProofSystem[];
  readonly #timeoutMs: number;
  readonly #dryRunTimeoutMs: number;
  readonly #piscina: Piscina<ProvingRequest, WorkerResponse>;
  readonly #remotePrograms: LoadedPrograms;
  readonly #reader: CodeReader;
  readonly #witnesses: KeptWitnesses;
  readonly #slots: { local: Slots; remote: Slots };
  readonly #closing = new AbortController();

  constructor(options: ProvingPoolOptions) {
    const { threads, timeoutMs, dryRunTimeoutMs = 20_000, programMb = 512, witnessMb = 256, worker } = options;
    const { settings = {}, remoteCalls = 16, systems = proofSystems(settings, options.contracts) } = options;
    const workerData: WorkerData = { programBytes: programMb * 1024 * 1024, settings };
    this.threads = threads;
    this.vmTypes = provableVmTypes(systems);
    this.#systems = systems;
    this.#timeoutMs = timeoutMs;
    this.#dryRunTimeoutMs = Math.min(dryRunTimeoutMs, timeoutMs);
    this.#slots = { local: new Slots(threads), remote: new Slots(remoteCalls) };
    this.#reader = new CodeReader(this.#dryRunTimeoutMs, workerData, worker);
    this.#remotePrograms = new LoadedPrograms(systems, workerData.programBytes, (code) => this.#reader.read(code));
    this.#witnesses = new KeptWitnesses(witnessMb * 1024 * 1024);
    this.#piscina = new Piscina({
      filename: fileURLToPath(worker ?? new URL("./worker.ts", import.meta.url)),
      minThreads: threads,
      maxThreads: threads,
      workerData,
    });
    // A worker that dies between two calls has been replaced already and has cost nobody anything.
    this.#piscina.on("error", () => undefined);
  }

  /** What the program is on chain; no id where the code does not tell it. */
  async describe(code: ProgramCode, options: CallOptions = {}): Promise<{ programId: Hex | undefined }> {
    return (await this.#run({ action: "describe", code }, "first", options)) as { programId: Hex | undefined };
  }

  /** The journal the program would prove. Goes ahead of waiting proofs, since claims depend on it. */
  async dryRun(code: ProgramCode, input: ProgramInput, options: CallOptions = {}): Promise<Hex> {
    const run = (await this.#run({ action: "dryRun", code, input }, "first", options)) as DryRun;
    const { journal, witness, proof } = run;
    if (proof) await options.checkProof?.(proof);
    if (witness) this.#witnesses.keep(code, input, witness);
    return journal;
  }

  /** A proof, already checked. */
  async prove(code: ProgramCode, input: ProgramInput, options: CallOptions = {}): Promise<ProvedTask> {
    const witness = this.#witnesses.take(code, input);
    return (await this.#run({ action: "prove", code, input, witness }, "last", options)) as ProvedTask;
  }

  /** Whether proofs of a vmTypeID are made in this pool's threads, not by a service elsewhere. */
  provesHere(vmTypeID: number): boolean {
    return proofSystemOf(this.#systems, vmTypeID).remote !== true;
  }

  /** Ends all workers; calls that wait or run fail with PROVING_POOL_CLOSED. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#piscina.destroy(), this.#reader.close()]);
  }

  async #run(
    request: ProvingRequest,
    place: "first" | "last",
    { signal, owner = request.code.codeHash, limitMs = Infinity }: CallOptions,
  ): Promise<unknown> {
    const remote = proofSystemOf(this.#systems, request.code.vmTypeID).remote === true;
    const release = await this.#slots[remote ? "remote" : "local"].take(place, owner);
    try {
      if (this.#closing.signal.aborted) throw new Error("closed");
      signal?.throwIfAborted();
      return await this.#limited(request, remote, limitMs, signal);
    } catch (error) {
      const stopped = this.#closing.signal.aborted || signal?.aborted;
      throw error instanceof W3bError && !stopped ? error : this.#explain(error, signal);
    } finally {
      release();
    }
  }

  async #limited(request: ProvingRequest, remote: boolean, callersMs: number, signal?: AbortSignal): Promise<unknown> {
    // A service that cannot run a program without proving it takes as long for the one as for the other.
    const costly = request.action === "prove" || (remote && request.action === "dryRun");
    const limitMs = Math.min(callersMs, costly ? this.#timeoutMs : this.#dryRunTimeoutMs);
    const timeout = AbortSignal.timeout(limitMs);
    const stop = AbortSignal.any([timeout, this.#closing.signal, ...(signal ? [signal] : [])]);
    try {
      return await (remote ? this.#ask(request, stop) : this.#compute(request, stop));
    } catch (error) {
      if (!timeout.aborted || signal?.aborted || this.#closing.signal.aborted) throw error;
      throw new W3bError("PROVING_TIMEOUT", `The program ran longer than ${limitMs} ms and was stopped.`, {
        kind: "input",
        action: "Raise the prover's time limit if its claims leave that much time.",
        cause: error,
      });
    }
  }

  async #compute(request: ProvingRequest, stop: AbortSignal): Promise<unknown> {
    const response = await this.#piscina.run(request, { signal: stop });
    if ("value" in response) return response.value;
    throw errorOfPlain(response.error);
  }

  /** Whoever asks is answered in time, also where the proof system does not look at the signal. */
  async #ask(request: ProvingRequest, stop: AbortSignal): Promise<unknown> {
    const answer = perform(this.#remotePrograms, request, stop);
    answer.catch(() => undefined); // nobody may be waiting for it any more
    let give: (() => void) | undefined;
    const stopped = new Promise<never>((_, reject) => {
      give = () => reject(new Error("stopped waiting for a proving service"));
      stop.addEventListener("abort", give);
      if (stop.aborted) give();
    });
    try {
      return await Promise.race([answer, stopped]);
    } finally {
      if (give) stop.removeEventListener("abort", give);
    }
  }

  #explain(cause: unknown, signal?: AbortSignal): W3bError {
    if (this.#closing.signal.aborted) {
      return new W3bError("PROVING_POOL_CLOSED", "The proving pool is closed.", { kind: "unavailable", cause });
    }
    if (signal?.aborted) return new W3bError("PROVING_ABORTED", "Proving was given up.", { cause });
    if ((cause as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY") {
      return new W3bError("OUT_OF_MEMORY", "The program needs more memory than a worker may use.", {
        kind: "input",
        action: "Give the process more memory (NODE_OPTIONS=--max-old-space-size) or leave this project to others.",
        cause,
      });
    }
    return new W3bError("PROVING_FAILED", `Proving failed: ${messageOf(cause)}.`, { cause });
  }
}
