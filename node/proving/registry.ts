import { W3bError } from "../protocol/errors.ts";
import type { ProvingSettings } from "./settings.ts";
import { circomGroth16 } from "./systems/circom-groth16/index.ts";
import { fflonk } from "./systems/fflonk/index.ts";
import { grpcProver } from "./systems/grpc/index.ts";
import { halo2Lib } from "./systems/halo2-lib/index.ts";
import { halo2Wasm } from "./systems/halo2-wasm/index.ts";
import { plonk } from "./systems/plonk/index.ts";
import { riscZero, type RiscZeroVersions } from "./systems/risc0/index.ts";
import { zkWasm } from "./systems/zkwasm/index.ts";
import type { ProofSystem } from "./types.ts";

/** Verifier contracts that proof systems ask. They are functions: only systems on the main thread have them. */
export interface AskedContracts {
  riscZero?: RiscZeroVersions;
}

/** Every proof system of a node with these settings: one line each. The first of a vmTypeID is taken. */
export function proofSystems(settings: ProvingSettings, contracts: AskedContracts = {}): ProofSystem[] {
  return [
    ...(settings.grpc ?? []).map(grpcProver),
    circomGroth16,
    plonk,
    fflonk,
    halo2Lib,
    halo2Wasm(settings.halo2Wasm),
    provenElsewhere(riscZero(settings.riscZero, contracts.riscZero), settings.riscZero),
    provenElsewhere(zkWasm(settings.zkWasm), settings.zkWasm),
  ];
}

/** A system whose programs any node can describe, and only one that was told of a service can prove. */
function provenElsewhere(system: ProofSystem, settings: object | undefined): ProofSystem {
  return settings === undefined ? { ...system, describeOnly: true } : system;
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
