import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { bytesToHex, type Hex } from "viem";
import { loadElf } from "../../../../node/proving/systems/risc0/elf.ts";
import { imageIdOf } from "../../../../node/proving/systems/risc0/image-id.ts";
import { compressBlocks } from "../../../../node/proving/systems/risc0/sha256-compression.ts";
import { seededRandom } from "../../../support/random.ts";
import { withCode } from "./support.ts";

const random = seededRandom("guests");

interface Segment {
  address: number;
  bytes: Uint8Array;
  memory?: number;
}

/** An executable for RISC-V with these segments. */
function elfOf(segments: Segment[], entry = 0x200800): Buffer {
  const header = Buffer.alloc(52);
  header.write("\x7fELF\x01\x01\x01", "latin1");
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(243, 18);
  header.writeUInt32LE(entry, 24);
  header.writeUInt32LE(52, 28);
  header.writeUInt16LE(32, 42);
  header.writeUInt16LE(segments.length, 44);
  let offset = 52 + 32 * segments.length;
  const table = segments.map(({ address, bytes, memory = bytes.length }) => {
    const row = Buffer.alloc(32);
    [1, offset, address, address, bytes.length, memory, 7, 4].forEach((value, i) => row.writeUInt32LE(value, 4 * i));
    offset += bytes.length;
    return row;
  });
  return Buffer.concat([header, ...table, ...segments.map(({ bytes }) => bytes)]);
}

/**
 * The id by the definition alone: one flat address space of 1 KiB pages, where the entry of page i is at
 * 0x0d000000 + 32 i, hashed in order up to the page that has no entry any more.
 */
function idByDefinition(words: Map<number, number>, entry: number): Hex {
  const space = new Map<number, Buffer>();
  const page = (index: number) => space.get(index) ?? space.set(index, Buffer.alloc(1024)).get(index)!;
  for (const [address, word] of words) page(Math.floor(address / 1024)).writeUInt32LE(word, address % 1024);
  const zero = compressBlocks(Buffer.alloc(1024));
  const rootPage = 219_862; // PageTableInfo::root_idx of RISC Zero's own test
  for (let i = 0; i < rootPage; i++) {
    const digest = space.has(i) ? compressBlocks(space.get(i)!) : zero;
    const at = 0x0d00_0000 + 32 * i;
    page(Math.floor(at / 1024)).set(digest, at % 1024);
  }
  const root = compressBlocks(space.get(rootPage)!.subarray(0, 0xd6b5ac0 - 0xd6b5800)); // root_addr - root_page_addr
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
  const tail = Buffer.from([entry & 255, (entry >> 8) & 255, (entry >> 16) & 255, entry >>> 24, 1, 0]);
  return bytesToHex(sha256(Buffer.concat([sha256(Buffer.from("risc0.SystemState")), root, tail])));
}

describe("SHA-256's compression", () => {
  it("gives SHA-256 when the padding is added by hand", () => {
    for (const length of [0, 1, 55, 56, 64, 200]) {
      const message = random.bytes(length);
      const padded = Buffer.alloc(64 * Math.ceil((length + 9) / 64));
      message.copy(padded);
      padded[length] = 0x80;
      padded.writeUInt32BE(8 * length, padded.length - 4);
      assert.deepEqual(Buffer.from(compressBlocks(padded)), createHash("sha256").update(message).digest());
    }
  });
});

