import { sha256Of } from "../protocol/sha256.ts";
import type { ProgramCode } from "./types.ts";

/** The parts of a project file's version that a program is made of. */
export interface CodeSource {
  vmTypeID: number;
  code: Uint8Array;
  codeExpParam: string;
}

const shared = new WeakMap<CodeSource, ProgramCode>();

/**
 * The program of a project file's version, moved to shared memory so that every worker reads the same bytes. The same
 * version object gives the same program again, for as long as the version is kept.
 */
export function programCodeOf(source: CodeSource): ProgramCode {
  let program = shared.get(source);
  if (program === undefined) {
    const code = new Uint8Array(new SharedArrayBuffer(source.code.length));
    code.set(source.code);
    program = { vmTypeID: source.vmTypeID, codeHash: sha256Of(code), code, codeExpParam: source.codeExpParam };
    shared.set(source, program);
  }
  return program;
}
