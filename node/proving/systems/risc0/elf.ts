import { programInvalid } from "./failures.ts";

/** The memory of a guest before its first instruction. */
export interface GuestMemory {
  /** Address of the first instruction. */
  entry: number;
  /** Pages of 1 KiB by index; those that are missing are zero. */
  pages: Map<number, Uint8Array>;
}

export const PAGE_BYTES = 1024;
/** End of what a guest of 1.x may use: its registers and then the page table follow. */
const GUEST_END = 0x0c00_0000;
const MAX_SEGMENTS = 256;

/**
 * Loads an ELF file as RISC Zero 1.x does (risc0/binfmt/src/elf.rs): 32 bits, little endian, RISC-V, executable.
 * Throws PROGRAM_INVALID (input).
 */
export function loadElf(elf: Uint8Array): GuestMemory {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  if (elf.length < HEADER_BYTES || view.getUint32(0) !== MAGIC) throw programInvalid("it is no ELF file");
  if (elf[4] !== 1 || elf[5] !== 1) throw programInvalid("its ELF file is not of 32 bits, little endian");
  if (view.getUint16(16, true) !== EXECUTABLE || view.getUint16(18, true) !== RISC_V) {
    throw programInvalid("its ELF file is no executable for RISC-V");
  }
  const entry = view.getUint32(24, true);
  if (entry >= GUEST_END || entry % 4 !== 0) throw programInvalid("its ELF file has an entry point out of bounds");
  const [table, size, count] = [view.getUint32(28, true), view.getUint16(42, true), view.getUint16(44, true)];
  if (count > MAX_SEGMENTS) throw programInvalid(`its ELF file has more than ${MAX_SEGMENTS} segments`);
  if (count === 0 || size !== SEGMENT_BYTES || table + count * size > elf.length) {
    throw programInvalid("its ELF file has no segment table");
  }
  const pages = new Map<number, Uint8Array>();
  let loaded = 0;
  for (let at = table; at < table + count * size; at += size) {
    if (view.getUint32(at, true) !== LOADED) continue;
    const [offset, address] = [view.getUint32(at + 4, true), view.getUint32(at + 8, true)];
    const [fileBytes, memoryBytes] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true)];
    // Segments that share the file's bytes could fill the whole memory from a small file.
    loaded += Math.min(fileBytes, memoryBytes);
    if (loaded > elf.length) throw programInvalid("the segments of its ELF file are longer than the file");
    loadSegment(pages, elf, offset, address, fileBytes, memoryBytes);
  }
  return { entry, pages };
}

const HEADER_BYTES = 52;
const SEGMENT_BYTES = 32;
const MAGIC = 0x7f454c46; // "\x7fELF", big endian
const EXECUTABLE = 2;
const RISC_V = 243;
const LOADED = 1;

/** Whole words are written: file bytes first, zeros behind them. */
function loadSegment(
  pages: Map<number, Uint8Array>,
  elf: Uint8Array,
  offset: number,
  address: number,
  fileBytes: number,
  memoryBytes: number,
): void {
  const end = address + 4 * Math.ceil(memoryBytes / 4);
  if (fileBytes >= GUEST_END || end > GUEST_END) throw programInvalid("a segment of its ELF file is out of bounds");
  if (address % 4 !== 0) throw programInvalid("a segment of its ELF file is not aligned");
  const fileEnd = Math.min(address + fileBytes, end);
  if (offset + (fileEnd - address) > elf.length) throw programInvalid("a segment of its ELF file is cut off");

  for (let at = address; at < fileEnd;) {
    const page = Math.floor(at / PAGE_BYTES);
    const stop = Math.min(fileEnd, (page + 1) * PAGE_BYTES);
    let bytes = pages.get(page);
    if (bytes === undefined) pages.set(page, (bytes = new Uint8Array(PAGE_BYTES)));
    bytes.set(elf.subarray(offset + at - address, offset + stop - address), at % PAGE_BYTES);
    at = stop;
  }
  // Missing pages are zero already, and there may be far more of them than the file has bytes.
  for (const [page, bytes] of pages) {
    const start = Math.max(fileEnd, page * PAGE_BYTES);
    const stop = Math.min(end, (page + 1) * PAGE_BYTES);
    if (start < stop) bytes.fill(0, start - page * PAGE_BYTES, stop - page * PAGE_BYTES);
  }
}
