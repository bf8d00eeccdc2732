import type { Hex } from "viem";
import { W3bError } from "../protocol/errors.ts";
import { vmTypes } from "../protocol/vm-types.ts";
import { readZkey } from "./groth16/zkey.ts";
import { readCode } from "./circom/code.ts";
import { programIdOf, type VerifyingKey, verifyingKeyIn } from "./systems/circom-groth16/verifying-key.ts";

/** What publishing a version of a project takes. */
export interface DescribedProgram {
  version: string;
  vmType: number;
  programId: Hex;
  verifyingKey: VerifyingKey;
}

/**
 * Describes the program of a project file's version without running it.
 * @throws W3bError PROGRAM_INVALID, VM_TYPE_UNSUPPORTED (input)
 */
export function describeProgram(source: { version: string; vmTypeID: number; code: Uint8Array }): DescribedProgram {
  if (source.vmTypeID !== vmTypes.circom) {
    throw new W3bError("VM_TYPE_UNSUPPORTED", `Version ${source.version} has vmTypeID ${source.vmTypeID}.`, {
      kind: "input",
      meaning: `Only Circom programs (${vmTypes.circom}) have a key that can be registered as data.`,
    });
  }
  const verifyingKey = verifyingKeyIn(readZkey(readCode(source.code).zkey));
  return { version: source.version, vmType: source.vmTypeID, programId: programIdOf(verifyingKey), verifyingKey };
}
