import { SCALAR_MODULUS } from "../../protocol/bn254.ts";

/**
 * A witness (32-byte little-endian integers) as the content of a .wtns file, which snarkjs takes.
 * Format: snarkjs, src/wtns_utils.js.
 */
export function witnessFile(witness: Uint8Array): Uint8Array {
  const header = Buffer.alloc(76);
  header.write("wtns", 0);
  header.writeUInt32LE(2, 4); // version
  header.writeUInt32LE(2, 8); // sections
  header.writeUInt32LE(1, 12);
  header.writeBigUInt64LE(40n, 16);
  header.writeUInt32LE(32, 24); // bytes of an element
  for (let i = 0; i < 32; i++) header[28 + i] = Number((SCALAR_MODULUS >> BigInt(8 * i)) & 0xffn);
  header.writeUInt32LE(witness.length / 32, 60);
  header.writeUInt32LE(2, 64);
  header.writeBigUInt64LE(BigInt(witness.length), 68);
  const file = new Uint8Array(header.length + witness.length);
  file.set(header);
  file.set(witness, header.length);
  return file;
}
