import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { packCode, readCode } from "../../../node/proving/circom/code.ts";
import { circomVmTypeOf } from "../../../node/proving/circom/vm-type.ts";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { developmentKey } from "../../../scripts/circuit/development-key.ts";
import { windowMaximumData, windowMaximumProject } from "../../../scripts/devnet/window-maximum.ts";
import { circuitPath } from "../../contracts/support/verifiers.ts";
import { roomClimateWasm, roomClimateZkey } from "./support/room-climate.ts";
import { universalSystems } from "./support/window-maximum.ts";

/** Order of the fields, little endian. */
const BEYOND = Buffer.from("01".padEnd(64, "f"), "hex");
const binding = `0x00${"12".repeat(31)}` as const;

for (const { name, system, readKey, sections } of universalSystems) {
  describe(`reading .zkey files for ${name}`, () => {
    let wasm: Uint8Array;
    let zkey: Buffer;
    let found: Map<number, { head: number; content: number; length: number }>;
    before(async () => {
      const read = readCode((await windowMaximumProject(name)).code);
      wasm = read.wasm;
      zkey = Buffer.from(read.zkey);
      found = sectionsOf(zkey);
    });
    after(stopCurveThreads);

    const refuses = (file: Uint8Array, reason: RegExp) =>
      assert.throws(() => readKey(file), { code: "PROGRAM_INVALID", kind: "input", message: reason });
    /** A copy of the file with bytes of a section replaced. */
    const changed = (section: number, offset: number, bytes: Uint8Array) => {
      const copy = Buffer.from(zkey);
      copy.set(bytes, found.get(section)!.content + offset);
      return copy;
    };
    /** The header's sizes by their order: variables, public signals, domain, additions, constraints. */
    const sized = (position: number, value: number) => changed(2, 72 + 4 * position, uint32(value));
    const sizeAt = (position: number) => zkey.readUInt32LE(found.get(2)!.content + 72 + 4 * position);

    it("refuses every file that was cut short or is something else", () => {
      for (const length of [1, 4, 11, 12, 20, 24, 100, 1000, zkey.length >> 1, zkey.length - 1]) {
        refuses(zkey.subarray(0, length), /./);
      }
      refuses(Buffer.from("hello, I am no key"), /\.zkey/);
    });

    it("tells the vmTypeID of programs with them", () => {
      assert.equal(circomVmTypeOf(zkey), system.vmTypeID);
      assert.equal(circomVmTypeOf(roomClimateZkey()), vmTypes.circom);
      assert.throws(() => circomVmTypeOf(changed(1, 0, uint32(99))), { code: "PROGRAM_INVALID", message: /99/ });
      assert.throws(() => circomVmTypeOf(zkey.subarray(0, 100)), { code: "PROGRAM_INVALID" });
    });

    it("refuses keys of other proof systems", () => {
      refuses(roomClimateZkey(), /it is not for/);
      refuses(changed(1, 0, uint32(99)), /it is not for/);
    });

    it("refuses another curve", () => {
      refuses(changed(2, 4, uint32(1)), /BN254/);
      refuses(changed(2, 0, uint32(48)), /BN254/);
    });

    it("refuses sizes that do not belong together, however large, without working them off", async () => {
      for (const position of [1, 2, 3, 4]) {
        for (const value of [0, sizeAt(position) - 1, sizeAt(position) + 1, 2 * sizeAt(position), 0xffffffff]) {
          refuses(sized(position, value), /./);
        }
      }
      refuses(sized(2, 3), /power of two/);
      refuses(sized(1, 257), /256 public signals/);
      refuses(sized(0, 0), /more public signals than variables/);
      for (const variables of [sizeAt(0) + 1, 0xffffffff]) {
        const code = packCode({ wasm, zkey: sized(0, variables) });
        await assert.rejects(system.load(code, ""), { code: "PROGRAM_INVALID", message: /another circuit/ });
      }
    });

    it("refuses numbers beyond the field", () => {
      refuses(changed(sections.selector, 64, BEYOND), /section 7 has a number beyond/);
      refuses(changed(sections.lagrange, 0, BEYOND), /number beyond/);
      refuses(changed(sections.additions, 8, BEYOND), /factor beyond/);
      refuses(changed(2, 92, BEYOND), /number beyond/);
    });

    it("refuses wires and additions of variables that are not there", () => {
      refuses(changed(sections.wire, 8, uint32(sizeAt(0))), /a wire leads/);
      refuses(changed(sections.additions, 4, uint32(sizeAt(0) - sizeAt(3))), /an addition uses/);
    });

    it("refuses points off the curve, in the header and among the powers of tau", () => {
      refuses(changed(sections.powers, 64 * 100 + 3, Buffer.from([7])), /not on the curve/);
      refuses(changed(sections.powers, 64 * 100, Buffer.alloc(64)), /not on the curve/);
      const lastPoint = name === "plonk" ? 92 + 64 : found.get(2)!.length - 64;
      refuses(changed(2, lastPoint + 3, Buffer.from([7])), /not on the curve/);
      const setUp = name === "plonk" ? found.get(2)!.length - 128 : 92 + 192;
      refuses(changed(2, setUp, BEYOND), /beyond the field/);
    });

    it("refuses cosets that meet", () => {
      const k1 = zkey.subarray(found.get(2)!.content + 92, found.get(2)!.content + 124);
      refuses(changed(2, 124, k1), /cosets/);
      refuses(changed(2, 92, Buffer.alloc(32)), /cosets/);
    });

    it("refuses a header that goes on", () => {
      const { head, content, length } = found.get(2)!;
      const longer = Buffer.concat([
        zkey.subarray(0, content + length),
        Buffer.alloc(4),
        zkey.subarray(content + length),
      ]);
      longer.writeBigUInt64LE(BigInt(length + 4), head + 4);
      refuses(longer, /too long/);
    });

    it("refuses a calculator of another circuit, that is none, or that asks for too much memory", async () => {
      const refusesCalculator = (calculator: Uint8Array, message: RegExp) =>
        assert.rejects(system.load(packCode({ wasm: calculator, zkey }), ""), { code: "PROGRAM_INVALID", message });
      await refusesCalculator(roomClimateWasm(), /another circuit/);
      await refusesCalculator(Buffer.from("hello"), /WebAssembly/);
      await refusesCalculator(Buffer.from("0061736d0100000005050100808002", "hex"), /2048 MiB/);
    });

    it("refuses circuits without both binding and inputHash, before they are published", async () => {
      const files = await developmentKey(name, circuitPath("polynomial")); // of a single public signal
      const code = packCode({ wasm: readFileSync(files.wasm), zkey: readFileSync(files.zkey) });
      const error = { code: "PROGRAM_INVALID", message: /"binding" and "inputHash"/ };
      await assert.rejects(system.describe(code, ""), error);
      await assert.rejects(system.load(code, ""), error);
    });

    it("refuses a witness that breaks the key's constraints when it is to prove", async () => {
      // The product of levels' differences is not zero in a key that says otherwise.
      const { content, length } = found.get(sections.wire)!;
      const wires = zkey.subarray(content, content + length);
      const swapped = Buffer.from(wires);
      for (let at = 12; at + 8 <= length; at += 4) swapped.writeUInt32LE(wires.readUInt32LE(at + 4), at);
      const program = await system.load(packCode({ wasm, zkey: changed(sections.wire, 0, swapped) }), "");
      const proving = program.prove({ messages: [windowMaximumData()], binding });
      await assert.rejects(proving, { code: "PROGRAM_INVALID", kind: "input", message: /does not belong/ });
    });
  });
}

describe("reading .zkey files for fflonk", () => {
  it("refuses roots of unity that are none", async () => {
    const { system } = universalSystems[1];
    const { wasm, zkey } = readCode((await windowMaximumProject("fflonk")).code);
    for (const root of [0, 1, 2, 3]) {
      const copy = Buffer.from(zkey);
      copy[sectionsOf(copy).get(2)!.content + 156 + 32 * root]! ^= 1;
      const error = { code: "PROGRAM_INVALID", message: /roots of unity/ };
      await assert.rejects(system.load(packCode({ wasm, zkey: copy }), ""), error);
    }
  });
});

/** Where a .zkey file's sections are. */
function sectionsOf(file: Buffer): Map<number, { head: number; content: number; length: number }> {
  const found = new Map<number, { head: number; content: number; length: number }>();
  for (let head = 12; head < file.length;) {
    const length = Number(file.readBigUInt64LE(head + 4));
    found.set(file.readUInt32LE(head), { head, content: head + 12, length });
    head += 12 + length;
  }
  return found;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
