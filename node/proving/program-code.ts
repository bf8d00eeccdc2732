import type { Hex } from "viem";
import { sha256Of } from "../protocol/sha256.ts";
import type { ProgramCode } from "./types.ts";

/** The parts of a project file's version that a program is made of. */
export interface CodeSource {
  vmTypeID: number;
  code: Uint8Array;
  codeExpParam: string;
  /** SHA-256 of the code, where it was computed already. */
  codeHash?: Hex;
}

const shared = new WeakMap<CodeSource, ProgramCode>();

/**
 * The program of a project file's version, moved to shared memory so that every worker reads the same bytes. The same
 * version object gives the same program again, for as long as the version is kept.
 */
export function programCodeOf(source: CodeSource): ProgramCode {
  let program = shared.get(source);
  if (program === undefined) {
    const { vmTypeID, codeExpParam } = source;
    const code = sharedCopy(source.code);
    program = { vmTypeID, codeHash: source.codeHash ?? sha256Of(code), code, codeExpParam };
    shared.set(source, program);
  }
  return program;
}

/** The bytes in shared memory: themselves if that is where they are. */
function sharedCopy(bytes: Uint8Array): ProgramCode["code"] {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes as ProgramCode["code"];
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
