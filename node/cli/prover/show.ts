import { Command } from "commander";
import type { Address } from "viem";
import { chainContext } from "../context.ts";
import { address, options } from "../options.ts";
import { print } from "../output.ts";

/** `w3b prover show` */
export function showCommand(): Command {
  return new Command("show")
    .description("show a prover: what the contracts say, its accounts' balances, and how its tasks ended")
    .argument("<prover>", "the account that registered", address)
    .addOption(options.graphqlUrl())
    .action(async (account: Address, _options: unknown, command: Command) => {
      const { readProver, readable } = await import("./shown.ts");
      const { publicClient, deployment } = await chainContext(command);
      const { graphqlUrl } = command.optsWithGlobals<{ graphqlUrl: string }>();
      print(command, await readProver({ publicClient, deployment, graphqlUrl }, account), readable);
    });
}
