import { entity, int, text } from "./columns.ts";

/** The program of one project version; never changes once published. */
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
}

export const programSchema = entity(
  Program,
  "program",
  { projectId: text, version: text, verifier: text, vmType: int, binding: int, programId: text },
  [["projectId"], ["programId"]],
);
