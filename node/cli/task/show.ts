import { Command } from "commander";
import { W3bError } from "../../protocol/errors.ts";
import { formatIotx, formatTime, list, short, table } from "../../protocol/text.ts";
import { print } from "../output.ts";
import { ask } from "./graphql.ts";

interface Task extends Record<string, unknown> {
  id: string;
  token: string;
  minReward: string;
  maxReward: string;
  collateral: string;
  submittedAt: number;
  deadline: number;
}

interface TaskEvent {
  kind: string;
  block: number;
  time: string;
  transactionHash: string;
  gasUsed: string;
  actor: string;
}

interface Answer {
  allTasks: { nodes: Task[] };
  allTaskEvents: { nodes: TaskEvent[] };
}

const query = `query ($id: String!) {
  allTasks(condition: { id: $id }, first: 1) {
    nodes {
      id projectId version state prover inputHash dataHash gateway token minReward maxReward collateral
      submittedAt deadline journal
    }
  }
  allTaskEvents(condition: { taskId: $id }, orderBy: ID_ASC, first: 500) {
    nodes { kind block time transactionHash gasUsed actor }
  }
}`;

/** `w3b task show` */
export function showCommand(): Command {
  return new Command("show")
    .description("show a task and everything that happened to it")
    .argument("<task>", "the task's id on chain")
    .action(async (id: string, _options: unknown, command: Command) => {
      const { graphqlUrl } = command.optsWithGlobals<{ graphqlUrl: string }>();
      const answer = await ask<Answer>(graphqlUrl, query, { id: id.toLowerCase() });
      const [task] = answer.allTasks.nodes;
      if (!task) {
        throw new W3bError("TASK_NOT_FOUND", `The indexer knows no task ${id}`, {
          action: "Check the id with w3b task list; a task that was just submitted appears after its block is indexed.",
          kind: "notFound",
        });
      }
      const events = answer.allTaskEvents.nodes;
      print(command, { ...task, events }, () => `${list(readable(task))}\n\n${formatEvents(events)}`);
    });
}

/** Times and amounts as people read them; of a token whose decimals are not known here the plain number. */
function readable(task: Task) {
  const amount = (text: string) => (BigInt(task.token) === 0n ? formatIotx(BigInt(text)) : text);
  return {
    ...task,
    minReward: amount(task.minReward),
    maxReward: amount(task.maxReward),
    collateral: formatIotx(BigInt(task.collateral)),
    submittedAt: formatTime(Number(task.submittedAt)),
    deadline: formatTime(Number(task.deadline)),
  };
}

function formatEvents(events: TaskEvent[]): string {
  const rows = events.map(({ kind, block, time, transactionHash, gasUsed, actor }) => [
    kind,
    String(block),
    formatTime(Number(time)),
    short(transactionHash),
    gasUsed,
    actor,
  ]);
  return table(["event", "block", "time", "transaction", "gas", "by"], rows);
}
