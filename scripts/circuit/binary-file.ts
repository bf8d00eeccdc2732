/** A file of snarkjs, version 1: type, then numbered sections (@iden3/binfileutils). */
export function binaryFile(type: "zkey" | "ptau", sections: [id: number, content: Uint8Array][]): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from(type), uint32(1), uint32(sections.length)];
  for (const [id, content] of sections) parts.push(uint32(id), uint64(content.length), content);
  return new Uint8Array(Buffer.concat(parts));
}

/** 32 bytes, little endian. */
export function element(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}

/** 4 bytes, little endian. */
export function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}
