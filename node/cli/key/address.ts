import { Command } from "commander";
import { options } from "../options.ts";
import { print } from "../output.ts";

/** `w3b key address` */
export function addressCommand(): Command {
  return new Command("address")
    .description("show the address of a private key")
    .argument("[file]", "the file that holds it (default: --key-file, then W3B_PRIVATE_KEY)")
    .addOption(options.keyFile())
    .action(async (file: string | undefined, { keyFile }: { keyFile?: string }, command: Command) => {
      const { loadAccount } = await import("../../chain/keys.ts");
      const { address } = await loadAccount({ keyFile: file ?? keyFile });
      print(command, { address }, () => address);
    });
}
