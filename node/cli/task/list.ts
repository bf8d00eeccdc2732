import { Command, Option } from "commander";
import { short, table } from "../../protocol/text.ts";
import { integer, uint } from "../options.ts";
import { print } from "../output.ts";
import { ask } from "./graphql.ts";

interface Options {
  graphqlUrl: string;
  state?: string;
  project?: bigint;
  limit: number;
}

interface Row {
  id: string;
  projectId: string;
  version: string;
  state: string;
  prover: string | null;
  submittedBlock: number;
}

const query = `query ($condition: TaskCondition, $limit: Int!) {
  allTasks(condition: $condition, first: $limit, orderBy: SUBMITTED_BLOCK_DESC) {
    nodes { id projectId version state prover submittedBlock }
  }
}`;

/** `w3b task list` */
export function listCommand(): Command {
  return new Command("list")
    .description("list tasks, the newest first")
    .addOption(
      new Option("--state <state>", "only tasks in this state").choices([
        "open",
        "claimed",
        "settled",
        "undelivered",
        "refunded",
      ]),
    )
    .option("--project <id>", "only tasks of this project", uint)
    .option("--limit <number>", "how many at most", integer(1, 500), 50)
    .action(async (_options: unknown, command: Command) => {
      const { graphqlUrl, state, project, limit } = command.optsWithGlobals<Options>();
      const condition = { ...(state && { state }), ...(project !== undefined && { projectId: String(project) }) };
      const { allTasks } = await ask<{ allTasks: { nodes: Row[] } }>(graphqlUrl, query, { condition, limit });
      print(command, { tasks: allTasks.nodes }, ({ tasks }) =>
        table(
          ["task", "project", "version", "state", "prover", "block"],
          tasks.map((row) => [
            row.id,
            row.projectId,
            row.version,
            row.state,
            short(row.prover ?? ""),
            String(row.submittedBlock),
          ]),
        ),
      );
    });
}
