import assert from "node:assert/strict";
import { bytesToHex, concat, type Hex, hexToBytes, numberToHex, size, slice } from "viem";
import { decodeJournal } from "../../../examples/room-climate/journal.ts";
import { curves, groth16 } from "snarkjs";
import { toSnarkjsProof } from "../../../node/proving/groth16/proof.ts";
import { readZkey } from "../../../node/proving/groth16/zkey.ts";
import { packCode, readCode } from "../../../node/proving/circom/code.ts";
import { circomGroth16 } from "../../../node/proving/systems/circom-groth16/index.ts";
import {
  programIdOf,
  verifyingKeyIn,
  verifyingKeyOf,
} from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../../node/protocol/bn254.ts";
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
    assert.deepEqual(verifyingKeyIn(readZkey(roomClimateZkey())), verifyingKeyOf(roomClimateKey()));
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
    const signals = Array.from({ length: size(proved.journal) / 32 }, (_, index) =>
      String(BigInt(slice(proved.journal, 32 * index, 32 * (index + 1)))),
    );
    assert.ok(await groth16.verify(roomClimateKey(), signals, toSnarkjsProof(hexToBytes(proved.proof))));
    assert.ok(await program.check(proved));
  });

  after(async () => {
    // snarkjs' verification leaves worker threads behind.
    await (await curves.getCurveFromName("bn128")).terminate();
  });

  const tampered: [string, (proof: Proof) => Proof][] = [
    ["another binding", (p) => ({ ...p, journal: concat([zero, slice(p.journal, 32)]) })],
    ["another input hash", (p) => ({ ...p, journal: concat([binding, zero, slice(p.journal, 64)]) })],
    ["a word less", (p) => ({ ...p, journal: slice(p.journal, 0, -32) })],
    ["a byte more", (p) => ({ ...p, journal: concat([p.journal, "0x00"]) })],
    ["no journal", (p) => ({ ...p, journal: "0x" })],
    ["a signal plus the field's order", (p) => ({ ...p, journal: withWord(p.journal, 0, (v) => v + SCALAR_MODULUS) })],
    ["a coordinate plus the field's order", (p) => ({ ...p, proof: withWord(p.proof, 0, (v) => v + BASE_MODULUS) })],
    ["a point that is not on the curve", (p) => ({ ...p, proof: withWord(p.proof, 7, (v) => v ^ 1n) })],
    ["the opposite of a point", (p) => ({ ...p, proof: withWord(p.proof, 7, (v) => BASE_MODULUS - v) })],
    [
      "a point outside the group",
      (p) => ({ ...p, proof: concat([slice(p.proof, 0, 64), outside, slice(p.proof, 192)]) }),
    ],
    ["points at infinity", (p) => ({ ...p, proof: bytesToHex(new Uint8Array(256)) })],
    ["a proof cut short", (p) => ({ ...p, proof: slice(p.proof, 0, 255) })],
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
      [{ ...window, time: [1, 2] }, /"time" has 2 values instead of 16/],
      [{ ...window, time: 1 }, /"time" has 1 value instead of 16/],
      [{ ...window, S: undefined }, /it sets \d+ of the circuit's/],
    ];
    for (const [data, reason] of cases) {
      const input = { messages: [JSON.stringify(data)], binding };
      await assert.rejects(program.dryRun(input), { code: "INPUTS_INVALID", message: reason });
    }
  });

  it("refuses what breaks its rules with INPUTS_REJECTED, and works on afterwards", async () => {
    const forged = JSON.stringify({ ...JSON.parse(message), temperature: Array.from({ length: 16 }, () => 300_000) });
    const input = { messages: [forged], binding };
    await assert.rejects(program.dryRun(input), {
      code: "INPUTS_REJECTED",
      kind: "input",
      message: /violates a constraint/,
    });
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
        message: /"turns" has 2 values instead of 1/,
      },
    );
  });

  let tiny: Uint8Array;
  before(async () => {
    tiny = await tinyCode();
  });

  it("proves, loses its key to make room, and proves again", async () => {
    const tinyProgram = await circomGroth16.load(tiny, "");
    const input = { messages: ['{"values":[[1,2],[3,4]],"turns":5}'], binding };
    const before = tinyProgram.memory();
    assert.ok(await tinyProgram.check(await tinyProgram.prove(input)));
    assert.ok(tinyProgram.memory() > before);
    tinyProgram.release();
    assert.equal(tinyProgram.memory(), before);
    assert.ok(await tinyProgram.check(await tinyProgram.prove(input)));
  });

  it("with damaged points is refused with PROGRAM_INVALID when it is to prove", async () => {
    const { wasm, zkey } = readCode(tiny);
    const damaged = zkey.slice();
    damaged[damaged.length - 40]! ^= 1; // in the last of the key's points
    const program = await circomGroth16.load(packCode({ wasm, zkey: damaged }), "");
    const input = { messages: ['{"values":[[1,2],[3,4]],"turns":5}'], binding };
    await assert.rejects(program.prove(input), { code: "PROGRAM_INVALID" });
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
    ["a proving key with other counts", () => packCode({ wasm, zkey: zkeyWithCounts(5, 9) })],
    ["a proving key of another circuit", () => packCode({ wasm, zkey: readCode(tiny).zkey })],
    ["a proving key with one public signal", () => packCode({ wasm, zkey: zkeyWithCounts(5, 1) })],
    ["a proving key with absurdly many public signals", () => packCode({ wasm, zkey: zkeyWithCounts(5, 2 ** 32 - 1) })],
  ];
  for (const [title, code] of programs) {
    it(`made of ${title} is refused with PROGRAM_INVALID`, async () => {
      await assert.rejects(circomGroth16.load(code(), ""), { code: "PROGRAM_INVALID", kind: "input" });
    });
  }
});

/** On the twist y^2 = x^3 + 3/(9+i), x = 1, but not of the subgroup's order. */
const outside = concat(
  [
    0n,
    1n,
    5912654199736721486680175016176231956195085055698687135131307249486702594212n,
    18278151005453108793778860132295291098363647455926340152056652516292830556603n,
  ].map((value) => numberToHex(value, { size: 32 })),
);

function withWord(bytes: Hex, index: number, change: (word: bigint) => bigint): Hex {
  const [start, end] = [32 * index, 32 * (index + 1)];
  const word = numberToHex(change(BigInt(slice(bytes, start, end))), { size: 32 });
  return concat([start > 0 ? slice(bytes, 0, start) : "0x", word, end < size(bytes) ? slice(bytes, end) : "0x"]);
}

function exchangeAC(proof: Hex): Hex {
  return concat([slice(proof, 192, 256), slice(proof, 64, 192), slice(proof, 0, 64)]);
}
