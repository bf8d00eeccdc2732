import { W3bError } from "../protocol/errors.ts";
import type { ProvingSettings } from "./settings.ts";
import { circomGroth16 } from "./systems/circom-groth16/index.ts";
import type { ProofSystem } from "./types.ts";

/** Every proof system of a node with these settings: one line each. */
export function proofSystems(_settings: ProvingSettings): ProofSystem[] {
  return [circomGroth16];
}

/** The vmTypeIDs that programs can be proved of with these systems. */
export function provableVmTypes(systems: readonly ProofSystem[]): number[] {
  return [...new Set(systems.filter(({ describeOnly }) => !describeOnly).map(({ vmTypeID }) => vmTypeID))];
}

/** The proof system of a vmTypeID. Throws VM_TYPE_UNSUPPORTED (input). */
export function proofSystemOf(systems: readonly ProofSystem[], vmTypeID: number): ProofSystem {
  const found = systems.find((system) => system.vmTypeID === vmTypeID);
  if (found !== undefined) return found;
  throw new W3bError("VM_TYPE_UNSUPPORTED", `This node has no proof system for vmTypeID ${vmTypeID}.`, {
    kind: "input",
    meaning: `It proves ${systems.map((system) => `${system.vmTypeID} (${system.name})`).join(", ")}.`,
  });
}
