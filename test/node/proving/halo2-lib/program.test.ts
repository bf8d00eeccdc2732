import assert from "node:assert/strict";
import { makePublic, sum } from "@axiom-crypto/halo2-lib-js";
import { concat, type Hex, numberToHex, size, slice } from "viem";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../../../node/protocol/bn254.ts";
import { circuitOf, programIdOf } from "../../../../node/proving/systems/halo2-lib/circuit.ts";
import { readCode } from "../../../../node/proving/systems/halo2-lib/code.ts";
import { halo2Lib } from "../../../../node/proving/systems/halo2-lib/index.ts";
import { packCircuit } from "../../../../node/proving/systems/halo2-lib/pack.ts";
import type { Program, Proof } from "../../../../node/proving/types.ts";
import { binding, changed, message, tiny, tinyCode, tinySrs, zero } from "./support.ts";

describe("a halo2-lib program", () => {
  let program: Program;
  let proved: Proof;
  before(async () => {
    program = await halo2Lib.load(tinyCode);
    proved = await program.prove({ messages: [message], binding });
  });

  it("is described by the circuit that the verifier contract registers, without being run", async () => {
    const key = circuitOf(readCode(tinyCode));
    const programId = programIdOf(key);
    assert.deepEqual(await halo2Lib.describe(tinyCode), {
      programId,
      verifier: "halo2Verifier",
      binding: "native",
      key,
    });
    assert.equal(program.programId, programId);
  });

  it("commits to the binding and the input hash in the journal's first two words", async () => {
    const unbound = await program.dryRun({ messages: [message], binding: zero });
    assert.deepEqual(wordsOf(unbound), [0n, 206n, 50n]);
    assert.deepEqual(wordsOf(await program.dryRun({ messages: [message], binding })), [BigInt(binding), 206n, 50n]);
  });

  it("proves the journal of its dry run", async () => {
    assert.deepEqual(wordsOf(proved.journal), [BigInt(binding), 206n, 50n]);
    assert.equal(size(proved.proof), 1376);
    assert.ok(await program.check(proved));
  });

  it("makes its keys with the first proof, and never again", async () => {
    const fresh = await halo2Lib.load(tinyCode);
    await fresh.dryRun({ messages: [message], binding });
    const before = fresh.memory();
    await fresh.prove({ messages: [message], binding });
    const withKeys = fresh.memory();
    assert.ok(withKeys > before);
    await fresh.prove({ messages: [message], binding });
    assert.equal(fresh.memory(), withKeys); // nothing was made again
  });

  it("makes another proof each time", async () => {
    const [first, second] = [
      await program.prove({ messages: [message], binding }),
      await program.prove({ messages: [message], binding }),
    ];
    assert.notEqual(first.proof, second.proof);
    assert.equal(first.journal, second.journal);
  });

  const word = (value: bigint) => numberToHex(value, { size: 32 });
  const evaluationsAt = 64 * 10; // ten points come before them
  const tampered: [string, (proof: Proof) => Proof][] = [
    ["another binding", (p) => ({ ...p, journal: concat([zero, slice(p.journal, 32)]) })],
    ["another result", (p) => ({ ...p, journal: concat([slice(p.journal, 0, 64), word(51n)]) })],
    ["a word less", (p) => ({ ...p, journal: slice(p.journal, 0, 64) })],
    ["a word more, of zero", (p) => ({ ...p, journal: concat([p.journal, zero]) })],
    ["a byte more", (p) => ({ ...p, journal: concat([p.journal, "0x00"]) })],
    ["no journal", (p) => ({ ...p, journal: "0x" })],
    ["a word plus the field's order", (p) => ({ ...p, journal: withWord(p.journal, 32, (v) => v + SCALAR_MODULUS) })],
    ["a point that is not on the curve", (p) => ({ ...p, proof: withWord(p.proof, 32, (v) => v ^ 1n) })],
    ["the opposite of a point", (p) => ({ ...p, proof: withWord(p.proof, 32, (v) => BASE_MODULUS - v) })],
    [
      "a coordinate of the field's order or more",
      (p) => ({ ...p, proof: withWord(p.proof, 0, (v) => v + BASE_MODULUS) }),
    ],
    [
      "infinity for a point",
      (p) => ({
        ...p,
        proof: withWord(
          withWord(p.proof, 0, () => 0n),
          32,
          () => 0n,
        ),
      }),
    ],
    ["another evaluation", (p) => ({ ...p, proof: withWord(p.proof, evaluationsAt, (v) => v ^ 1n) })],
    [
      "an evaluation plus the order",
      (p) => ({ ...p, proof: withWord(p.proof, evaluationsAt, (v) => v + SCALAR_MODULUS) }),
    ],
    ["a byte less", (p) => ({ ...p, proof: slice(p.proof, 0, 1375) })],
    ["a word more", (p) => ({ ...p, proof: concat([p.proof, zero]) })],
    ["no proof", (p) => ({ ...p, proof: "0x" })],
  ];
  for (const [what, tamper] of tampered) {
    it(`refuses a proof with ${what}`, async () => {
      assert.equal(await program.check(tamper(proved)), false);
    });
  }

  it("goes on checking and proving after it has refused proofs", async () => {
    assert.ok(await program.check(proved));
    assert.ok(await program.check(await program.prove({ messages: [message], binding })));
  });

  it("refuses the proof of another program of the same shape", async () => {
    const other = await halo2Lib.load(changed(() => ({ example: message })));
    assert.ok(await other.check(proved)); // the same circuit: an example is not part of it
    const circuit: typeof tiny.circuit = ({ list }) => [sum(list), list[0]!].forEach((value) => makePublic(value));
    const { code } = packCircuit({ ...tiny, circuit }, tinySrs);
    assert.equal(await (await halo2Lib.load(code)).check(proved), false);
  });

  it("gives its memory back and works again", async () => {
    assert.ok(program.memory() > 2 ** 20);
    program.release();
    assert.ok(program.memory() < 2 ** 20);
    assert.ok(await program.check(proved));
  });
});

function wordsOf(journal: Hex): bigint[] {
  return Array.from({ length: size(journal) / 32 }, (_, i) => BigInt(slice(journal, 32 * i, 32 * i + 32)));
}

function withWord(data: Hex, offset: number, change: (value: bigint) => bigint): Hex {
  const value = numberToHex(change(BigInt(slice(data, offset, offset + 32))), { size: 32 });
  const [before, after] = [data.slice(2, 2 + 2 * offset), data.slice(2 + 2 * (offset + 32))];
  return `0x${before}${value.slice(2)}${after}`;
}
