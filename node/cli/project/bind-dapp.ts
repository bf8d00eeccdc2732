import { Command } from "commander";
import type { Address } from "viem";
import { callerContext } from "../context.ts";
import { address, integer, uint } from "../options.ts";
import { print } from "../output.ts";

/** `w3b project bind-dapp` */
export function bindDappCommand(): Command {
  return new Command("bind-dapp")
    .description("name the contract that receives the results of tasks submitted from now on")
    .argument("<project>", "the project's id", uint)
    .argument("<dapp>", "its address (the zero address unbinds)", address)
    .option("--gas <gas>", "gas its callback may use", integer(0, 2_000_000), 200_000)
    .action(async (projectId: bigint, dapp: Address, { gas }: { gas: number }, command: Command) => {
      const { bindDapp } = await import("../../chain/actions/project.ts");
      await bindDapp(await callerContext(command), projectId, dapp, gas);
      print(command, { projectId, dapp, gas }, () => `Results of new tasks of project ${projectId} go to ${dapp}.`);
    });
}
