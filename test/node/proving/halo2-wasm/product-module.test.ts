import assert from "node:assert/strict";
import { size } from "viem";
import { halo2Wasm } from "../../../../node/proving/systems/halo2-wasm/index.ts";
import type { Program } from "../../../../node/proving/types.ts";
import { buildProductModule, linkProductModule } from "../../../../scripts/halo2-module/build.ts";
import { developmentParameters } from "../../../../scripts/halo2-module/parameters.ts";
import { inputOf, wordsOf } from "./support/run.ts";

const message = (a: unknown, b: unknown) => JSON.stringify({ private_a: a, private_b: b });

/** A real module, with all of Halo2 in it: built here, proving on chain is tested with the contracts. */
describe("the example module of a product", () => {
  let wasm: Uint8Array;
  let program: Program;
  before(async () => {
    ({ wasm } = await buildProductModule());
    program = await halo2Wasm().load(wasm, "");
  });

  it("proves 4 a^2 b^2 of the message's private numbers", async () => {
    const { journal, proof } = await program.prove(inputOf([message(3, 5)]));
    assert.deepEqual(wordsOf({ journal, proof }), [900n, 912n, 0x8123456789abcdefn]);
    assert.equal(size(proof), 864);
  });

  it("proves the smallest and the largest numbers it takes", async () => {
    for (const [a, b] of [
      [0, 0],
      [32767, 32767],
    ] as const) {
      const [publicInput] = wordsOf(await program.prove(inputOf([message(a, b)])));
      assert.equal(publicInput, 4n * BigInt(a) ** 2n * BigInt(b) ** 2n);
    }
  });

  it("refuses other messages with its own words", async () => {
    const others = [
      message(-1, 5),
      message(1.5, 5),
      message(32768, 1),
      message("3", 5),
      message(null, 5),
      "{}",
      "3",
      "{",
    ];
    for (const other of others) {
      await assert.rejects(program.dryRun(inputOf([other])), {
        code: "INPUTS_REJECTED",
        message: /private_a and private_b must be whole numbers/,
      });
    }
  });

  it("tells why it panics, in the words of Rust's panic hook", async () => {
    const cut = await halo2Wasm().load(await linkProductModule(developmentParameters(5).subarray(0, 1000)), "");
    await assert.rejects(cut.prove(inputOf([message(3, 5)])), {
      code: "INPUTS_REJECTED",
      message: /panicked at .*\.rs:/,
    });
  });

  it("is the same module whenever it is built", async () => {
    assert.deepEqual((await buildProductModule()).wasm, wasm);
  });
});
