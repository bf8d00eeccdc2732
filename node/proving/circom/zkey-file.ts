import { W3bError } from "../../protocol/errors.ts";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../protocol/bn254.ts";

/** The protocols of snarkjs' .zkey files by the number in them (snarkjs, src/zkey_constants.js). */
const zkeyProtocols = { groth16: 1, plonk: 2, fflonk: 10 };
export type ZkeyProtocol = keyof typeof zkeyProtocols;

/** The sections of a .zkey file; the arrays are views of it. */
export interface ZkeyFile {
  /** The header, from behind the two moduli on. */
  header: Cursor;
  /** A section by its number. Throws PROGRAM_INVALID when it is missing. */
  section(id: number): Uint8Array;
  /** The same where its length is known. Throws PROGRAM_INVALID when it is another. */
  sized(id: number, length: number): Uint8Array;
}

/**
 * Cuts a snarkjs .zkey file of the protocol, over BN254, into its sections. Throws PROGRAM_INVALID (input).
 * Format: snarkjs, src/zkey_utils.js.
 */
export function readZkeyFile(file: Uint8Array, protocol: ZkeyProtocol): ZkeyFile {
  const sections = readSections(file);
  const section = (id: number): Uint8Array => {
    const bytes = sections.get(id);
    if (bytes === undefined) throw keyInvalid(`section ${id} is missing`);
    return bytes;
  };
  const sized = (id: number, length: number): Uint8Array => {
    const bytes = section(id);
    if (bytes.length !== length) throw keyInvalid(`section ${id} has ${bytes.length} bytes instead of ${length}`);
    return bytes;
  };
  if (protocolIn(sections) !== zkeyProtocols[protocol]) throw keyInvalid(`it is not for ${PROTOCOL_NAMES[protocol]}`);

  const header = new Cursor(section(HEADER));
  for (const modulus of [BASE_MODULUS, SCALAR_MODULUS]) {
    if (header.uint32() !== 32 || integerOf(header.take(32)) !== modulus) throw keyInvalid("its curve is not BN254");
  }
  return { header, section, sized };
}

/** The protocol a .zkey file is for. Throws PROGRAM_INVALID (input) when it is no such file. */
export function zkeyProtocolOf(file: Uint8Array): ZkeyProtocol {
  const number = protocolIn(readSections(file));
  const found = Object.entries(zkeyProtocols).find(([, value]) => value === number);
  if (found === undefined) throw keyInvalid(`snarkjs' protocol ${number} is not known here`);
  return found[0] as ZkeyProtocol;
}

/** A section of a .zkey file by its number, if it is there. Throws PROGRAM_INVALID (input) when it is no such file. */
export function sectionIn(file: Uint8Array, id: number): Uint8Array | undefined {
  return readSections(file).get(id);
}

/** Reads little-endian values one after the other; never past the end. */
export class Cursor {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#offset) throw keyInvalid("it ends too early");
    return this.#bytes.subarray(this.#offset, (this.#offset += length));
  }

  uint32(): number {
    return viewOf(this.take(4)).getUint32(0, true);
  }

  uint64(): number {
    return Number(viewOf(this.take(8)).getBigUint64(0, true)); // rounding can only make it larger than any file
  }
}

/** Little-endian bytes as an integer. */
export function integerOf(littleEndian: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(littleEndian).reverse().toString("hex")}`);
}

/** For reading numbers out of bytes that begin anywhere. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Every way in which a proving key can be unusable. */
export function keyInvalid(reason: string): W3bError {
  return new W3bError("PROGRAM_INVALID", `The proving key cannot be used: ${reason}.`, {
    kind: "input",
    meaning: "The project's file does not hold a complete proving key of snarkjs for its proof system and BN254.",
    action: "Make the .zkey file again with snarkjs and publish the project's file again.",
  });
}

const PROTOCOL = 1;
const HEADER = 2;
const PROTOCOL_NAMES = { groth16: "Groth16", plonk: "PLONK", fflonk: "FFLONK" };
const MAX_SECTIONS = 64;

function protocolIn(sections: Map<number, Uint8Array>): number {
  const bytes = sections.get(PROTOCOL);
  if (bytes === undefined) throw keyInvalid(`section ${PROTOCOL} is missing`);
  if (bytes.length !== 4) throw keyInvalid("it names no protocol");
  return viewOf(bytes).getUint32(0, true);
}

function readSections(file: Uint8Array): Map<number, Uint8Array> {
  const cursor = new Cursor(file);
  if (String.fromCharCode(...cursor.take(4)) !== "zkey" || cursor.uint32() !== 1) {
    throw keyInvalid("it does not begin as a .zkey file of version 1");
  }
  const count = cursor.uint32();
  if (count > MAX_SECTIONS) throw keyInvalid(`it claims ${count} sections`);
  const sections = new Map<number, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const id = cursor.uint32();
    if (sections.has(id)) throw keyInvalid(`section ${id} is there twice`);
    sections.set(id, cursor.take(cursor.uint64()));
  }
  return sections;
}
