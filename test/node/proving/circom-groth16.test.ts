import assert from "node:assert/strict";
import { concat, type Hex, size, slice } from "viem";
import { decodeJournal } from "../../../examples/room-climate/journal.ts";
import { packCode } from "../../../node/proving/systems/circom-groth16/code.ts";
import { decodeProof, signalsOf } from "../../../node/proving/systems/circom-groth16/encoding.ts";
import { circomGroth16 } from "../../../node/proving/systems/circom-groth16/index.ts";
import { verifyProof } from "../../../node/proving/systems/circom-groth16/snarkjs.ts";
import { programIdOf, verifyingKeyOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { readZkey } from "../../../node/proving/systems/circom-groth16/zkey.ts";
import type { Program, Proof } from "../../../node/proving/types.ts";
import {
  roomClimateCode,
  roomClimateKey,
  roomClimateWasm,
  roomClimateZkey,
  windowMessage,
} from "./support/room-climate.ts";
import { tinyCode, zkeyWithCounts } from "./support/tiny-circuit.ts";

const zero = `0x${"00".repeat(32)}` as const;
const binding = `0x00${"12".repeat(31)}` as const;

describe("a Circom program with a Groth16 key", () => {
  const message = windowMessage();
  let program: Program;
  let proved: Proof;

  before(async () => {
    program = await circomGroth16.load(roomClimateCode(), "");
    proved = await program.prove({ messages: [message], binding });
  });

  it("is named by the hash of its verifying key, read from the proving key alone", () => {
    assert.deepEqual(readZkey(roomClimateZkey()).verifyingKey, verifyingKeyOf(roomClimateKey()));
    assert.equal(program.programId, programIdOf(verifyingKeyOf(roomClimateKey())));
  });

  it("commits to the binding and the input hash in the journal's first two words", async () => {
    const unbound = await program.dryRun({ messages: [message], binding: zero });
    assert.equal(slice(unbound, 0, 32), zero);
    const bound = await program.dryRun({ messages: [message], binding });
    assert.equal(slice(bound, 0, 32), binding);
    assert.equal(slice(bound, 32), slice(unbound, 32));
  });

  it("proves the journal of its dry run", async () => {
    assert.equal(proved.journal, await program.dryRun({ messages: [message], binding }));
    assert.equal(decodeJournal(proved.journal).readingCount, 16);
  });

  it("makes proofs of 256 bytes that snarkjs accepts with the key its ceremony published", async () => {
    assert.equal(size(proved.proof), 256);
    assert.ok(await verifyProof(roomClimateKey(), signalsOf(proved.journal), decodeProof(proved.proof)));
    assert.ok(await program.check(proved));
  });

  const tampered: [string, (proof: Proof) => Proof][] = [
    ["another binding", (p) => ({ ...p, journal: concat([zero, slice(p.journal, 32)]) })],
    ["another input hash", (p) => ({ ...p, journal: concat([binding, zero, slice(p.journal, 64)]) })],
    ["a word less", (p) => ({ ...p, journal: slice(p.journal, 0, -32) })],
    ["a byte more", (p) => ({ ...p, journal: concat([p.journal, "0x00"]) })],
    ["two proof points exchanged", (p) => ({ ...p, proof: exchangeAC(p.proof) })],
  ];
  for (const [title, tamper] of tampered) {
    it(`does not accept ${title}`, async () => {
      assert.equal(await program.check(tamper(proved)), false);
    });
  }

  it("refuses what is not its signals with INPUTS_INVALID", async () => {
    const window = JSON.parse(message) as Record<string, unknown>;
    const cases: [object, RegExp][] = [
      [{ ...window, unknown: 1 }, /"unknown"/],
      [{ ...window, time: [1, 2] }, /"time" takes 16 values, not 2/],
      [{ ...window, S: undefined }, /they set \d+ of the circuit's/],
    ];
    for (const [data, reason] of cases) {
      const input = { messages: [JSON.stringify(data)], binding };
      await assert.rejects(program.dryRun(input), { code: "INPUTS_INVALID", message: reason });
    }
  });

  it("refuses what breaks its rules with INPUTS_REJECTED, and works on afterwards", async () => {
    const forged = JSON.stringify({ ...JSON.parse(message), temperature: Array.from({ length: 16 }, () => 300_000) });
    const input = { messages: [forged], binding };
    await assert.rejects(program.dryRun(input), { code: "INPUTS_REJECTED", kind: "input", message: /Assert failed/ });
    await assert.rejects(program.prove(input), { code: "INPUTS_REJECTED" });
    assert.equal(await program.dryRun({ messages: [message], binding }), proved.journal);
  });

  it("takes several messages as arrays", async () => {
    const tiny = await circomGroth16.load(await tinyCode(), "");
    const inOne = await tiny.dryRun({ messages: ['{"values":[[1,2],[3,4]],"turns":[5]}'], binding });
    assert.equal(BigInt(slice(inOne, 32, 64)), 4321n);
    await assert.rejects(
      tiny.dryRun({ messages: ['{"values":[1,2],"turns":2}', '{"values":[3,4],"turns":3}'], binding }),
      {
        code: "INPUTS_INVALID",
        message: /"turns" takes 1 values, not 2/,
      },
    );
  });

  const wasm = roomClimateWasm();
  const zkey = roomClimateZkey();
  const programs: [string, () => Uint8Array][] = [
    ["no JSON", () => Buffer.from("{")],
    ["no key", () => Buffer.from('{"wasm":"AA=="}')],
    ["no WebAssembly", () => packCode({ wasm: Buffer.from("hello"), zkey })],
    ["WebAssembly that is no circuit", () => packCode({ wasm: Buffer.from("0061736d01000000", "hex"), zkey })],
    ["truncated WebAssembly", () => packCode({ wasm: wasm.subarray(0, 1000), zkey })],
    ["no proving key", () => packCode({ wasm, zkey: Buffer.from("hello, I am no key") })],
    ["an empty proving key", () => packCode({ wasm, zkey: Buffer.from("zkey") })],
    ["a truncated proving key", () => packCode({ wasm, zkey: zkey.subarray(0, 700) })],
    ["a proving key of another circuit", () => packCode({ wasm, zkey: zkeyWithCounts(5, 9) })],
    ["a proving key with one public signal", () => packCode({ wasm, zkey: zkeyWithCounts(5, 1) })],
    ["a proving key with absurdly many public signals", () => packCode({ wasm, zkey: zkeyWithCounts(5, 2 ** 32 - 1) })],
  ];
  for (const [title, code] of programs) {
    it(`made of ${title} is refused with PROGRAM_INVALID`, async () => {
      await assert.rejects(circomGroth16.load(code(), ""), { code: "PROGRAM_INVALID", kind: "input" });
    });
  }
});

function exchangeAC(proof: Hex): Hex {
  return concat([slice(proof, 192, 256), slice(proof, 64, 192), slice(proof, 0, 64)]);
}
