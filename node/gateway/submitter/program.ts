import type { Hex } from "viem";
import { findProgram, findProject } from "../../../indexer/model/queries/index.ts";
import { W3bError } from "../../protocol/errors.ts";
import { findVersion } from "../../protocol/project-file.ts";
import { programCodeOf } from "../../proving/program-code.ts";
import type { ProgramCode } from "../../proving/types.ts";
import type { SubmitterContext } from "./context.ts";

const programIds = new WeakMap<ProgramCode, Hex>();

/**
 * The program of a project's version, from the project file that the chain names now, checked to be the one that proofs
 * are about on chain. Throws what ProjectSource.get, findVersion and ProvingPool.describe throw, PROJECT_NOT_READY,
 * PROGRAM_NOT_FOUND, PROGRAM_MISMATCH.
 */
export async function loadProgram(
  { pool, projects, provingPool }: Pick<SubmitterContext, "pool" | "projects" | "provingPool">,
  projectId: string,
  version: string,
): Promise<ProgramCode> {
  const [project, program] = await Promise.all([findProject(pool, projectId), findProgram(pool, projectId, version)]);
  if (!project?.uri || !project.hash) {
    throw new W3bError("PROJECT_NOT_READY", `Project ${projectId} names no project file.`, { kind: "unavailable" });
  }
  if (program === undefined) {
    throw new W3bError("PROGRAM_NOT_FOUND", `Project ${projectId} has no program for version "${version}".`, {
      kind: "unavailable",
    });
  }
  const file = await projects.get(project.uri, project.hash as Hex);
  const code = programCodeOf(findVersion(file, version));
  const programId = programIds.get(code) ?? (await provingPool.describe(code)).programId;
  programIds.set(code, programId);
  if (programId.toLowerCase() === program.programId) return code;
  throw new W3bError("PROGRAM_MISMATCH", `The project file's program "${version}" is not the one published on chain.`, {
    kind: "integrity",
    meaning: `Its id is ${programId}; proofs would be checked against ${program.programId} and fail.`,
    action: "The project's owner publishes the right project file, or a new version for this program.",
  });
}
