import { open } from "node:fs/promises";

/**
 * How many contributions a Powers of Tau file lists; zero where it has no list. Reads no more than it must, for such
 * files have gigabytes. Throws a RangeError where it ends too early. Format: snarkjs, src/powersoftau_utils.js.
 */
export async function ptauContributions(path: string): Promise<number> {
  const file = await open(path);
  try {
    const read = async (position: number, length: number) =>
      (await file.read({ buffer: Buffer.alloc(length), position })).buffer;
    const sections = (await read(8, 4)).readUInt32LE();
    for (let i = 0, at = 12; i < sections; i++) {
      const head = await read(at, 12);
      if (head.readUInt32LE() === CONTRIBUTIONS) return (await read(at + 12, 4)).readUInt32LE();
      at += 12 + Number(head.readBigUInt64LE(4));
    }
    return 0;
  } finally {
    await file.close();
  }
}

const CONTRIBUTIONS = 7;
