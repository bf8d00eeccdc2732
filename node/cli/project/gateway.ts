import { Command } from "commander";
import type { Address } from "viem";
import { callerContext } from "../context.ts";
import { address, uint } from "../options.ts";
import { print } from "../output.ts";

interface Options {
  uri: string;
  remove?: boolean;
}

/** `w3b project gateway` */
export function gatewayCommand(): Command {
  return new Command("gateway")
    .description("let a gateway submit tasks at the project's expense, or no longer")
    .argument("<project>", "the project's id", uint)
    .argument("<gateway>", "the gateway's account", address)
    .option("--uri <url>", "where provers fetch the payloads it keeps", "")
    .option("--remove", "withdraw the authorisation")
    .action(async (projectId: bigint, gateway: Address, { uri, remove }: Options, command: Command) => {
      const { setGateway } = await import("../../chain/actions/project.ts");
      const authorised = remove !== true;
      await setGateway(await callerContext(command), projectId, gateway, authorised, uri);
      const verb = authorised ? "may" : "may no longer";
      print(
        command,
        { projectId, gateway, authorised, uri },
        () => `${gateway} ${verb} submit for project ${projectId}.`,
      );
    });
}
