import { encodeFunctionData, type Hex } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { enqueue, status } from "../chain/outbox.ts";
import { findOffer } from "../../indexer/model/queries/index.ts";
import { W3bError } from "../protocol/errors.ts";
import { bindingNamed, outputsOf } from "../protocol/task.ts";
import type { ProverContext } from "./context.ts";
import { finishLost, retry } from "./finish.ts";
import { type Job, moveJob } from "./jobs.ts";
import { outcomeOf } from "./outcome.ts";
import { standingOf } from "./standing.ts";
import { inTransaction } from "../data/transaction.ts";
import { claimId, proveId } from "./transaction-ids.ts";

/** Puts a proof into the outbox and moves its job on, together. */
export async function submitProof({ pool, deployment, operator }: ProverContext, job: Job): Promise<boolean> {
  const { offer, task, journal, proof } = job as Job & { journal: Hex; proof: Hex };
  const content = await findOffer(pool, offer);
  if (!content) throw new W3bError("OFFER_NOT_FOUND", "The task's offer is not indexed.", { kind: "unavailable" });
  return inTransaction(pool, async (client) => {
    if (!(await moveJob(client, job, { state: "submitting" }))) return false;
    const args = [offer, task, outputsOf(journal, bindingNamed(content.binding)), proof] as const;
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "prove", args });
    await enqueue(client, { id: proveId(job), account: operator, kind: "prove", to: deployment.taskManager, data });
    return true;
  });
}

/** Longest pause before a proof is sent again, in milliseconds: claims last minutes. */
const longestPauseMs = 30_000;

/** Follows a proof in the outbox until its settlement is final; true if the job moved on. */
export async function followProof(context: ProverContext, job: Job): Promise<boolean> {
  const { pool, logger } = context;
  const sent = await status(pool, proveId(job));
  const { outcome, final, code, reason } = outcomeOf(sent);
  if (outcome === "succeeded" && final) {
    logger.info({ taskId: job.taskId }, "task settled for good");
    return moveJob(pool, job, { state: "done" });
  }
  if (outcome !== "failed") return false;

  const { standing } = await standingOf(context, job);
  if (standing !== "mine") return finishLost(context, job, standing);
  // The claim itself was reorganised away and is on its way again: the proof waits for it.
  if (outcomeOf(await status(pool, claimId(job))).outcome === "pending")
    return moveJob(pool, job, { state: "claiming" });
  // While the claim lasts another attempt costs less than the collateral, whatever the last one failed for.
  const pauseMs = job.attempts === 0 ? 0 : Math.min(1_000 * 2 ** job.attempts, longestPauseMs);
  if (sent && Date.now() < sent.updatedAt.getTime() + pauseMs) return false;
  return retry(context, job, "proved", { code, reason });
}
