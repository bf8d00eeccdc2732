import { Command } from "commander";
import { addCommand } from "./add.ts";
import { showCommand } from "./show.ts";
import { stopCommand } from "./stop.ts";

/** `w3b verifier`: which versions of proof systems are accepted on chain. */
export function verifierCommand(): Command {
  return new Command("verifier")
    .description("see, add and stop versions of RISC Zero and SP1, and verifier contracts of the registry")
    .addCommand(showCommand())
    .addCommand(addCommand())
    .addCommand(stopCommand());
}
