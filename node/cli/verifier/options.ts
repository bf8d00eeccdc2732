import { type Command, InvalidArgumentError, Option } from "commander";
import type { Address, Hex } from "viem";
import { address, options } from "../options.ts";
import { vmTypeNamed } from "../vm-type.ts";

/** What every command that an owner sends was given. */
export interface OwnerOptions {
  printCall?: boolean;
  verifier?: Address;
}

/** The options of {@link OwnerOptions}, for a call that `contract` takes of its owner. */
export function ownerCommand(command: Command, contract: "RiscZeroVerifier" | "Sp1Verifier" | "VerifierRegistry") {
  if (contract !== "VerifierRegistry") {
    command.addOption(
      new Option("--verifier <address>", `another ${contract} than the deployment's`).argParser(address),
    );
  }
  return command
    .addOption(options.keyFile())
    .option("--print-call", "send nothing; print what the owner is to call, for an owner that is a contract");
}

/** Which proof system a verifier contract is for. */
export function vmTypeOption(): Option {
  return new Option("--vm <name>", "the proof system, a name or vmTypeID").makeOptionMandatory().argParser(vmTypeNamed);
}

/** Checks what proofs of a version begin with. */
export function selector(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{8}$/.test(text)) throw new InvalidArgumentError("It must be 4 bytes: 0x and 8 hex digits.");
  return text.toLowerCase() as Hex;
}
