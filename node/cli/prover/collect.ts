import { Command } from "commander";
import type { Address } from "viem";
import { collect } from "../../chain/actions/prover.ts";
import { callerContext } from "../context.ts";
import { address } from "../options.ts";
import { print } from "../output.ts";

/** `w3b prover collect` */
export function collectCommand(): Command {
  return new Command("collect")
    .description("pay out the rewards owed to a beneficiary; anyone may trigger it")
    .option("--beneficiary <address>", "whose rewards (default: your account's)", address)
    .action(async (options: { beneficiary?: Address }, command: Command) => {
      const caller = await callerContext(command);
      const beneficiary = options.beneficiary ?? caller.walletClient.account.address;
      const receipt = await collect(caller, beneficiary);
      const result = { beneficiary, transaction: receipt.transactionHash };
      print(command, result, () => `What was owed to ${beneficiary} is paid out (${receipt.transactionHash}).`);
    });
}
