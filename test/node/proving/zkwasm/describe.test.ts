import assert from "node:assert/strict";
import { concat, type Hex, slice } from "viem";
import { moduleInputs, targetOf } from "../../../../node/proving/systems/zkwasm/inputs.ts";
import { zkWasm } from "../../../../node/proving/systems/zkwasm/index.ts";
import { programIdOf } from "../../../../node/proving/systems/zkwasm/parameters.ts";
import { SCALAR_MODULUS } from "../../../../node/protocol/bn254.ts";
import { withCode } from "../risc0/support.ts";
import { codeHash, moduleOf, parametersFor, sumModule } from "./support.ts";

const invalid = withCode("PROGRAM_INVALID", "input");

describe("a zkWASM project's code", () => {
  it("is described by what ZkWasmVerifier registers", async () => {
    const { programId, verifier, binding, key } = await zkWasm().describe(
      sumModule,
      parametersFor(1, { prefix: ["7"] }),
    );
    const registered: Record<string, unknown> = { ...JSON.parse(parametersFor(1)), packed: true, prefix: [7n] };
    delete registered["codeHash"];
    assert.deepEqual(key, registered);
    assert.equal(programId, programIdOf(registered as never, codeHash));
    assert.equal(verifier, "zkWasmVerifier");
    assert.equal(binding, "native");
  });

  for (const [title, parameters] of [
    ["none", ""],
    ["another form", "[]"],
    ["no room for binding and inputHash", parametersFor(-1)],
    ["no proof", parametersFor(1, { proofWords: 0 })],
    ["too many words", parametersFor(1, { auxWords: 1025 })],
    ["a prefix beyond the field", parametersFor(1, { prefix: [`${SCALAR_MODULUS}`] })],
    ["a bad address", parametersFor(1, { aggregator: "0x12" })],
    ["another key", parametersFor(1, { packed: false })],
  ] as const) {
    it(`is refused with parameters that have ${title}`, async () => {
      await assert.rejects(zkWasm().describe(sumModule, parameters), invalid);
    });
  }

  for (const [title, module] of [
    ["empty", new Uint8Array()],
    ["cut off", sumModule.subarray(0, -3)],
    ["no module", Buffer.from("and so on")],
    ["too large", new Uint8Array(5 * 1024 * 1024)],
    ["without zkmain", moduleOf([0x42, 0], undefined, "main")],
  ] as const) {
    it(`is refused when it is ${title}`, async () => {
      await assert.rejects(zkWasm().load(module, parametersFor(1)), invalid);
    });
  }

  it("reaches the module with binding and inputHash in four words each, as the contract's target has them", () => {
    const binding: Hex = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const { journal, public: publics } = moduleInputs({ messages: ['{"public_input":[5]}'], binding }, 3);
    assert.deepEqual(publics.slice(0, 4), [
      0x0706050403020100n,
      0x0f0e0d0c0b0a0908n,
      0x1716151413121110n,
      0x1f1e1d1c1b1a1918n,
    ]);
    assert.equal(publics.at(-1), 5n);
    assert.equal(concat([binding, slice(journal, 32)]), journal);
    assert.deepEqual(targetOf(journal, [7n]), [7n, ...publics]);
  });
});
