import { entity, flag, int, text } from "./columns.ts";

/** The program of one project version, which never changes once published, and whether tasks of it can be submitted. */
export class Program {
  /** "<project>-<version>" */
  declare id: string;
  declare projectId: string;
  /** The version's name, e.g. "v1.0.0"; the raw bytes32 if it is not printable text. */
  declare version: string;
  declare verifier: string;
  declare vmType: number;
  /** IProjectRegistry.Binding: 0 is native, 1 template. */
  declare binding: number;
  declare programId: string;
  /** Tasks of it may be submitted: the project's present owner published it, and it is not retired. */
  declare active: boolean;
  /** It takes no more tasks, for good. */
  declare retired: boolean;
}

export const programSchema = entity(
  Program,
  "program",
  {
    projectId: text,
    version: text,
    verifier: text,
    vmType: int,
    binding: int,
    programId: text,
    active: flag,
    retired: flag,
  },
  [["projectId", "active"], ["programId"]],
);
