import { Command } from "commander";
import { callerContext } from "../context.ts";
import { print } from "../output.ts";

/** `w3b prover pause` */
export function pauseCommand(): Command {
  return new Command("pause")
    .description("make no more claims; those under way go on")
    .action(async (_options: unknown, command: Command) => {
      const { pauseProver } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      await pauseProver(caller);
      const prover = caller.walletClient.account.address;
      print(command, { prover, paused: true }, () => `${prover} is paused.`);
    });
}

/** `w3b prover resume` */
export function resumeCommand(): Command {
  return new Command("resume").description("claim again").action(async (_options: unknown, command: Command) => {
    const { resumeProver } = await import("../../chain/actions/prover.ts");
    const caller = await callerContext(command);
    await resumeProver(caller);
    const prover = caller.walletClient.account.address;
    print(command, { prover, paused: false }, () => `${prover} claims again.`);
  });
}
