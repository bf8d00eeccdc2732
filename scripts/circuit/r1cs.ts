/** A linear combination of signals. */
export type Combination = [signal: number, value: bigint][];

/** A constraint system: for every constraint, first * second = third. Signal 0 is the constant 1, then the public ones. */
export interface R1cs {
  variables: number;
  publicSignals: number;
  constraints: [Combination, Combination, Combination][];
}

/**
 * Reads circom's .r1cs file; for files the compiler just wrote, hence without checks of its own (reading past the end
 * throws a RangeError). Format: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md
 */
export function readR1cs(file: Uint8Array): R1cs {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.length);
  const sections = readSections(file);
  const header = sections.get(1)!;
  const elementBytes = buffer.readUInt32LE(header);
  const number = (index: number) => buffer.readUInt32LE(header + 4 + elementBytes + 4 * index);
  // wires, public outputs, public inputs, private inputs, labels (64 bits), constraints
  const constraints: R1cs["constraints"] = [];
  let at = sections.get(2)!;
  const combination = (): Combination => {
    const terms = buffer.readUInt32LE(at);
    at += 4;
    return Array.from({ length: terms }, () => {
      const signal = buffer.readUInt32LE(at);
      const value = BigInt(
        `0x${Buffer.from(buffer.subarray(at + 4, at + 4 + elementBytes))
          .reverse()
          .toString("hex")}`,
      );
      at += 4 + elementBytes;
      return [signal, value];
    });
  };
  for (let i = 0; i < number(6); i++) constraints.push([combination(), combination(), combination()]);
  return { variables: number(0), publicSignals: number(1) + number(2), constraints };
}

/** Where the content of each section of a .r1cs file begins, by the section's number. */
export function readSections(file: Uint8Array): Map<number, number> {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.length);
  const sections = new Map<number, number>();
  for (let i = 0, at = 12; i < buffer.readUInt32LE(8); i++) {
    sections.set(buffer.readUInt32LE(at), at + 12);
    at += 12 + Number(buffer.readBigUInt64LE(at + 4));
  }
  return sections;
}
