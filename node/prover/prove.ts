import type { Hex } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import { reasonOf } from "../chain/trouble.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import type { ProvedTask } from "../proving/pool.ts";
import type { ProgramCode, Proof } from "../proving/types.ts";
import type { ProverContext } from "./context.ts";
import { checkJournal, inputOf } from "./dry-run.ts";
import { fetchMessages, fetchProgram } from "./fetch.ts";
import type { Job } from "./jobs.ts";
import { finishLost, giveUp, retry } from "./finish.ts";
import { standingOf } from "./standing.ts";

/** Failures of the node itself, which say nothing about the task: tried again without counting. */
const passing = new Set(["PROVING_POOL_CLOSED", "PROVING_ABORTED"]);

/** Proves a claimed task and has `keep` keep the proof; true if the job moved on. Throws what `keep` throws. */
export async function proveJob(
  context: ProverContext,
  job: Job,
  keep: (proof: Proof) => Promise<boolean>,
): Promise<boolean> {
  const { offers, logger } = context;
  const { taskId } = job;
  const offer = (await offers.get([job.offer])).get(job.offer.toLowerCase());
  if (!offer) throw new W3bError("OFFER_NOT_FOUND", "The task's offer is not indexed.", { kind: "unavailable" });
  const { standing, leftMs } = await claimOf(context, job, offer);
  if (standing !== "mine") return finishLost(context, job, standing);

  let proof: ProvedTask;
  try {
    proof = await prove(context, job, offer, AbortSignal.timeout(Math.max(1, Math.ceil(leftMs))));
  } catch (error) {
    if (!(error instanceof W3bError) || error.kind === "unavailable" || passing.has(error.code)) throw error;
    const failure = { code: codeOf(error), reason: reasonOf(error) };
    const isLast = job.attempts + 1 >= context.config.maxAttempts;
    return isLast ? giveUp(context, job, failure) : retry(context, job, "claimed", failure);
  }
  logger.info({ taskId, milliseconds: proof.milliseconds }, "task proved");
  return keep(proof);
}

/** Where a job's task stands, and what is left of its claim, in milliseconds. */
async function claimOf(context: ProverContext, job: Job, { claimSeconds }: Offer) {
  const seenMs = context.seenClaims.take(job);
  if (seenMs !== undefined) return { standing: "mine", leftMs: claimSeconds * 1_000 - seenMs } as const;
  const { standing, claimDeadline } = await standingOf(context, job);
  const seconds = claimDeadline === undefined ? claimSeconds : claimDeadline - (await context.chain.now());
  return { standing, leftMs: seconds * 1_000 };
}

async function prove(context: ProverContext, job: Job, offer: Offer, signal: AbortSignal): Promise<ProvedTask> {
  const [code, messages] = await Promise.all([codeFor(context, job, offer), fetchMessages(context, job.task, offer)]);
  await context.payloads.keep([{ task: job.task, offer }]); // of a claim found on the chain
  const options = { owner: offer.projectId, signal: AbortSignal.any([signal, context.stopping]) };
  const proved = await context.provingPool.prove(code, inputOf(job, offer, messages), options);
  checkJournal(job, offer, proved.journal);
  context.payloads.forget(job.task.dataHash);
  context.proveTimes.record(offer.programId as Hex, proved.milliseconds);
  return proved;
}

/** The program a task was claimed with; of a claim found on the chain, the one its project publishes now. */
async function codeFor(context: ProverContext, { program }: Job, offer: Offer): Promise<ProgramCode> {
  return (program && (await context.programs.get(program))) ?? (await fetchProgram(context, offer));
}
