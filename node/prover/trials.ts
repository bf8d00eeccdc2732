import { setTimeout as sleep } from "node:timers/promises";
import type { Address, Hex } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import { reasonOf } from "../chain/trouble.ts";
import { Backoff } from "../protocol/backoff.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import type { ProvingPool } from "../proving/pool.ts";
import { Slots } from "../proving/slots.ts";
import { trialFailed, unprovable } from "../proving/trial-failed.ts";
import type { ProgramCode, ProgramInput } from "../proving/types.ts";
import type { ChainReads } from "./chain-reads.ts";
import type { ProveTimes } from "./prove-times.ts";

/** What trials are made with. */
export interface TrialTools {
  chain: Pick<ChainReads, "refusalOf">;
  provingPool: Pick<ProvingPool, "prove" | "provesHere">;
  proveTimes: ProveTimes;
  /** Aborted when the prover is asked to stop. */
  stopping: AbortSignal;
}

export interface TrialTimes {
  /** How long a task that is considered waits for a trial, in milliseconds. Default 500. */
  waitMs?: number;
  /** From this long on a trial is a long one, in milliseconds. Default 15,000. */
  longMs?: number;
}

/**
 * Trial proofs. A dry run does not touch the proving key: with one of another circuit, or with points exchanged, it
 * passes, and every claim would cost its collateral. So a program makes a proof of the first task that is considered,
 * and its verifier contract is asked about it, before anything is claimed. Proofs that services elsewhere make are not
 * tried: they may cost money.
 *
 * Strangers decide how long a trial takes. Quick ones are made one at a time and projects take turns; one that turns
 * out to be long begins anew among the long ones, so that it delays long ones alone. Tasks do not wait for them. What is
 * remembered is in memory: after a restart programs are tried again.
 */
export class Trials {
  readonly #context: TrialTools;
  readonly #times: Required<TrialTimes>;
  readonly #lanes = { quick: new Lane(), long: new Lane() };
  readonly #passed = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, W3bError>();
  readonly #backoff = new Backoff(60_000, 3_600_000);

  constructor(context: TrialTools, { waitMs = 500, longMs = 15_000 }: TrialTimes = {}) {
    this.#context = context;
    this.#times = { waitMs, longMs };
  }

  /**
   * Resolves if the program of a dry-run task has made a proof that its verifier contract accepts, with whether it was
   * waited for. Throws W3bError: PROGRAM_TRIAL_FAILED where no such proof can be made, which is remembered for a minute
   * and longer after each further failure, as are PROVING_TIMEOUT and OUT_OF_MEMORY; PROGRAM_ON_TRIAL where it is not
   * known yet.
   */
  async pass(offer: Offer, code: ProgramCode, input: ProgramInput): Promise<boolean> {
    const { vmTypeID, codeHash, codeExpParam } = code;
    if (!this.#context.provingPool.provesHere(vmTypeID)) return false;
    const key = JSON.stringify([offer.verifier, offer.programId, vmTypeID, codeHash, codeExpParam]);
    if (this.#passed.has(key)) return false;
    const failure = this.#failures.get(key);
    if (failure && this.#backoff.holds(key)) throw failure;

    const running = this.#running.get(key) ?? this.#begin(key, offer, code, input);
    await Promise.race([running, this.#onTrial(offer)]);
    return true;
  }

  #begin(key: string, offer: Offer, code: ProgramCode, input: ProgramInput): Promise<void> {
    const run = async () => {
      try {
        await this.#make(offer, code, input);
        this.#passed.add(key);
        this.#failures.delete(key);
        this.#backoff.succeeded(key);
        forgetOldest(this.#passed);
      } catch (error) {
        if (isLasting(error)) {
          this.#backoff.failed(key);
          this.#failures.set(key, error);
          forgetOldest(this.#failures);
        }
        throw error;
      } finally {
        this.#running.delete(key);
      }
    };
    const running = run();
    running.catch(() => undefined); // nobody may be waiting for it any more
    this.#running.set(key, running);
    return running;
  }

  async #make(offer: Offer, code: ProgramCode, input: ProgramInput): Promise<void> {
    const { chain, provingPool, proveTimes, stopping } = this.#context;
    const prove = (limitMs?: number) =>
      provingPool.prove(code, input, { owner: offer.projectId, signal: stopping, limitMs });
    const { quick, long } = this.#lanes;
    const proof = await quick
      .run(offer.projectId, code.code.length, () => prove(this.#times.longMs))
      .catch((error: unknown) => {
        if (codeOf(error) !== "PROVING_TIMEOUT") throw error;
        return long.run(offer.projectId, code.code.length, () => prove());
      })
      .catch((error: unknown) => {
        throw unprovable.has(codeOf(error)) ? trialFailed(reasonOf(error), error) : error;
      });
    proveTimes.record(offer.programId as Hex, proof.milliseconds);
    const refusal = await chain.refusalOf(offer.verifier as Address, offer.programId as Hex, proof);
    if (refusal) throw trialFailed(`the verifier contract refuses its proof (${refusal.message})`);
  }

  async #onTrial({ projectId }: Offer): Promise<never> {
    await sleep(this.#times.waitMs, undefined, { signal: this.#context.stopping }).catch(() => undefined);
    throw new W3bError("PROGRAM_ON_TRIAL", `The program of project ${projectId} is making its trial proof.`, {
      kind: "forbidden",
      meaning: "Nothing of a program is claimed before it was proved once; its tasks are looked at again.",
    });
  }
}

/** Trials that take turns, one at a time. */
class Lane {
  readonly #turns = new Slots(1);
  #waiting = 0;
  /** Of their programs' codes, which they hold. */
  #bytes = 0;

  async run<T>(projectId: string, bytes: number, trial: () => Promise<T>): Promise<T> {
    const isFull = this.#waiting >= mostWaiting || this.#bytes + bytes > mostBytes;
    if (isFull && this.#waiting > 0) throw busy();
    this.#waiting++;
    this.#bytes += bytes;
    const done = await this.#turns.take("first", projectId);
    try {
      return await trial();
    } finally {
      this.#waiting--;
      this.#bytes -= bytes;
      done();
    }
  }
}

/** Trials of a lane: how many, and how many bytes of code they hold together; two of the largest programs. */
const mostWaiting = 32;
const mostBytes = 512 * 1024 * 1024;
/** Programs that are remembered. */
const mostKnown = 10_000;
const lasting = new Set(["PROGRAM_TRIAL_FAILED", "PROVING_TIMEOUT", "OUT_OF_MEMORY"]);

function isLasting(error: unknown): error is W3bError {
  return error instanceof W3bError && lasting.has(error.code);
}

function forgetOldest(known: Set<string> | Map<string, unknown>): void {
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
}

function busy(): W3bError {
  return new W3bError("PROGRAM_ON_TRIAL", "Too many programs wait for their trial proof.", { kind: "forbidden" });
}
