import { Command, Option } from "commander";
import { integer } from "../options.ts";

/** `w3b verifier show` */
export function showCommand(): Command {
  return new Command("show")
    .description("list the registry's verifiers and the versions of RISC Zero and SP1, and who may change them")
    .addOption(
      new Option(
        "--from-block <number>",
        "leave out what was added before (default: the deployment's block)",
      ).argParser(integer(0, Number.MAX_SAFE_INTEGER)),
    )
    .action(async ({ fromBlock }: { fromBlock?: number }, command: Command) => {
      const { readVerifiers, readable } = await import("./shown.ts");
      const { chainContext } = await import("../context.ts");
      const { print } = await import("../output.ts");
      const context = await chainContext(command);
      print(command, await readVerifiers(context, fromBlock ?? context.deployment.block), readable);
    });
}
