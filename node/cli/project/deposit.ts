import { Command } from "commander";
import { callerContext } from "../context.ts";
import { iotxAboveZero, uint } from "../options.ts";
import { formatIotx } from "../../protocol/text.ts";
import { print } from "../output.ts";

/** `w3b project deposit` */
export function depositCommand(): Command {
  return new Command("deposit")
    .description("add IOTX to the escrow that the project's tasks are paid from")
    .argument("<project>", "the project's id", uint)
    .argument("<iotx>", "the amount", iotxAboveZero)
    .action(async (projectId: bigint, amount: bigint, _options: unknown, command: Command) => {
      const { depositIotx } = await import("../../chain/actions/project.ts");
      await depositIotx(await callerContext(command), projectId, amount);
      print(command, { projectId, amount }, () => `Deposited ${formatIotx(amount)} for project ${projectId}.`);
    });
}
