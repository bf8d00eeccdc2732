import { programInvalid } from "./code.ts";
import { baseOrder, scalarOrder } from "./field.ts";
import type { G1, G2, VerifyingKey } from "./verifying-key.ts";

export interface ZkeyHeader {
  verifyingKey: VerifyingKey;
  /** How many signals a witness has. */
  witnessSize: number;
  /** How many 32-byte words a journal has. */
  publicSignals: number;
}

/**
 * The verifying key inside a snarkjs Groth16 proving key. Throws PROGRAM_INVALID (input) unless the file is one over
 * BN254 with at least the two public signals `binding` and `inputHash`.
 *
 * Format: "zkey", version, number of sections; then sections of type (u32), size (u64) and content. Section 1: the
 * protocol; 2: field sizes and orders, counts, alpha1, beta1, beta2, gamma2, delta1, delta2; 3: IC. All little-endian;
 * coordinates in Montgomery form. Source: snarkjs/src/zkey_utils.js.
 */
export function readZkey(file: Uint8Array): ZkeyHeader {
  try {
    return read(file);
  } catch (cause) {
    throw cause instanceof RangeError ? programInvalid("its zkey is truncated", cause) : cause;
  }
}

function read(file: Uint8Array): ZkeyHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const sections = readSections(view);
  if (view.getUint32(section(sections, 1), true) !== 1) throw programInvalid("its zkey is not for Groth16");

  let position = section(sections, 2);
  const word = () => view.getUint32((position += 4) - 4, true);
  const number = () => readNumber(view, (position += 32) - 32);
  if (word() !== 32 || number() !== baseOrder || word() !== 32 || number() !== scalarOrder) {
    throw programInvalid("its zkey is not over BN254");
  }
  const witnessSize = word();
  const publicSignals = word();
  position += 4; // the size of the domain
  if (publicSignals < 2) throw programInvalid('it has no public signals "binding" and "inputHash"');

  const coordinate = () => fromMontgomery(number());
  const g1 = (): G1 => ({ x: coordinate(), y: coordinate() });
  const g2 = (): G2 => {
    const [x0, x1, y0, y1] = [coordinate(), coordinate(), coordinate(), coordinate()];
    return { x1, x0, y1, y0 };
  };
  const alpha = g1();
  g1(); // beta in G1 serves proving only
  const beta = g2();
  const gamma = g2();
  g1(); // delta in G1 likewise
  const delta = g2();

  position = section(sections, 3);
  if (position + (publicSignals + 1) * 64 > file.length) throw new RangeError("IC is truncated");
  const ic = Array.from({ length: publicSignals + 1 }, g1);
  return { verifyingKey: { alpha, beta, gamma, delta, ic }, witnessSize, publicSignals };
}

/** Where each section's content begins. */
function readSections(view: DataView): Map<number, number> {
  if (view.getUint32(0, true) !== 0x79656b7a) throw programInvalid("its zkey does not begin as one");
  const sections = new Map<number, number>();
  let position = 12;
  for (let rest = view.getUint32(8, true); rest > 0 && sections.size < 16; rest--) {
    const size = Number(view.getBigUint64(position + 4, true));
    sections.set(view.getUint32(position, true), position + 12);
    position += 12 + size;
    if (position > view.byteLength) throw new RangeError("a section is truncated");
  }
  return sections;
}

function section(sections: Map<number, number>, type: number): number {
  const position = sections.get(type);
  if (position === undefined) throw programInvalid(`its zkey has no section ${type}`);
  return position;
}

function readNumber(view: DataView, position: number): bigint {
  let value = 0n;
  for (let offset = 24; offset >= 0; offset -= 8) {
    value = (value << 64n) | view.getBigUint64(position + offset, true);
  }
  return value;
}

/** 2^-256 modulo the base field's order: undoes the Montgomery form. */
const montgomeryInverse = power(2n ** 256n % baseOrder, baseOrder - 2n);

function fromMontgomery(value: bigint): bigint {
  return (value * montgomeryInverse) % baseOrder;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % baseOrder) {
    if (exponent & 1n) result = (result * square) % baseOrder;
  }
  return result;
}
