import { createHash } from "node:crypto";
import { bytesToHex, type Hex } from "viem";
import { loadElf, PAGE_BYTES } from "./elf.ts";
import { compressBlocks } from "./sha256-compression.ts";

/**
 * The image id of an ELF file under RISC Zero 1.x (risc0/binfmt/src/image.rs): memory and the table of its pages'
 * digests lie in one address space, so the table's own pages are in it too; what remains of it is the root. The id
 * is the tagged digest of root and entry point. From 2.0 on, the tree is made with Poseidon2 and ids differ.
 * Throws PROGRAM_INVALID (input).
 */
export function imageIdOf(elf: Uint8Array): Hex {
  const { entry, pages } = loadElf(elf);
  const table = Buffer.alloc(TABLE_BYTES, compressBlocks(new Uint8Array(PAGE_BYTES))); // nearly all pages are zero
  for (const [page, bytes] of pages) table.set(compressBlocks(bytes), page * DIGEST_BYTES);
  let last = Buffer.alloc(0); // nearly all pages of the table are alike
  let digest = new Uint8Array(DIGEST_BYTES);
  for (let page = MEMORY_PAGES; page < TOTAL_PAGES; page++) {
    const bytes = table.subarray((page - MEMORY_PAGES) * PAGE_BYTES, (page - MEMORY_PAGES + 1) * PAGE_BYTES);
    if (!bytes.equals(last)) digest = compressBlocks((last = bytes));
    table.set(digest, page * DIGEST_BYTES);
  }
  const root = compressBlocks(table.subarray((TOTAL_PAGES - MEMORY_PAGES) * PAGE_BYTES));
  return systemStateDigest(root, entry);
}

const DIGEST_BYTES = 32;
/** Where the page table begins: memory ends there. */
const TABLE_ADDRESS = 0x0d00_0000;
const MEMORY_PAGES = TABLE_ADDRESS / PAGE_BYTES;
/** A digest for each page, then for each page of these digests, and so on: 6,815,744 + 212,992 + 6,656 + 192. */
const TABLE_BYTES = tableBytes();
/** Pages with an entry in the table; the last ones are the table's own. What is left of it is the root. */
const TOTAL_PAGES = Math.floor((TABLE_ADDRESS + TABLE_BYTES) / PAGE_BYTES);

function tableBytes(): number {
  let sum = 0;
  for (let layer = TABLE_ADDRESS; layer >= PAGE_BYTES; sum += layer)
    layer = Math.floor(layer / PAGE_BYTES) * DIGEST_BYTES;
  return sum;
}

/** RISC Zero's tagged digest of a SystemState: one digest below it and one word of data. */
function systemStateDigest(root: Uint8Array, programCounter: number): Hex {
  const data = Buffer.alloc(6);
  data.writeUInt32LE(programCounter, 0);
  data.writeUInt16LE(1, 4); // how many digests are below
  const tag = createHash("sha256").update("risc0.SystemState").digest();
  return bytesToHex(createHash("sha256").update(tag).update(root).update(data).digest());
}
