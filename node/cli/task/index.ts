import { Command } from "commander";
import { options } from "../options.ts";
import { listCommand } from "./list.ts";
import { showCommand } from "./show.ts";

/** `w3b task`: what the indexer knows of tasks. */
export function taskCommand(): Command {
  return new Command("task")
    .description("see the tasks on chain, as an indexer tells them")
    .addOption(options.graphqlUrl())
    .addCommand(listCommand())
    .addCommand(showCommand());
}
