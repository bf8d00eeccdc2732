import {
  bytesToHex,
  concat,
  decodeAbiParameters,
  encodeAbiParameters,
  numberToHex,
  parseAbiParameters,
  size,
  slice,
} from "viem";
import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import type { Proof } from "../../types.ts";
import { resultInvalid } from "./failures.ts";

/** SnarkVerifierAdapter.MAX_PROOF_LENGTH */
const maxProof = 32_768;
const word = 32;
/** publicInput, projectId, taskId: every module's journal. */
export const INSTANCES = 3;
const resultForm = parseAbiParameters("uint256 publicInput, uint256 taskID, bytes proof");

/**
 * Journal and proof in a module's result, abi.encode(publicInput, taskID, proof). The journal is what the verifier
 * contract takes for instances: publicInput, projectId, taskId. Throws RESULT_INVALID (input), also when the result is
 * of another task.
 */
export function proofOf(result: Uint8Array, projectId: bigint, taskId: bigint): Proof {
  const [publicInput, named, proof] = decode(result);
  if (named !== taskId) throw resultInvalid(`it names the task ${named} instead of ${taskId}`);
  if (publicInput >= SCALAR_MODULUS)
    throw resultInvalid("its public input is beyond the field of BN254, the only one that is verified");
  if (size(proof) === 0) throw resultInvalid("its proof is empty");
  if (size(proof) > maxProof) throw resultInvalid(`its proof has more than ${maxProof} bytes`);
  const journal = concat([publicInput, projectId, taskId].map((value) => numberToHex(value, { size: word })));
  return { journal, proof };
}

/** Whether a proof has the form the verifier contract takes; whether it is true, only that contract knows. */
export function hasForm({ journal, proof }: Proof): boolean {
  if (size(journal) !== INSTANCES * word || size(proof) === 0 || size(proof) > maxProof) return false;
  return [0, 1, 2].every((index) => BigInt(slice(journal, word * index, word * (index + 1))) < SCALAR_MODULUS);
}

function decode(result: Uint8Array) {
  const bytes = bytesToHex(result);
  try {
    const values = decodeAbiParameters(resultForm, bytes);
    if (encodeAbiParameters(resultForm, values) === bytes) return values;
  } catch {
    // too short, or an offset or length that leads out of it: the same as any other form
  }
  throw resultInvalid(`its ${result.length} bytes are not abi.encode(uint256, uint256, bytes)`);
}
