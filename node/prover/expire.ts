import { encodeFunctionData } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { lateClaims, taskCallOf } from "../../indexer/model/queries/index.ts";
import { enqueue } from "../chain/outbox.ts";
import type { ProverContext } from "./context.ts";

/** Share of slashed collateral that whoever expires a claim earns, in basis points: TaskManager.BOUNTY_BPS. */
export const bountyBps = 1_000n;
/**
 * Gas of TaskManager.expire: what docs/gas.json measures of it alone under the dearest rules (IoTeX's, 68,400), and 17,100
 * more for an account's first bounty, whose slot is zero before. Not more: a claim that seems not to pay is ended by nobody.
 */
export const expireGas = 86_000n;
/** As many as are ended in one turn; the others come when these are. */
const limit = 50;

/** The collateral from which on ending its claim pays, in wei, at a price of gas in wei. */
export function leastCollateral(gasPrice: bigint): bigint {
  return (gasPrice * expireGas * 10_000n) / bountyBps + 1n;
}

/** Puts into the outbox the end of every late claim whose bounty pays for it. Enqueueing twice changes nothing. */
export async function expireLateClaims(context: ProverContext): Promise<void> {
  const { pool, chain, deployment, operator, logger } = context;
  const [now, gasPrice] = await Promise.all([chain.now(), chain.gasPrice()]);
  const minCollateral = leastCollateral(gasPrice);
  for (const task of await lateClaims(pool, { now, minCollateral, limit })) {
    const id = `expire:${task.id}:${task.claims}:${operator.toLowerCase()}`;
    const call = taskCallOf(task);
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "expire", args: [call.offer, call.task] });
    const isNew = await enqueue(pool, { id, account: operator, kind: "expire", to: deployment.taskManager, data });
    if (isNew) logger.info({ taskId: task.id, prover: task.prover }, "ending a late claim");
  }
}
