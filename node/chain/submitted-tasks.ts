import { type Hex, type Log, parseEventLogs } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { type TaskCall, taskIdOf } from "../protocol/task.ts";

/** A task as it was submitted. */
export interface SubmittedTask extends TaskCall {
  taskId: Hex;
}

/** The tasks that were submitted to the deployment's TaskManager, as far as these logs say, in their order. */
export function submittedTasks({ chainId, taskManager }: Deployment, logs: Log[]): SubmittedTask[] {
  const own = logs.filter(({ address }) => address.toLowerCase() === taskManager.toLowerCase());
  return parseEventLogs({ abi: taskManagerAbi, eventName: "TasksSubmitted", logs: own }).flatMap(({ args }) => {
    const { gateway, offer, submittedAt, inputs } = args;
    return inputs.map((input) => {
      const task = { gateway, submittedAt, ...input };
      return { taskId: taskIdOf(chainId, taskManager, offer, task), offer, task };
    });
  });
}
