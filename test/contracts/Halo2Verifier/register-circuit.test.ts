import assert from "node:assert/strict";
import { encodeAbiParameters, keccak256, size, zeroAddress } from "viem";
import { halo2VerifierAbi } from "../../../contracts/abi/halo2Verifier.ts";
import { mined, reverts } from "../support/expect.ts";
import { power } from "../../support/bn254.ts";
import { keyOf, unrelated } from "../../support/groth16-relations.ts";
import { P, R } from "../support/verifiers.ts";
import { actors, deployContract, groth16Verifier, reset } from "../support/world.ts";
import { cases, type Circuit, deployVerifier } from "./support.ts";

const { circuit, proofs } = cases.find(({ name }) => name === "k10-a1-l1")!;
const wide = cases.find(({ name }) => name === "k10-a15-l1")!.circuit;
const infinity = { x: 0n, y: 0n };

describe("Halo2Verifier.registerCircuit", () => {
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  beforeEach(async () => {
    await reset();
    verifier = await deployVerifier();
  });
  after(reset);

  const refuses = (change: Partial<Circuit>, error: string) =>
    reverts(verifier.write.registerCircuit([{ ...circuit, ...change }]), error);

  it("registers a circuit for anyone under the hash of all of it", async () => {
    const { inputs } = halo2VerifierAbi.find((item) => item.type === "function" && item.name === "registerCircuit")!;
    const programId = keccak256(encodeAbiParameters(inputs, [circuit] as never));
    assert.equal(await verifier.read.isRegistered([programId]), false);
    await mined(verifier.write.registerCircuit([circuit], { account: actors.stranger }));
    assert.equal(await verifier.read.isRegistered([programId]), true);
    const [event] = await verifier.getEvents.CircuitRegistered();
    const proofLength = BigInt(size(proofs[0]!.proof));
    assert.deepEqual(event?.args, { programId, instances: 3n, proofLength });
  });

  it("does nothing for a circuit that is registered", async () => {
    await mined(verifier.write.registerCircuit([circuit]));
    const { logs } = await mined(verifier.write.registerCircuit([circuit], { account: actors.stranger }));
    assert.equal(logs.length, 0);
  });

  it("takes columns that are all zeros", async () => {
    const [first, ...others] = circuit.fixedColumns;
    assert.ok(first);
    await mined(verifier.write.registerCircuit([{ ...circuit, fixedColumns: [infinity, ...others] }]));
  });

  it("refuses a point that is not on the curve or has a coordinate of the field's order or more", async () => {
    for (const columns of ["fixedColumns", "permutationColumns"] as const) {
      const [first, ...others] = circuit[columns];
      for (const point of [
        { x: first!.x, y: first!.y + 1n },
        { x: first!.x + P, y: first!.y },
        { x: first!.x, y: first!.y + P },
        { x: 0n, y: 1n },
      ]) {
        await refuses({ [columns]: [...others, point] }, "InvalidKeyPoint");
      }
    }
  });

  it("refuses a set-up whose point is infinity, off its curve or outside the group", async () => {
    const { srs } = circuit;
    await refuses({ srs: { x1: 0n, x0: 0n, y1: 0n, y0: 0n } }, "InvalidKeyPoint");
    await refuses({ srs: { ...srs, y0: srs.y0 + 1n } }, "InvalidKeyPoint");
    await refuses({ srs: { ...srs, x0: srs.x0 + P } }, "InvalidKeyPoint");
    // On the twist, found by search, with an order that is not R.
    await refuses({ srs: outsideTheGroup() }, "InvalidKeyPoint");
  });

  it("refuses a set-up whose secret everybody knows", async () => {
    for (const secret of [1n, -1n, 2n, 16n, -16n]) {
      await refuses({ srs: keyOf({ ...unrelated, delta: secret }).delta }, "ForgeableKey");
    }
  });

  it("refuses a circuit whose gates are never on, however many there are", async () => {
    const off = (given: Circuit, first: number) => ({
      fixedColumns: given.fixedColumns.map((column, index) => (index < first ? column : infinity)),
    });
    await refuses(off(circuit, 2), "ForgeableKey");
    await reverts(verifier.write.registerCircuit([{ ...wide, ...off(wide, 2) }]), "ForgeableKey");
    await mined(verifier.write.registerCircuit([{ ...wide, ...off(wide, 3) }]));
  });

  it("refuses a permutation that leaves the instances alone: no gate would see them", async () => {
    const secret = unrelated.beta;
    const last = BigInt(circuit.permutationColumns.length - 1);
    const { beta: srs, alpha: untouched } = keyOf({ ...unrelated, alpha: secret * power(7n, last << 28n, R) });
    const columns = [...circuit.permutationColumns.slice(0, -1), untouched];
    await refuses({ srs, permutationColumns: columns }, "ForgeableKey");
    await mined(verifier.write.registerCircuit([{ ...circuit, srs }]));
  });

  it("refuses columns that do not fit the configuration", async () => {
    const { fixedColumns, permutationColumns } = circuit;
    await refuses({ fixedColumns: fixedColumns.slice(1) }, "InvalidCircuit");
    await refuses({ fixedColumns: [...fixedColumns, infinity] }, "InvalidCircuit");
    await refuses({ permutationColumns: permutationColumns.slice(1) }, "InvalidCircuit");
    await refuses({ permutationColumns: [...permutationColumns, infinity] }, "InvalidCircuit");
    await refuses({ numAdvice: 2 }, "InvalidCircuit");
    await refuses({ numLookupAdvice: 0 }, "InvalidCircuit");
  });

  it("refuses configurations outside its bounds", async () => {
    await refuses({ k: 3 }, "InvalidCircuit");
    await refuses({ k: 29 }, "InvalidCircuit");
    await refuses({ numAdvice: 0 }, "InvalidCircuit");
    await refuses({ numAdvice: 128, numLookupAdvice: 1 }, "InvalidCircuit");
    await refuses({ numInstances: 0 }, "InvalidCircuit");
    await refuses({ numInstances: 257 }, "InvalidCircuit");
    await refuses({ k: 4, numInstances: 10 }, "InvalidCircuit");
    await refuses({ transcriptRepr: R }, "InvalidCircuit");
  });

  it("has room for the largest configuration", async () => {
    const column = (count: number) => Array.from({ length: count }, () => wide.permutationColumns[1]!);
    const largest = { ...wide, numAdvice: 127, numLookupAdvice: 1, numInstances: 256 };
    const columns = { fixedColumns: column(2 + 127), permutationColumns: column(128 + 2) };
    await mined(verifier.write.registerCircuit([{ ...largest, ...columns }]));
  });

  it("is deployed only with the transcript's contract", async () => {
    const sha256 = "0x0000000000000000000000000000000000000002"; // answers with one word, as the transcript does
    for (const address of [groth16Verifier.address, zeroAddress, sha256]) {
      await assert.rejects(deployContract("Halo2Verifier", halo2VerifierAbi, [address]), /InvalidTranscript/);
    }
  });
});

