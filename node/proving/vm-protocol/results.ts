import { bytesToHex, concat, decodeAbiParameters, encodeAbiParameters, type Hex, numberToHex, size, slice } from "viem";
import type { Proof, TaskName } from "../types.ts";
import type { ResultForm } from "./result-forms.ts";

/**
 * The proof inside a result; `task` names the project of a template's instances. Strict: throws Error for anything but
 * what {@link encodeResult} would write.
 */
export function decodeResult(form: ResultForm, result: Uint8Array, task: Pick<TaskName, "projectId">): Proof {
  const hex = bytesToHex(result);
  const decoded = decoders[form](hex, task.projectId);
  if (encodeResult(form, decoded) !== hex) throw new Error("it is not in canonical form");
  return decoded;
}

/** A result's bytes. Throws Error where a proof has no such form. */
export function encodeResult(form: ResultForm, { journal, proof }: Proof): Hex {
  if (form === "seal-journal") return encodeAbiParameters(sealAndJournal, [proof, journal]);
  if (form === "gnark") {
    if (size(proof) !== GROTH16_PROOF) throw new Error(`its proof has ${size(proof)} bytes instead of 256`);
    return concat([proof, journal]);
  }
  if (size(journal) !== 3 * WORD) throw new Error("its journal is not publicInput, project and task");
  return encodeAbiParameters(templateResult, [wordOf(journal, 0), wordOf(journal, 2), proof]);
}

const decoders: Record<ResultForm, (result: Hex, projectId: bigint) => Proof> = {
  "seal-journal"(result) {
    const [proof, journal] = decodeAbiParameters(sealAndJournal, result);
    return { journal, proof };
  },
  template(result, projectId) {
    const [publicInput, taskId, proof] = decodeAbiParameters(templateResult, result);
    const words = [publicInput, projectId, taskId].map((value) => numberToHex(value, { size: WORD }));
    return { journal: concat(words), proof };
  },
  gnark(result) {
    const signals = size(result) - GROTH16_PROOF;
    if (signals <= 0 || signals % WORD !== 0) throw new Error("it is not a proof of 256 bytes and whole words");
    return { journal: slice(result, GROTH16_PROOF), proof: slice(result, 0, GROTH16_PROOF) };
  },
};

function wordOf(bytes: Hex, index: number): bigint {
  return BigInt(slice(bytes, WORD * index, WORD * (index + 1)));
}

const WORD = 32;
const GROTH16_PROOF = 256;
const sealAndJournal = [{ type: "bytes" }, { type: "bytes" }] as const;
const templateResult = [{ type: "uint256" }, { type: "uint256" }, { type: "bytes" }] as const;
