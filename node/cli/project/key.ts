import { readFile, writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { concat, type Hex, hexToBytes, numberToHex } from "viem";
import { registerProgram } from "../../chain/actions/publish.ts";
import { W3bError } from "../../protocol/errors.ts";
import { gnarkVerifyingKey } from "../../proving/gnark/key.ts";
import { gnarkProof } from "../../proving/gnark/proof.ts";
import { gnarkSolidityKey } from "../../proving/gnark/solidity.ts";
import { processBackend } from "../../proving/groth16/backend.ts";
import { verificationPartsOfKey } from "../../proving/systems/circom-groth16/verification-parts.ts";
import { programIdOf, snarkjsKeyOf, type VerifyingKey } from "../../proving/systems/circom-groth16/verifying-key.ts";
import { callerContext } from "../context.ts";
import { print } from "../output.ts";

/** `w3b project key`: verification keys that other tools made. */
export function keyCommand(): Command {
  return new Command("key")
    .description("take over a Groth16 verification key that gnark made")
    .addCommand(importCommand())
    .addCommand(checkCommand());
}

interface ImportOptions {
  gnark: string;
  out?: string;
  register?: boolean;
}

/** `w3b project key import` */
function importCommand(): Command {
  return new Command("import")
    .description("read gnark's key, tell the program id it has on chain, and write or register it")
    .requiredOption("--gnark <file>", "what WriteTo, WriteRawTo or ExportSolidity of its VerifyingKey wrote (BN254)")
    .option("--out <file>", "where to write it in the form of snarkjs, which codeExpParam takes")
    .option("--register", "register it with the deployment's Groth16 verifier; anyone may")
    .action(async ({ gnark, out, register }: ImportOptions, command: Command) => {
      const key = await keyIn(gnark);
      const programId = programIdOf(key);
      if (out !== undefined) await writeFile(out, JSON.stringify(snarkjsKeyOf(key), null, 1));
      if (register === true) await registerProgram(await callerContext(command), "groth16Verifier", programId, key);
      const result = { programId, signals: key.ic.length - 1, out: out ?? null, registered: register === true };
      print(command, result, () =>
        [
          `Program ${programId}: ${result.signals} public signals.`,
          ...(out === undefined ? [] : [`Wrote ${out}.`]),
          ...(result.registered ? ["It is registered with the Groth16 verifier."] : []),
        ].join("\n"),
      );
    });
}

interface CheckOptions {
  gnark: string;
  proof: string;
  public: bigint[];
}

/** `w3b project key check` */
function checkCommand(): Command {
  return new Command("check")
    .description("verify a proof of gnark as the contract would, and print it in the contract's form")
    .requiredOption("--gnark <file>", "the key")
    .requiredOption("--proof <file>", "what WriteTo, WriteRawTo or MarshalSolidity of the proof wrote")
    .requiredOption("--public <numbers>", "the public signals in order, decimal, comma separated", signals)
    .action(async (options: CheckOptions, command: Command) => {
      const key = await keyIn(options.gnark);
      const proof = gnarkProof(await readFile(options.proof));
      const verifier = processBackend().verifier(verificationPartsOfKey(key));
      if (!verifier.verify(options.public, hexToBytes(proof))) {
        throw new W3bError("PROOF_REFUSED", "The proof does not verify with this key and these public signals.", {
          kind: "input",
          action: "Check the signals' number and order, and that the key and the proof are of one set-up.",
        });
      }
      const journal = concat(options.public.map((signal): Hex => numberToHex(signal, { size: 32 })));
      print(command, { programId: programIdOf(key), journal, proof }, (result) =>
        [`The proof verifies.`, `program ${result.programId}`, `journal ${journal}`, `proof   ${proof}`].join("\n"),
      );
    });
}

/** A key in either form: its bytes, or Solidity. */
async function keyIn(file: string): Promise<VerifyingKey> {
  const bytes = await readFile(file);
  const text = bytes.toString("latin1");
  return /\bpragma solidity\b/.test(text) ? gnarkSolidityKey(text) : gnarkVerifyingKey(bytes);
}

function signals(text: string): bigint[] {
  const numbers = text.split(",").map((number) => number.trim());
  if (numbers.every((number) => /^\d{1,77}$/.test(number))) return numbers.map(BigInt);
  throw new InvalidArgumentError("It must be decimal numbers, comma separated: 1,2,3.");
}
