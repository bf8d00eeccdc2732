import { Command } from "commander";
import type { Address } from "viem";
import { callerContext } from "../context.ts";
import { address, iotxAboveZero, uint } from "../options.ts";
import { formatIotx } from "../../protocol/text.ts";
import { print } from "../output.ts";

/** `w3b project withdraw` */
export function withdrawCommand(): Command {
  return new Command("withdraw")
    .description("take back IOTX of the project's escrow that no task has reserved")
    .argument("<project>", "the project's id", uint)
    .argument("<iotx>", "the amount", iotxAboveZero)
    .option("--to <address>", "who receives it (default: your account)", address)
    .action(async (projectId: bigint, amount: bigint, options: { to?: Address }, command: Command) => {
      const { withdrawIotx } = await import("../../chain/actions/project.ts");
      const caller = await callerContext(command);
      const to = options.to ?? caller.walletClient.account.address;
      await withdrawIotx(caller, projectId, amount, to);
      print(command, { projectId, amount, to }, () => `${formatIotx(amount)} of project ${projectId} went to ${to}.`);
    });
}
