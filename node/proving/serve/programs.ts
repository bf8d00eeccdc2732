import { promisify } from "node:util";
import { inflate } from "node:zlib";
import type { Hex } from "viem";
import { messageOf, W3bError } from "../../protocol/errors.ts";
import { sha256Of } from "../../protocol/sha256.ts";
import { type CodeSource, programCodeOf } from "../program-code.ts";
import type { ProgramCode } from "../types.ts";
import type { ServeLimits } from "./limits.ts";

/** The programs that peers made known, by project and version. */
export class ServedPrograms {
  readonly #limits: ServeLimits;
  readonly #programs = new Map<string, ServedProgram>();
  #bytes = 0;

  constructor(limits: ServeLimits) {
    this.#limits = limits;
  }

  /** The program of a project. Throws PROJECT_NOT_KNOWN (notFound): the peer makes it known again. */
  get(project: string): ProgramCode {
    const program = this.#programs.get(project);
    if (program === undefined) {
      throw new W3bError("PROJECT_NOT_KNOWN", `This prover does not know the project ${project}, or no longer.`, {
        kind: "notFound",
        action: "Call NewProject (or Create) first.",
      });
    }
    this.#programs.delete(project); // the most recently used is the last
    this.#programs.set(project, program);
    return program.code;
  }

  /** Whether the project's program came in exactly this request before: nodes repeat it before every task. */
  has(project: string, requestHash: Hex): boolean {
    return this.#programs.get(project)?.requestHash === requestHash;
  }

  set(project: string, requestHash: Hex, code: ProgramCode): void {
    this.#drop(project);
    this.#programs.set(project, { requestHash, code });
    this.#bytes += code.code.length;
    for (const oldest of this.#programs.keys()) {
      const { programs, programBytes } = this.#limits;
      if (this.#programs.size <= programs && (this.#bytes <= programBytes || this.#programs.size === 1)) return;
      this.#drop(oldest);
    }
  }

  #drop(project: string): void {
    this.#bytes -= this.#programs.get(project)?.code.code.length ?? 0;
    this.#programs.delete(project);
  }
}

interface ServedProgram {
  requestHash: Hex;
  code: ProgramCode;
}

/** Tells two requests for the same project apart. */
export function requestHashOf(binary: Uint8Array, parameter: string): Hex {
  return sha256Of(Buffer.concat([Buffer.from(`${binary.length}:`), binary, Buffer.from(parameter)]));
}

/**
 * The program inside a request's bytes: zlib as in project files, or as it is. Throws PROGRAM_INVALID (input) or
 * CODE_TOO_LARGE (tooLarge).
 */
export async function programIn(
  binary: Uint8Array,
  about: Omit<CodeSource, "code">,
  { codeBytes }: ServeLimits,
): Promise<ProgramCode> {
  if (binary.length === 0) throw new W3bError("PROGRAM_INVALID", "The program is empty.", { kind: "input" });
  const code = isZlib(binary) ? await inflated(binary, codeBytes) : binary;
  if (code.length > codeBytes) throw tooLarge(codeBytes);
  return programCodeOf({ ...about, code });
}

/** RFC 1950: deflate with a window of at most 32 KiB, and a checksum over the two bytes. */
function isZlib([cmf = 0, flags = 0]: Uint8Array): boolean {
  return (cmf & 0x0f) === 8 && cmf >> 4 <= 7 && (256 * cmf + flags) % 31 === 0;
}

async function inflated(binary: Uint8Array, maxOutputLength: number): Promise<Uint8Array> {
  try {
    return await inflateAsync(binary, { maxOutputLength });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxOutputLength);
    throw new W3bError("PROGRAM_INVALID", `The program is not zlib data: ${messageOf(cause)}.`, {
      kind: "input",
      cause,
    });
  }
}

const inflateAsync = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);

function tooLarge(limit: number): W3bError {
  return new W3bError("CODE_TOO_LARGE", `The program has more than ${limit} bytes.`, { kind: "tooLarge" });
}