describe("the image id of a RISC Zero 1.x guest", () => {
  it("is the tagged digest of entry point and root of the page table, as the definition gives it", () => {
    const code = random.bytes(3000);
    const data = random.bytes(7); // its last word is filled with zeros
    const elf = elfOf([
      { address: 0x200800, bytes: code },
      { address: 0x0bff_fffc - 8, bytes: data, memory: 11 },
    ]);
    const words = new Map<number, number>();
    for (let i = 0; i < 3000; i += 4) words.set(0x200800 + i, code.readUInt32LE(i));
    const padded = Buffer.concat([data, Buffer.alloc(5)]);
    for (let i = 0; i < 12; i += 4) words.set(0x0bff_fffc - 8 + i, padded.readUInt32LE(i));
    assert.equal(imageIdOf(elf), idByDefinition(words, 0x200800));
  });

  it("depends on code, addresses and entry point, and not on where the file has them", () => {
    const bytes = Buffer.alloc(2048, 0x13);
    const id = imageIdOf(elfOf([{ address: 0x200800, bytes }]));
    const other = Buffer.from(bytes);
    other[2047] = 0x14;
    assert.notEqual(imageIdOf(elfOf([{ address: 0x200800, bytes: other }])), id);
    assert.notEqual(imageIdOf(elfOf([{ address: 0x200804, bytes }])), id);
    assert.notEqual(imageIdOf(elfOf([{ address: 0x200800, bytes }], 0x200804)), id);
    const halves = [
      { address: 0x200800 + 1000, bytes: bytes.subarray(1000) },
      { address: 0x200800, bytes: bytes.subarray(0, 1000), memory: 1000 },
    ];
    assert.equal(imageIdOf(elfOf(halves)), id);
  });

  it("takes a later segment for what it overwrites, zeros included", () => {
    const under = { address: 0x200800, bytes: Buffer.alloc(64, 1) };
    const over = { address: 0x200810, bytes: Buffer.alloc(4, 2), memory: 8 };
    const { pages } = loadElf(elfOf([under, over]));
    const expected = Buffer.concat([Buffer.alloc(16, 1), Buffer.alloc(4, 2), Buffer.alloc(4), Buffer.alloc(40, 1)]);
    assert.deepEqual(Buffer.from(pages.get(0x200800 / 1024)!.subarray(0, 64)), expected);
  });

  const good = elfOf([{ address: 0x200800, bytes: Buffer.alloc(16, 1) }]);
  const changed = (offset: number, ...bytes: number[]) => {
    const elf = Buffer.from(good);
    elf.set(bytes, offset);
    return elf;
  };
  // Two segments of 4096 bytes at different addresses, both taken from the first segment's bytes.
  const sharing = elfOf([
    { address: 0x200800, bytes: Buffer.alloc(4096, 1) },
    { address: 0x300800, bytes: Buffer.alloc(0), memory: 4096 },
  ]);
  sharing.set(sharing.subarray(52 + 4, 52 + 8), 52 + 32 + 4);
  sharing.set(sharing.subarray(52 + 16, 52 + 20), 52 + 32 + 16);
  for (const [title, elf] of [
    ["empty", Buffer.alloc(0)],
    ["of 64 bits", changed(4, 2)],
    ["big endian", changed(5, 2)],
    ["for another machine", changed(18, 62)],
    ["a library", changed(16, 3)],
    ["entered at an odd address", changed(24, 1)],
    ["entered beyond memory", changed(27, 0x0c)],
    ["without segments", changed(44, 0, 0)],
    ["with too many segments", changed(44, 1, 2)],
    ["with its segment table beyond the end", changed(28, 0xff, 0xff, 0xff, 0xff)],
    ["with a segment beyond memory", changed(52 + 20, 0, 0, 0, 0x0c)],
    ["with a segment at an odd address", changed(52 + 8, 1)],
    ["whose segments share its bytes", sharing],
    ["cut off", good.subarray(0, good.length - 1)],
  ] as const) {
    it(`does not exist for a file ${title}`, () => {
      assert.throws(() => imageIdOf(elf), withCode("PROGRAM_INVALID", "input"));
    });
  }

  it("does not take long for 256 segments that claim all of memory", () => {
    const segment = { address: 0, bytes: Buffer.alloc(4), memory: 0x0c00_0000 - 4 };
    const many = Array.from({ length: 256 }, () => segment); // hashed one by one, they would be 48 GiB
    assert.equal(imageIdOf(elfOf(many)), imageIdOf(elfOf([segment])));
  });
});
