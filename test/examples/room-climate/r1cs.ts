import { readFileSync } from "node:fs";

/** A linear combination: the coefficient of each wire. */
export type Combination = Map<number, bigint>;

/** A rank-1 constraint system: every constraint says a * b = c over the witness, modulo `prime`. Wire 0 is 1. */
export interface R1cs {
  prime: bigint;
  /** The names of each wire's signals; none for wire 0. */
  wires: string[][];
  constraints: [a: Combination, b: Combination, c: Combination][];
}

/** Reads a binary .r1cs file (iden3's format, version 1) and the names in its .sym file. */
export function readR1cs(paths: { r1cs: string; sym: string }): R1cs {
  const sections = readSections(readFileSync(paths.r1cs));
  const header = sections.get(1)!;
  const bytes = header.readUInt32LE(0); // of a field element
  const count = header.readUInt32LE(4 + bytes + 24);

  const body = sections.get(2)!;
  let at = 0;
  const combination = (): Combination => {
    const terms = body.readUInt32LE(at);
    at += 4;
    const result: Combination = new Map();
    for (let term = 0; term < terms; term++, at += 4 + bytes) {
      result.set(body.readUInt32LE(at), littleEndian(body.subarray(at + 4, at + 4 + bytes)));
    }
    return result;
  };
  const constraints = Array.from({ length: count }, (): R1cs["constraints"][number] => {
    return [combination(), combination(), combination()];
  });
  const wires: string[][] = Array.from({ length: header.readUInt32LE(4 + bytes) }, () => []);
  for (const line of readFileSync(paths.sym, "utf8").trim().split("\n")) {
    const [, wire, , name] = line.split(",") as [string, string, string, string];
    wires[Number(wire)]?.push(name); // a signal that was removed is at wire -1
  }
  return { prime: littleEndian(header.subarray(4, 4 + bytes)), wires, constraints };
}

/** The value of a combination over the witness. */
export function evaluate(combination: Combination, witness: readonly bigint[], prime: bigint): bigint {
  let sum = 0n;
  for (const [wire, coefficient] of combination) sum += coefficient * witness[wire]!;
  return sum % prime;
}

function readSections(file: Buffer): Map<number, Buffer> {
  const sections = new Map<number, Buffer>();
  let at = 12; // after magic, version and number of sections
  while (at < file.length) {
    const size = Number(file.readBigUInt64LE(at + 4));
    sections.set(file.readUInt32LE(at), file.subarray(at + 12, at + 12 + size));
    at += 12 + size;
  }
  return sections;
}

function littleEndian(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}
