import { encodeFunctionData } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { specOf, tasksIn } from "../../indexer/model/queries/index.ts";
import type { Task } from "../../indexer/model/task.ts";
import { enqueue } from "../chain/outbox.ts";
import type { ProverContext } from "./context.ts";

/** Share of slashed collateral that whoever expires a claim earns, in basis points: TaskManager.BOUNTY_BPS. */
const bountyBps = 1_000n;
/** Gas of TaskManager.expire, rounded up. */
const expireGas = 150_000n;
/** More claims than are looked at in one turn. */
const limit = 200;

/** Puts into the outbox the end of every late claim whose bounty pays for it. Enqueueing twice changes nothing. */
export async function expireLateClaims(context: ProverContext): Promise<void> {
  const { pool, chain, deployment, operator, logger } = context;
  const claimed = await tasksIn(pool, "claimed", { limit });
  if (claimed.length === 0) return;
  const [now, gasPrice] = await Promise.all([chain.now(), chain.gasPrice()]);
  const isWorth = ({ claimDeadline, collateral }: Task) =>
    claimDeadline !== null && claimDeadline < now && (collateral * bountyBps) / 10_000n > gasPrice * expireGas;

  for (const task of claimed.filter(isWorth)) {
    const id = `expire:${task.id}:${task.claims}:${operator.toLowerCase()}`;
    const data = encodeFunctionData({ abi: taskManagerAbi, functionName: "expire", args: [specOf(task)] });
    await enqueue(pool, { id, account: operator, kind: "expire", to: deployment.taskManager, data });
    logger.debug({ taskId: task.id, prover: task.prover }, "ending a late claim");
  }
}
