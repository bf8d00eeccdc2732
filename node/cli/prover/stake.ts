import { Command } from "commander";
import { callerContext } from "../context.ts";
import { iotxAboveZero } from "../options.ts";
import { formatIotx } from "../../protocol/text.ts";
import { print } from "../output.ts";

/** `w3b prover stake` */
export function stakeCommand(): Command {
  return new Command("stake")
    .description("add IOTX to your prover's stake; claims lock part of it as collateral")
    .argument("<iotx>", "the amount", iotxAboveZero)
    .action(async (amount: bigint, _options: unknown, command: Command) => {
      const { stake } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      await stake(caller, amount);
      const prover = caller.walletClient.account.address;
      print(command, { prover, amount }, () => `Staked ${formatIotx(amount)} for ${prover}.`);
    });
}
