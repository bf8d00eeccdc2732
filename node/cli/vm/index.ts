import { Command } from "commander";
import { serveCommand } from "./serve.ts";

/** `w3b vm`: this machine as a prover for other nodes. */
export function vmCommand(): Command {
  return new Command("vm")
    .description("prove for other W3bstream nodes, those in Go included, over gRPC")
    .addCommand(serveCommand());
}
