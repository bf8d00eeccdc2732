import { Command, InvalidArgumentError } from "commander";
import { callerContext } from "../context.ts";
import { print } from "../output.ts";

/** `w3b prover rebate` */
export function rebateCommand(): Command {
  return new Command("rebate")
    .description("set the share of your rewards that gateways get; it holds for claims made afterwards")
    .argument("<percent>", "0 to 100, with at most two decimals", basisPoints)
    .action(async (ratio: number, _options: unknown, command: Command) => {
      const { setRebateRatio } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      await setRebateRatio(caller, ratio);
      const prover = caller.walletClient.account.address;
      print(command, { prover, rebateRatio: ratio }, () => `${prover} now gives ${ratio / 100} % to gateways.`);
    });
}

function basisPoints(text: string): number {
  const ratio = Number(text) * 100;
  if (/^\d{1,3}(\.\d{1,2})?$/.test(text) && ratio <= 10_000) return Math.round(ratio);
  throw new InvalidArgumentError("It must be a percentage from 0 to 100 such as 2.5.");
}
