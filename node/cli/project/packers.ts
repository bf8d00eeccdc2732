import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { W3bError } from "../../protocol/errors.ts";
import { vmTypes } from "../../protocol/vm-types.ts";
import type { CircuitModule } from "../../proving/systems/halo2-lib/pack.ts";

/** The files and words a code is made of, as their options were given. */
export interface PackOptions {
  wasm?: string;
  zkey?: string;
  circuit?: string;
  srs?: string;
  module?: string;
  methods?: string;
  guest?: string;
  code?: string;
  codeExpParam?: string;
}

interface Packed {
  /** Not yet deflated. */
  code: Uint8Array;
  codeExpParam: string;
}

/** How a code of each proof system is made: one line each. */
const packers: Record<number, (options: PackOptions) => Promise<Packed>> = {
  [vmTypes.circom]: circom,
  [vmTypes.plonk]: circom,
  [vmTypes.fflonk]: circom,
  [vmTypes.halo2]: (options) => fileAsIs("module", options),
  [vmTypes.zkwasm]: (options) => fileAsIs("module", options),
  [vmTypes.halo2Lib]: halo2Lib,
  [vmTypes.risc0]: riscZero,
};

/** The code of a project file's version. Throws W3bError INVALID_OPTION (input) for a missing option, and as reading. */
export async function packedCode(vmTypeID: number, options: PackOptions): Promise<Packed> {
  const pack = options.code === undefined ? packers[vmTypeID] : undefined;
  return pack === undefined ? fileAsIs("code", options) : pack(options);
}

async function circom(options: PackOptions): Promise<Packed> {
  const { packCode } = await import("../../proving/circom/code.ts");
  const [wasm, zkey] = [await fileOf("wasm", options), await fileOf("zkey", options)];
  return { code: packCode({ wasm, zkey }), codeExpParam: options.codeExpParam ?? "" };
}

/** Runs the author's TypeScript, which is theirs to trust: it says what the circuit is. */
async function halo2Lib(options: PackOptions): Promise<Packed> {
  const { packCircuit } = await import("../../proving/systems/halo2-lib/pack.ts");
  const url = pathToFileURL(resolve(needed("circuit", options))).href;
  const { default: circuit } = (await import(url)) as { default: CircuitModule };
  const { code } = packCircuit(circuit, await fileOf("srs", options));
  return { code, codeExpParam: options.codeExpParam ?? "" };
}

async function riscZero(options: PackOptions): Promise<Packed> {
  const code = await fileOf("methods", options);
  if (options.codeExpParam !== undefined) return { code, codeExpParam: options.codeExpParam };
  const guest = needed("guest", options);
  return { code, codeExpParam: JSON.stringify({ image_id: `${guest}_ID`, elf: `${guest}_ELF` }) };
}

async function fileAsIs(option: "module" | "code", options: PackOptions): Promise<Packed> {
  return { code: await fileOf(option, options), codeExpParam: options.codeExpParam ?? "" };
}

function fileOf(option: keyof PackOptions, options: PackOptions): Promise<Uint8Array> {
  return readFile(needed(option, options));
}

function needed(option: keyof PackOptions, options: PackOptions): string {
  const value = options[option];
  if (value !== undefined) return value;
  throw new W3bError("INVALID_OPTION", `A program of this proof system needs --${option}.`, {
    kind: "input",
    action: "`w3b project pack --help` says which proof system takes which files.",
  });
}
