import type { Hex } from "viem";
import { findProgram } from "../../indexer/model/queries/index.ts";
import { reasonOf } from "../chain/trouble.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import { bindingOf, versionFromBytes32 } from "../protocol/task.ts";
import type { ProvedTask } from "../proving/pool.ts";
import type { ProverContext } from "./context.ts";
import { checkJournal } from "./dry-run.ts";
import { fetchWork } from "./fetch.ts";
import { type Job, moveJob } from "./jobs.ts";
import { finishLost, giveUpOrRetry } from "./finish.ts";
import { standingOf } from "./standing.ts";

/** Failures of the node itself, which say nothing about the task: tried again without counting. */
const passing = new Set(["PROVING_POOL_CLOSED", "PROVING_ABORTED"]);

/** Proves a claimed task and keeps the proof; true if the job moved on. */
export async function proveJob(context: ProverContext, job: Job): Promise<boolean> {
  const { pool, chain, logger } = context;
  const { taskId } = job;
  const { standing, claimDeadline } = await standingOf(context, job);
  if (standing !== "mine") return finishLost(context, job, standing);

  const seconds = claimDeadline === undefined ? job.spec.claimSeconds : claimDeadline - (await chain.now());
  try {
    const { journal, proof, milliseconds } = await prove(
      context,
      job,
      AbortSignal.timeout(Math.max(0, seconds) * 1_000 + 1),
    );
    logger.info({ taskId, milliseconds }, "task proved");
    return await moveJob(pool, job, { state: "proved", journal, proof });
  } catch (error) {
    if (!(error instanceof W3bError) || error.kind === "unavailable" || passing.has(error.code)) throw error;
    return giveUpOrRetry(context, job, "claimed", { code: codeOf(error), reason: reasonOf(error) });
  }
}

async function prove(context: ProverContext, job: Job, signal: AbortSignal): Promise<ProvedTask> {
  const { taskId, prover, spec } = job;
  const program = await findProgram(context.pool, spec.projectId, versionFromBytes32(spec.version));
  if (!program) throw new W3bError("PROGRAM_NOT_FOUND", "The task's program is not indexed.", { kind: "unavailable" });
  const { code, messages } = await fetchWork(context, spec, program);
  const proved = await context.provingPool.prove(
    code,
    { messages, binding: bindingOf(taskId, prover) },
    AbortSignal.any([signal, context.stopping]),
  );
  checkJournal(job, proved.journal);
  context.proveTimes.record(program.programId as Hex, proved.milliseconds);
  return proved;
}
