import { deflateSync, inflateSync } from "node:zlib";
import type { Hex } from "viem";
import { z } from "zod";
import { parseBoundedJson } from "./bounded-json.ts";
import { messageOf, W3bError } from "./errors.ts";
import { CutText } from "./long-strings.ts";
import { sha256Of } from "./sha256.ts";
import { vmTypes, type VmTypeName } from "./vm-types.ts";

export interface ProjectFileLimits {
  /** Longest file, in bytes. */
  fileBytes: number;
  /** Longest sum of all versions' inflated codes, in bytes. */
  codeBytes: number;
}

const MiB = 1024 * 1024;

/** What a file's JSON may hold besides its codes: a hundred versions with an `output` each. */
const jsonLimits = { depth: 64, values: 100_000 };
/** Longest `codeExpParam`, in characters: the longest known is a verification key. */
const longestParameter = MiB;
/** Longest string that is parsed as text, in bytes: a parameter of nothing but escapes is not longer. */
const longestString = 8 * MiB;
/** Longest file without its longer codes, in bytes. */
const textBytes = 64 * MiB;

/** zk-email's RSA-2048, a circuit of 185,903 constraints, has a file of 184 MiB with 174 MiB of code. */
export const projectFileLimits: ProjectFileLimits = { fileBytes: 256 * MiB, codeBytes: 256 * MiB };

/** One version of a project: the program and how it is run. */
export interface ProjectVersion {
  version: string;
  vmTypeID: number;
  /** The program, inflated. What it holds depends on the proof system. */
  code: Uint8Array;
  /** SHA-256 of the code, where it was computed already. */
  codeHash?: Hex;
  codeExpParam: string;
  /** Where results go besides the chain, as in the Go W3bstream; carried, not interpreted. */
  output: Record<string, unknown>;
}

export interface ProjectFile {
  defaultVersion: string;
  versions: ProjectVersion[];
}

/**
 * The project file inside bytes, codes inflated. Throws W3bError, one code a defect: PROJECT_FILE_TOO_LARGE,
 * PROJECT_FILE_NOT_JSON, PROJECT_FILE_INVALID, CODE_NOT_HEX, CODE_NOT_ZLIB, CODE_TOO_LARGE.
 */
export function parseProjectFile(bytes: Uint8Array, limits: ProjectFileLimits = projectFileLimits): ProjectFile {
  if (bytes.length > limits.fileBytes) throw fileTooLarge(limits);
  const cut = new CutText(bytes, longestString);
  if (cut.text.length > textBytes) throw invalid(`besides long codes it has more than ${textBytes} bytes`);
  const file = validate(parseJson(cut.text));
  const codes = file.versions.map(({ code }) => cut.bytesOf(code));
  if (cut.hasOthers) throw invalid(`a string that is no code has more than ${longestString} bytes`);
  let room = limits.codeBytes;
  const versions = file.versions.map(({ version, vmTypeID, vmType, codeExpParam, output }, index) => {
    const inflated = inflateCode(version, codes[index]!, room);
    room -= inflated.length;
    return { version, vmTypeID: vmTypeID ?? vmTypes[vmType as VmTypeName], code: inflated, codeExpParam, output };
  });
  return { defaultVersion: file.defaultVersion, versions };
}

/** The bytes of a project file. Throws what {@link parseProjectFile} would throw reading them. */
export function packProjectFile(file: ProjectFile, limits: ProjectFileLimits = projectFileLimits): Uint8Array {
  let room = limits.fileBytes; // counted before there is text: V8 has none of 512 MiB
  const versions = file.versions.map(({ version, vmTypeID, code, codeExpParam, output }) => {
    const deflated = deflateSync(code, { level: 9 });
    room -= 2 * deflated.length;
    if (room < 0) throw fileTooLarge(limits);
    return { version, vmTypeID, code: deflated.toString("hex"), codeExpParam, output };
  });
  const text = JSON.stringify({ defaultVersion: file.defaultVersion, versions });
  const bytes = new Uint8Array(Buffer.from(text));
  parseProjectFile(bytes, limits);
  return bytes;
}

/** SHA-256 of a project file: what its owner sets on chain. */
export function projectFileHash(bytes: Uint8Array): Hex {
  return sha256Of(bytes);
}

