import { Command } from "commander";
import type { Address } from "viem";
import { vmTypes } from "../../protocol/vm-types.ts";
import { callerContext } from "../context.ts";
import { address, integer } from "../options.ts";
import { print } from "../output.ts";

interface Options {
  operator?: Address;
  beneficiary?: Address;
  vmTypes: string;
}

/** `w3b prover register` */
export function registerCommand(): Command {
  return new Command("register")
    .description("make your account a prover; anyone may")
    .option("--operator <address>", "the account that will claim for it (default: your account)", address)
    .option("--beneficiary <address>", "the account rewards are paid to (default: your account)", address)
    .option("--vm-types <ids>", "proof systems it supports, comma separated", String(vmTypes.circom))
    .action(async (options: Options, command: Command) => {
      const { registerProver } = await import("../../chain/actions/prover.ts");
      const caller = await callerContext(command);
      const prover = caller.walletClient.account.address;
      const { operator = prover, beneficiary = prover } = options;
      const supported = options.vmTypes.split(",").map((id) => integer(0, 255)(id.trim()));
      await registerProver(caller, operator, beneficiary, supported);
      print(command, { prover, operator, beneficiary, vmTypes: supported }, () => `${prover} is a prover now.`);
    });
}