/** A point of the twist y^2 = x^3 + 3 / (9 + i) whose order is not R. */
function outsideTheGroup() {
  type Fp2 = [bigint, bigint];
  const mod = (a: bigint) => ((a % P) + P) % P;
  const power = (base: bigint, exponent: bigint) => {
    let result = 1n;
    for (let b = mod(base); exponent > 0n; exponent >>= 1n, b = (b * b) % P)
      if (exponent & 1n) result = (result * b) % P;
    return result;
  };
  const times = ([a, b]: Fp2, [c, d]: Fp2): Fp2 => [mod(a * c - b * d), mod(a * d + b * c)];
  const root = (value: bigint) => {
    const candidate = power(value, (P + 1n) / 4n);
    return (candidate * candidate) % P === mod(value) ? candidate : undefined;
  };
  // 3 / (9 + i) = 3 (9 - i) / 82
  const b: Fp2 = [mod(27n * power(82n, P - 2n)), mod(-3n * power(82n, P - 2n))];
  for (let x0 = 1n; ; x0++) {
    const x: Fp2 = [x0, 0n];
    const cube = times(times(x, x), x);
    const [re, im] = [mod(cube[0] + b[0]), mod(cube[1] + b[1])];
    // The root of re + im i by the roots of its norm and of half of (re + norm's root).
    const norm = root(re * re + im * im);
    if (norm === undefined) continue;
    const half = power(2n, P - 2n);
    const real = root((re + norm) * half) ?? root((re - norm) * half);
    if (real === undefined) continue;
    const y: Fp2 = [real, mod(im * half * power(real, P - 2n))];
    return { x1: x[1], x0: x[0], y1: y[1], y0: y[0] };
  }
}
