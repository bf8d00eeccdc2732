import type { Hex } from "viem";
import { findProgram, findProject } from "../../../indexer/model/queries/index.ts";
import { W3bError } from "../../protocol/errors.ts";
import { findVersion } from "../../protocol/project-file.ts";
import { type BindingName, bindingNamed } from "../../protocol/task.ts";
import { programCodeOf } from "../../proving/program-code.ts";
import type { ProgramCode } from "../../proving/types.ts";
import type { SubmitterContext } from "./context.ts";

/** A published program with what the chain says of it. */
export interface LoadedProgram {
  code: ProgramCode;
  binding: BindingName | undefined;
}

/**
 * The program of a project's version, from the project file that the chain names now, checked to be the one that proofs
 * are about on chain. Throws what ProjectSource.get, findVersion and ProvingPool.describe throw, PROJECT_FILE_NOT_SET,
 * PROGRAM_NOT_FOUND, PROGRAM_RETIRED, PROGRAM_ID_MISMATCH.
 */
export async function loadProgram(
  { pool, projectFiles, provingPool }: Pick<SubmitterContext, "pool" | "projectFiles" | "provingPool">,
  projectId: string,
  version: string,
): Promise<LoadedProgram> {
  const [project, program] = await Promise.all([findProject(pool, projectId), findProgram(pool, projectId, version)]);
  if (!project?.uri || !project.hash) {
    throw new W3bError("PROJECT_FILE_NOT_SET", `Project ${projectId} names no project file.`, { kind: "unavailable" });
  }
  if (program === undefined) {
    throw new W3bError("PROGRAM_NOT_FOUND", `Project ${projectId} has no program for version "${version}".`, {
      kind: "unavailable",
    });
  }
  if (program.retired) {
    throw new W3bError("PROGRAM_RETIRED", `Version "${version}" of project ${projectId} is retired.`, {
      kind: "forbidden",
    });
  }
  const file = await projectFiles.get(project.uri, project.hash as Hex);
  const found = findVersion(file, version);
  const code = programCodeOf(found);
  const binding = bindingNamed(program.binding);
  // Where the code does not tell, the project's word is taken: the verifier it names decides. A template program is not
  // run here, so this node need not know its proof system.
  const told = binding === "template" ? undefined : await programIdOf(provingPool, code, projectId);
  const programId = told ?? program.programId;
  if (found.vmTypeID === program.vmType && programId === program.programId) return { code, binding };
  throw new W3bError(
    "PROGRAM_ID_MISMATCH",
    `The project file's program "${version}" is not the one published on chain.`,
    {
      kind: "integrity",
      meaning: `Its id is ${programId}; proofs would be checked against ${program.programId} and refused.`,
      action: "The project's owner publishes the right project file, or a new version for this program.",
    },
  );
}

/** Programs are described once for as long as their project file is kept. */
const described = new WeakMap<ProgramCode, { programId: Hex | undefined }>();

async function programIdOf(
  provingPool: SubmitterContext["provingPool"],
  code: ProgramCode,
  owner: string,
): Promise<Hex | undefined> {
  const description = described.get(code) ?? (await provingPool.describe(code, { owner }));
  described.set(code, description);
  return description.programId;
}
