import { readFile } from "node:fs/promises";
import { W3bError } from "../protocol/errors.ts";
import { gnarkVerifyingKey } from "../proving/gnark/key.ts";
import { gnarkSolidityKey } from "../proving/gnark/solidity.ts";
import { checkGroth16Key } from "../proving/keys/groth16.ts";
import {
  type SnarkjsVerifyingKey,
  type VerifyingKey,
  verifyingKeyOf,
} from "../proving/systems/circom-groth16/verifying-key.ts";

/**
 * A Groth16 key in a file: as gnark writes it, in binary or in Solidity, or as snarkjs' JSON.
 * @throws W3bError KEY_FORGEABLE, PROGRAM_INVALID, GNARK_INVALID, VERIFYING_KEY_INVALID (input)
 */
export async function readGroth16Key(file: string): Promise<VerifyingKey> {
  const bytes = await readFile(file);
  const text = bytes.toString("latin1");
  const key = /^\s*\{/.test(text) ? snarkjsKey(text) : gnarkKey(bytes, text);
  await checkGroth16Key(key);
  return key;
}

function gnarkKey(bytes: Uint8Array, text: string): VerifyingKey {
  return /\bpragma solidity\b/.test(text) ? gnarkSolidityKey(text) : gnarkVerifyingKey(bytes);
}

function snarkjsKey(text: string): VerifyingKey {
  try {
    return verifyingKeyOf(JSON.parse(text) as SnarkjsVerifyingKey);
  } catch (cause) {
    throw new W3bError("VERIFYING_KEY_INVALID", "The file is JSON and no Groth16 verification key of snarkjs.", {
      kind: "input",
      action: "Give snarkjs' verification_key.json, or what gnark wrote of its VerifyingKey.",
      cause,
    });
  }
}
