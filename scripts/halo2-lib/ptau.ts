import { type FileHandle, open } from "node:fs/promises";
import { BASE_MODULUS } from "../../node/protocol/bn254.ts";
import { W3bError } from "../../node/protocol/errors.ts";
import { halo2Root, snarkjsRoot } from "./roots.ts";
import { SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";

/**
 * The set-up for 2^k rows from a Powers of Tau file of snarkjs that is prepared for phase 2 and of power k or more. Both
 * hold points as affine coordinates in little-endian Montgomery form, so they are copied. Reads only what it needs of
 * the file. The result is to be checked: see check-srs.ts. Throws PTAU_INVALID (input).
 */
export async function srsFromPtau(path: string, k: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const sections = await sectionsOf(file);
    const n = 2 ** k;
    const section = (type: number, from: number, length: number) => {
      const found = sections.get(type);
      if (found === undefined || from + length > found.length) throw missing(type, k);
      return read(file, found.offset + from, length);
    };
    const header = await section(HEADER, 0, 44);
    if (header.readUInt32LE(0) !== 32 || littleEndian(header.subarray(4, 36)) !== BASE_MODULUS) {
      throw invalid("it is not over BN254");
    }
    const head = Buffer.alloc(4);
    head.writeUInt32LE(k);
    const powers = await section(TAU_G1, 0, n * G1_BYTES);
    // The bases of all powers follow each other: 1 point for power 0, 2 for 1, ...
    const basis = await section(LAGRANGE_G1, (n - 1) * G1_BYTES, n * G1_BYTES);
    const g2 = await section(TAU_G2, 0, 2 * G2_BYTES);
    return new Uint8Array(Buffer.concat([head, powers, reordered(basis, k), g2]));
  } finally {
    await file.close();
  }
}

/** snarkjs' Lagrange basis in halo2's order: its root of unity is another, so entry i is entry e * i of snarkjs'. */
function reordered(basis: Buffer, k: number): Buffer {
  const n = 2 ** k;
  const exponent = exponentOf(halo2Root(k), snarkjsRoot(k), n);
  const result = Buffer.alloc(basis.length);
  for (let i = 0; i < n; i++) {
    const from = ((exponent * i) % n) * G1_BYTES;
    basis.copy(result, i * G1_BYTES, from, from + G1_BYTES);
  }
  return result;
}

/** e with base^e = power, found by going through them. */
function exponentOf(power: bigint, base: bigint, order: number): number {
  for (let exponent = 0, value = 1n; exponent < order; exponent++, value = (value * base) % R) {
    if (value === power) return exponent;
  }
  throw new RangeError("The root is not of that order.");
}

/** Where the sections of a binary file of snarkjs are: magic, version, number of sections; type, length and content. */
async function sectionsOf(file: FileHandle): Promise<Map<number, { offset: number; length: number }>> {
  const { size } = await file.stat();
  const head = size < 12 ? undefined : await read(file, 0, 12);
  if (head?.toString("latin1", 0, 4) !== "ptau") throw invalid("it does not begin with ptau");
  const sections = new Map<number, { offset: number; length: number }>();
  let offset = 12;
  for (let i = 0; i < head.readUInt32LE(8); i++) {
    if (offset + 12 > size) throw invalid("it is not complete");
    const entry = await read(file, offset, 12);
    const length = Number(entry.readBigUInt64LE(4));
    offset += 12;
    if (offset + length > size) throw invalid("it is not complete");
    sections.set(entry.readUInt32LE(0), { offset, length });
    offset += length;
  }
  return sections;
}

async function read(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0) throw invalid("it is not complete");
    done += bytesRead;
  }
  return buffer;
}

const [HEADER, TAU_G1, TAU_G2, LAGRANGE_G1] = [1, 2, 3, 12];
const [G1_BYTES, G2_BYTES] = [64, 128];

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function missing(type: number, k: number): W3bError {
  if (type === LAGRANGE_G1) {
    return invalid(
      `it is not prepared for phase 2, or of a power below ${k}`,
      "Run: snarkjs powersoftau prepare phase2",
    );
  }
  return invalid(`it has too few powers for 2^${k} rows`, `Take a file of power ${k} or more.`);
}

function invalid(reason: string, action?: string): W3bError {
  return new W3bError("PTAU_INVALID", `The Powers of Tau file cannot be converted: ${reason}.`, {
    kind: "input",
    action,
  });
}
