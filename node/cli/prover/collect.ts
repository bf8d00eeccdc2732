import { Command } from "commander";
import type { Address } from "viem";
import { callerContext } from "../context.ts";
import { address } from "../options.ts";
import { print } from "../output.ts";

/** `w3b prover collect` */
export function collectCommand(): Command {
  return new Command("collect")
    .description("pay out what a prover or gateway is owed; anyone may trigger it")
    .option("--account <address>", "who is owed: a prover, which its beneficiary is paid for (default: you)", address)
    .action(async (options: { account?: Address }, command: Command) => {
      const { collect } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      const account = options.account ?? caller.walletClient.account.address;
      const receipt = await collect(caller, account);
      const result = { account, transaction: receipt.transactionHash };
      print(command, result, () => `What was owed to ${account} is paid out (${receipt.transactionHash}).`);
    });
}
