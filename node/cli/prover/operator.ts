import { Command } from "commander";
import type { Address } from "viem";
import { callerContext } from "../context.ts";
import { address } from "../options.ts";
import { print } from "../output.ts";

/** `w3b prover operator` */
export function operatorCommand(): Command {
  return new Command("operator")
    .description("name the account that claims from now on; the one before claims no more")
    .argument("<operator>", "its address", address)
    .action(async (operator: Address, _options: unknown, command: Command) => {
      const { setOperator } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      await setOperator(caller, operator);
      const prover = caller.walletClient.account.address;
      print(command, { prover, operator }, () => `${operator} claims for ${prover} now.`);
    });
}

/** `w3b prover choose` */
export function chooseCommand(): Command {
  return new Command("choose")
    .description("with an operator's key: let it be named by this prover alone, and claim for no other")
    .argument("<prover>", "the prover's address (the zero address: by any)", address)
    .action(async (prover: Address, _options: unknown, command: Command) => {
      const { chooseProver } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      await chooseProver(caller, prover);
      const operator = caller.walletClient.account.address;
      print(command, { operator, prover }, () => `${prover} alone can name ${operator} as its operator now.`);
    });
}
