import assert from "node:assert/strict";
import { withMemoryLimit } from "../../../node/proving/wasm-memory.ts";
import { WitnessCalculator } from "../../../node/proving/groth16/witness.ts";
import { roomClimateWasm } from "./support/room-climate.ts";

const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A module that exports its memory "m"; `limits` as in the binary format. */
const moduleWith = (...limits: number[]) =>
  Uint8Array.of(...header, 5, 1 + limits.length, 1, ...limits, 7, 5, 1, 1, 0x6d, 2, 0);

function memoryOf(bytes: Uint8Array): WebAssembly.Memory {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  return instance.exports["m"] as WebAssembly.Memory;
}

/** 8192 pages of 64 KiB in LEB128. */
const limitPages = [0x80, 0x40];

describe("the memory of a program in WebAssembly", () => {
  it("grows to 512 MiB and no further, though the module names no maximum or a larger one", () => {
    for (const limits of [
      [0, 1],
      [1, 1, 0x80, 0x80, 0x04], // 65536 pages, 4 GiB
    ]) {
      const memory = memoryOf(withMemoryLimit(moduleWith(...limits)));
      assert.equal(memory.grow(8191), 1);
      assert.throws(() => memory.grow(1), RangeError);
    }
  });

  it("grows to another limit where the proof system sets one", () => {
    const memory = memoryOf(withMemoryLimit(moduleWith(0, 1), { maxPages: 3 }));
    assert.equal(memory.grow(2), 1);
    assert.throws(() => memory.grow(1), RangeError);
    assert.throws(() => withMemoryLimit(moduleWith(0, 4), { maxPages: 3 }), /more than 0.1875/);
  });

  it("keeps a smaller maximum", () => {
    const memory = memoryOf(withMemoryLimit(moduleWith(1, 1, 2)));
    memory.grow(1);
    assert.throws(() => memory.grow(1), RangeError);
  });

  it("may be the limit from the start, but not more", () => {
    assert.equal(memoryOf(withMemoryLimit(moduleWith(0, ...limitPages))).buffer.byteLength, 2 ** 29);
    assert.throws(() => withMemoryLimit(moduleWith(0, 0x81, 0x40)), /needs 512.0625 MiB/);
  });

  it("is one: several, shared ones and those of 64 bits are refused", () => {
    const two = Uint8Array.of(...header, 5, 5, 2, 0, 1, 0, 1);
    assert.throws(() => withMemoryLimit(two), /several memories/);
    assert.throws(() => withMemoryLimit(moduleWith(3, 1, 2)), /shared or of 64 bits/);
    assert.throws(() => withMemoryLimit(moduleWith(4, 1)), /shared or of 64 bits/);
    const tables = Uint8Array.of(...header, 4, 7, 2, 0x70, 0, 1, 0x70, 0, 1);
    assert.throws(() => withMemoryLimit(tables), /several tables/);
    assert.equal(withMemoryLimit(tables, { maxTables: 2 }), tables);
  });

  it("is looked for in every prefix of a module without reading beyond it", () => {
    const whole = moduleWith(0, 1);
    for (let length = 0; length < whole.length; length++) {
      try {
        withMemoryLimit(whole.subarray(0, length));
      } catch (error) {
        assert.match(String(error), /ends (within|beyond)/);
      }
    }
  });

  it("of a circuit that asks for too much makes the program invalid", () => {
    assert.throws(() => new WitnessCalculator(moduleWith(0, 0x80, 0x80, 0x02)), {
      code: "PROGRAM_INVALID",
      message: /2048 MiB/,
    });
    assert.ok(new WitnessCalculator(roomClimateWasm()).size > 7000);
  });
});
