import type { Address, Hex } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import { findProver, taskCallOf } from "../../indexer/model/queries/index.ts";
import type { Task } from "../../indexer/model/task.ts";
import { W3bError } from "../protocol/errors.ts";
import { taskIdOf } from "../protocol/task.ts";
import { refusalOf } from "./choose.ts";
import { aheadMs } from "./claim-ahead.ts";
import type { ProverContext } from "./context.ts";
import { dryRun, inputOf } from "./dry-run.ts";
import { fetchWork } from "./fetch.ts";
import type { KeptProgram } from "./kept-programs.ts";
import type { Load } from "./load.ts";

/**
 * Decides whether an open task is worth claiming, and makes sure that it can be proved. Nothing is claimed that was not
 * dry-run on exactly the data and the program the chain names, and whose program has not made a proof that its verifier
 * accepts. Resolves with the program it is to be claimed with, kept.
 * Throws W3bError: the refusal's code (see choose.ts), what fetching, running and trying throw, TASK_ID_MISMATCH.
 */
export async function consider(context: ProverContext, task: Task, offer: Offer, load: Load): Promise<KeptProgram> {
  const { deployment, prover } = context;
  const call = taskCallOf(task);
  const taskId = task.id as Hex;
  const expected = taskIdOf(deployment.chainId, deployment.taskManager, call.offer, call.task);
  if (expected !== taskId) {
    throw new W3bError("TASK_ID_MISMATCH", `The index holds task ${taskId}, what it says of it makes it ${expected}.`, {
      kind: "integrity",
      action: "Rebuild the index: it belongs to another deployment or is damaged.",
    });
  }
  await checkWorth(context, task, offer, load);
  const work = await fetchWork(context, call.task, offer);
  const bound = { taskId, prover, task: call.task };
  await dryRun(context, bound, offer, work);
  const isTried = await context.trials.pass(offer, work.code, inputOf(bound, offer, work));
  if (isTried) await checkWorth(context, task, offer, load); // what a proof takes is known now
  return context.programs.keep(work.code, offer.programId as Hex);
}

async function checkWorth(context: ProverContext, task: Task, offer: Offer, load: Load): Promise<void> {
  const { pool, chain, config, proveTimes, provingPool, recent } = context;
  const [self, now, gasPrice, balance] = await Promise.all([
    recent.get("prover", () => findProver(pool, context.prover)),
    chain.now(),
    chain.gasPrice(),
    chain.balanceOf(context.operator),
  ]);
  const prospect = {
    ...{ task, offer, self, supportedVmTypes: provingPool.vmTypes, now, gasPrice, balance },
    expectedMs: aheadMs(load.ahead, provingPool.threads) + proveTimes.expected(offer.programId as Hex),
    pendingCollateral: load.pendingCollateral,
    openClaims: load.openClaims,
  };
  const refusal = refusalOf(prospect, config);
  if (refusal) throw new W3bError(refusal.code, refusal.reason, { kind: "forbidden" });

  if (!(await chain.isProgramKnown(offer.verifier as Address, offer.programId as Hex))) {
    throw new W3bError("KEY_NOT_REGISTERED", `the verifier does not know the program ${offer.programId}`, {
      kind: "forbidden",
      meaning: "Every proof would be refused until somebody registers its verifying key.",
    });
  }
}
