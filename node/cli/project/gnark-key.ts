import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { concat, type Hex, hexToBytes, numberToHex } from "viem";
import { registerProgram } from "../../chain/actions/publish.ts";
import { W3bError } from "../../protocol/errors.ts";
import { gnarkProof } from "../../proving/gnark/proof.ts";
import { processBackend } from "../../proving/groth16/backend.ts";
import { verificationPartsOfKey } from "../../proving/systems/circom-groth16/verification-parts.ts";
import { programIdOf, snarkjsKeyOf } from "../../proving/systems/circom-groth16/verifying-key.ts";
import { callerContext } from "../context.ts";
import { readGroth16Key } from "../groth16-key.ts";
import { print } from "../output.ts";

export interface ImportOptions {
  gnark: string;
  out?: string;
  register?: boolean;
}

export interface CheckOptions {
  gnark: string;
  proof: string;
  public: bigint[];
}

/** Reads a key, tells its program id, and writes and registers it where that is wanted. */
export async function importKey({ gnark, out, register }: ImportOptions, command: Command): Promise<void> {
  const key = await readGroth16Key(gnark);
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
}

/** Verifies a proof as the contract would, and prints it. Throws W3bError PROOF_REFUSED (input). */
export async function checkProof(options: CheckOptions, command: Command): Promise<void> {
  const key = await readGroth16Key(options.gnark);
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
}
