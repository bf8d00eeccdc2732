import { Command, InvalidArgumentError } from "commander";
import type { CheckOptions, ImportOptions } from "./gnark-key.ts";

/** `w3b project key`: verification keys that other tools made. */
export function keyCommand(): Command {
  return new Command("key")
    .description("take over a Groth16 verification key that gnark made")
    .addCommand(importCommand())
    .addCommand(checkCommand());
}

/** `w3b project key import` */
function importCommand(): Command {
  return new Command("import")
    .description("read gnark's key, tell the program id it has on chain, and write or register it")
    .requiredOption("--gnark <file>", "what WriteTo, WriteRawTo or ExportSolidity of its VerifyingKey wrote (BN254)")
    .option("--out <file>", "where to write it in the form of snarkjs, which codeExpParam takes")
    .option("--register", "register it with the deployment's Groth16 verifier; anyone may")
    .action(async (options: ImportOptions, command: Command) => {
      const { importKey } = await import("./gnark-key.ts");
      await importKey(options, command);
    });
}

/** `w3b project key check` */
function checkCommand(): Command {
  return new Command("check")
    .description("verify a proof of gnark as the contract would, and print it in the contract's form")
    .requiredOption("--gnark <file>", "the key")
    .requiredOption("--proof <file>", "what WriteTo, WriteRawTo or MarshalSolidity of the proof wrote")
    .requiredOption("--public <numbers>", "the public signals in order, decimal, comma separated", signals)
    .action(async (options: CheckOptions, command: Command) => {
      const { checkProof } = await import("./gnark-key.ts");
      await checkProof(options, command);
    });
}

function signals(text: string): bigint[] {
  const numbers = text.split(",").map((number) => number.trim());
  if (numbers.every((number) => /^\d{1,77}$/.test(number))) return numbers.map(BigInt);
  throw new InvalidArgumentError("It must be decimal numbers, comma separated: 1,2,3.");
}