/** Throws PROJECT_FILE_HASH_MISMATCH (integrity) unless the file has the hash its owner set on chain. */
export function checkProjectFileHash(bytes: Uint8Array, expected: Hex): void {
  const actual = projectFileHash(bytes);
  if (actual === expected.toLowerCase()) return;
  throw new W3bError("PROJECT_FILE_HASH_MISMATCH", `The project file's SHA-256 is ${actual}, not ${expected}.`, {
    kind: "integrity",
    meaning: "The file at the project's URI is not the one its owner published; it is not run.",
    action: "The project's owner should publish the file's hash again or restore the file.",
  });
}

/** One version of a file. Throws VERSION_NOT_FOUND (notFound). */
export function findVersion(file: ProjectFile, version: string): ProjectVersion {
  const found = file.versions.find((candidate) => candidate.version === version);
  if (found !== undefined) return found;
  const known = file.versions.map((candidate) => candidate.version).join(", ");
  throw new W3bError("VERSION_NOT_FOUND", `The project file has no version "${version}", only ${known}.`, {
    kind: "notFound",
    action: "Send messages for a version the project file has, or publish a file that has this version.",
  });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return parseBoundedJson(bytes, jsonLimits);
  } catch (cause) {
    throw new W3bError("PROJECT_FILE_NOT_JSON", `The project file is not JSON in UTF-8: ${messageOf(cause)}.`, {
      kind: "input",
    });
  }
}

function validate(json: unknown): z.infer<typeof fileSchema> {
  const parsed = fileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(`${issue?.path.join(".") || "file"}: ${issue?.message ?? "unknown"}`);
}

function invalid(reason: string): W3bError {
  return new W3bError("PROJECT_FILE_INVALID", `The project file is not valid: ${reason}.`, {
    kind: "input",
    action: "See docs/register-a-project.md for the form of a project file.",
  });
}

function fileTooLarge({ fileBytes }: ProjectFileLimits): W3bError {
  return new W3bError("PROJECT_FILE_TOO_LARGE", `The project file has more than ${fileBytes} bytes.`, {
    kind: "tooLarge",
    action: "Publish a smaller file: keep old versions in files of their own.",
  });
}

function inflateCode(version: string, hex: Uint8Array, maxOutputLength: number): Uint8Array {
  const deflated = bytesOfHex(hex);
  if (deflated === undefined) {
    throw new W3bError("CODE_NOT_HEX", `The code of version "${version}" is not hex (without 0x).`, { kind: "input" });
  }
  try {
    return inflateSync(deflated, { maxOutputLength: Math.max(1, maxOutputLength) });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new W3bError("CODE_TOO_LARGE", `The code of version "${version}" inflates beyond the limit.`, {
        kind: "tooLarge",
        meaning: "A small file that inflates to a huge one could exhaust the node's memory.",
      });
    }
    throw new W3bError("CODE_NOT_ZLIB", `The code of version "${version}" is not zlib data: ${messageOf(cause)}.`, {
      kind: "input",
    });
  }
}

/** What hex in ASCII says, piece by piece, so that no long text is made of it; undefined where it is not hex. */
function bytesOfHex(hex: Uint8Array): Buffer | undefined {
  if (hex.length === 0 || hex.length % 2 !== 0) return undefined;
  const bytes = Buffer.allocUnsafe(hex.length / 2);
  for (let at = 0; at < hex.length; at += MiB) {
    const piece = Buffer.from(hex.buffer, hex.byteOffset + at, Math.min(MiB, hex.length - at)).toString("latin1");
    // It stops silently at the first character that is not hex.
    if (bytes.write(piece, at / 2, "hex") !== piece.length / 2) return undefined;
  }
  return bytes;
}

const versionSchema = z
  .object({
    version: z.string().refine((name) => {
      const bytes = Buffer.byteLength(name);
      return bytes >= 1 && bytes <= 31;
    }, "must have 1 to 31 bytes"),
    vmTypeID: z.number().int().min(0).max(65535).optional(),
    vmType: z.enum(Object.keys(vmTypes) as [VmTypeName, ...VmTypeName[]]).optional(),
    code: z.string(),
    codeExpParam: z.string().max(longestParameter).default(""),
    output: z.record(z.string(), z.unknown()).default({ type: "stdout" }),
  })
  .refine(({ vmTypeID, vmType }) => vmTypeID !== undefined || vmType !== undefined, "needs vmTypeID");

const fileSchema = z
  .object({ defaultVersion: z.string(), versions: z.array(versionSchema).min(1).max(100) })
  .refine(({ versions }) => new Set(versions.map((v) => v.version)).size === versions.length, "has a version twice")
  .refine(({ defaultVersion, versions }) => versions.some((v) => v.version === defaultVersion), {
    error: "names no version of this file",
    path: ["defaultVersion"],
  });
