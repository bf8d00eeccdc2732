import { proofSystems } from "./registry.ts";
import { grpcProver } from "./systems/grpc/index.ts";
import type { CodeSource } from "./program-code.ts";
import type { ProgramDescription, Proof, ProofSystem } from "./types.ts";

/** What publishing a version of a project takes. */
export interface DescribedProgram extends ProgramDescription {
  version: string;
  vmType: number;
  /** What it proved when it was rehearsed with a sample, where its verifier has to be tried with it. */
  proved?: Proof;
}

/**
 * Describes the program of a project file's version without running it.
 * @throws W3bError PROGRAM_INVALID (input)
 */
export async function describeProgram(source: CodeSource & { version: string }): Promise<DescribedProgram> {
  const { version, vmTypeID: vmType, code, codeExpParam } = source;
  const system = proofSystems({}).find(({ vmTypeID }) => vmTypeID === vmType) ?? ofService(vmType);
  return { version, vmType, ...(await system.describe(code, codeExpParam)) };
}

/** Whatever this node has no proof system for, some operator's service proves; the project's codeExpParam says how. */
function ofService(vmTypeID: number): ProofSystem {
  return grpcProver({ vmTypeID, url: "nowhere:1" }); // describing asks no service
}
