import { Command } from "commander";
import type { Address } from "viem";
import { callerContext } from "../context.ts";
import { address, iotxAboveZero } from "../options.ts";
import { formatIotx } from "../../protocol/text.ts";
import { print } from "../output.ts";

/** `w3b prover unstake`: asking stake back, and what becomes of it. */
export function unstakeCommand(): Command {
  return new Command("unstake")
    .description("take stake back, after a delay")
    .addCommand(requestCommand())
    .addCommand(cancelCommand())
    .addCommand(withdrawCommand());
}

function requestCommand(): Command {
  return new Command("request")
    .description("ask free stake back; asking for more starts the delay anew")
    .argument("<iotx>", "the amount", iotxAboveZero)
    .action(async (amount: bigint, _options: unknown, command: Command) => {
      const { requestUnstake } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      const availableAt = await requestUnstake(caller, amount);
      const prover = caller.walletClient.account.address;
      const when = new Date(availableAt * 1000).toISOString();
      print(command, { prover, amount, availableAt }, () => `${formatIotx(amount)} can be withdrawn from ${when}.`);
    });
}

function cancelCommand(): Command {
  return new Command("cancel")
    .description("leave all that was asked back staked")
    .action(async (_options: unknown, command: Command) => {
      const { cancelUnstake } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      await cancelUnstake(caller);
      const prover = caller.walletClient.account.address;
      print(command, { prover }, () => `All stake of ${prover} stays.`);
    });
}

function withdrawCommand(): Command {
  return new Command("withdraw")
    .description("pay out what was asked back, once the delay has passed")
    .option("--to <address>", "who receives it (default: your account)", address)
    .action(async (options: { to?: Address }, command: Command) => {
      const { withdrawStake } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      const prover = caller.walletClient.account.address;
      const to = options.to ?? prover;
      const amount = await withdrawStake(caller, to);
      print(command, { prover, amount, to }, () => `${formatIotx(amount)} of ${prover}'s stake went to ${to}.`);
    });
}
