import assert from "node:assert/strict";
import { bn254 } from "@noble/curves/bn254";
import { BASE_MODULUS } from "../../../node/protocol/bn254.ts";
import type { G2 } from "../../../node/proving/circom/points.ts";
import { programIdOf, type VerifyingKey } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, groth16Verifier, program, reset } from "../support/world.ts";

const { read, write } = groth16Verifier;
const infinity = { x: 0n, y: 0n };
const g2Infinity = { x1: 0n, x0: 0n, y1: 0n, y0: 0n };
const generator = { x: 1n, y: 2n };

/** On the twist y^2 = x^3 + 3/(9+i), x = 1, but not of the subgroup's order. */
const outsideSubgroup: G2 = {
  x1: 0n,
  x0: 1n,
  y1: 5912654199736721486680175016176231956195085055698687135131307249486702594212n,
  y0: 18278151005453108793778860132295291098363647455926340152056652516292830556603n,
};

const multiple = (scalar: bigint) => bn254.G1.ProjectivePoint.BASE.multiply(scalar).toAffine();

/** The tests' key with changes, which make it a key of its own. */
const changed = (changes: Partial<VerifyingKey>): VerifyingKey => ({ ...program.key, ...changes });
const register = (key: VerifyingKey) => write.registerKey([key], { account: actors.stranger });

describe("Groth16Verifier.registerKey", () => {
  beforeEach(reset);

  it("registers a key under its hash; anyone may", async () => {
    const key = changed({ alpha: multiple(100n) });
    const programId = programIdOf(key);
    assert.equal(await read.inputsOf([programId]), 0n);
    assert.deepEqual(await eventsOf(register(key)), [["KeyRegistered", { programId, inputs: 2n }]]);
    assert.equal(await read.inputsOf([programId]), 2n);
  });

  it("changes nothing when a key is registered again, so that nobody can stand in the way", async () => {
    assert.equal(programIdOf(program.key), program.programId);
    assert.deepEqual(await eventsOf(register(program.key)), []);
    const { result } = await groth16Verifier.simulate.registerKey([program.key]);
    assert.equal(result, program.programId);
  });

  it("takes keys of up to 256 public signals", async () => {
    const ic = Array.from({ length: 257 }, (_, index) => multiple(100n + BigInt(index)));
    const largest = changed({ ic });
    await mined(register(largest));
    assert.equal(await read.inputsOf([programIdOf(largest)]), 256n);
    await reverts(register(changed({ ic: [...ic, generator] })), "InvalidKeyLength", [257n]);
  });

  it("refuses keys without public signals: their proofs would say nothing", async () => {
    await reverts(register(changed({ ic: [generator] })), "InvalidKeyLength", [0n]);
    await reverts(register(changed({ ic: [] })), "InvalidKeyLength", [0n]);
  });

  it("refuses points that are not on the curve", async () => {
    const g1 = { x: 1n, y: 3n };
    await reverts(register(changed({ alpha: g1 })), "InvalidKeyPoint");
    await reverts(register(changed({ ic: [generator, g1, generator] })), "InvalidKeyPoint");
    for (const name of ["beta", "gamma", "delta"] as const) {
      const point = { ...program.key[name], y0: program.key[name].y0 ^ 1n };
      await reverts(register(changed({ [name]: point })), "InvalidKeyPoint");
    }
  });

  it("refuses points of the twist that are outside the subgroup", async () => {
    for (const name of ["beta", "gamma", "delta"] as const) {
      await reverts(register(changed({ [name]: outsideSubgroup })), "InvalidKeyPoint");
    }
  });

  it("refuses coordinates of the field's order or more: a point would have two names", async () => {
    await reverts(register(changed({ alpha: { x: BASE_MODULUS + 1n, y: 2n } })), "InvalidKeyPoint");
    await reverts(register(changed({ alpha: { x: 1n, y: BASE_MODULUS + 2n } })), "InvalidKeyPoint");
    const gamma = { ...program.key.gamma, x0: program.key.gamma.x0 + BASE_MODULUS };
    await reverts(register(changed({ gamma })), "InvalidKeyPoint");
  });

  it("refuses infinity, with which proofs could be forged or a signal left unproven", async () => {
    await reverts(register(changed({ alpha: infinity })), "InvalidKeyPoint");
    await reverts(register(changed({ ic: [generator, generator, infinity] })), "InvalidKeyPoint");
    for (const name of ["beta", "gamma", "delta"] as const) {
      await reverts(register(changed({ [name]: g2Infinity })), "InvalidKeyPoint");
    }
  });
});
