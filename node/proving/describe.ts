import { proofSystemOf, proofSystems } from "./registry.ts";
import type { CodeSource } from "./program-code.ts";
import type { ProgramDescription } from "./types.ts";

/** What publishing a version of a project takes. */
export interface DescribedProgram extends ProgramDescription {
  version: string;
  vmType: number;
}

/**
 * Describes the program of a project file's version without running it.
 * @throws W3bError PROGRAM_INVALID, VM_TYPE_UNSUPPORTED (input)
 */
export async function describeProgram(source: CodeSource & { version: string }): Promise<DescribedProgram> {
  const { version, vmTypeID: vmType, code, codeExpParam } = source;
  const system = proofSystemOf(proofSystems({}), vmType);
  return { version, vmType, ...(await system.describe(code, codeExpParam)) };
}
