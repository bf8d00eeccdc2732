import { Command } from "commander";
import { serveCommand } from "./serve.ts";

/** `w3b vm`: proof systems as services of their own. */
export function vmCommand(): Command {
  return new Command("vm").description("prove for other nodes").addCommand(serveCommand());
}
