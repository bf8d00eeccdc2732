import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { bytesToHex, hexToBytes, numberToHex, sha256 } from "viem";
import { gnarkVerifyingKey } from "../../../../node/proving/gnark/key.ts";
import { gnarkProof } from "../../../../node/proving/gnark/proof.ts";
import { gnarkSolidityKey } from "../../../../node/proving/gnark/solidity.ts";
import { BASE_MODULUS } from "../../../../node/protocol/bn254.ts";
import { openBackend } from "../../../../node/proving/groth16/backend.ts";
import { circomGroth16 } from "../../../../node/proving/systems/circom-groth16/index.ts";
import type { VerifyingKey } from "../../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { verificationPartsOfKey } from "../../../../node/proving/systems/circom-groth16/verification-parts.ts";
import { primitives } from "../groth16/backends.ts";
import { tinyCode } from "../support/tiny-circuit.ts";
import { encodeKey, encodeProof, type Form, g2, infinity, uint32 } from "./support/encoder.ts";
import * as sp1 from "./support/sp1-v5.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../../../../scripts/deploy/published/sp1-groth16-keys.json", import.meta.url), "utf8"),
) as { versions: { sp1: string; verifierHash: string; key: Record<string, string> }[] };

const solidityOf = (constants: Record<string, string>): string =>
  Object.entries(constants)
    .map(([name, value]) => `    uint256 constant ${name} = ${value};`)
    .join("\n");

/** On G2's curve, but not of the subgroup's order. */
const outside = {
  x1: 0n,
  x0: 1n,
  y1: 5912654199736721486680175016176231956195085055698687135131307249486702594212n,
  y0: 18278151005453108793778860132295291098363647455926340152056652516292830556603n,
};

describe("a verification key of gnark", () => {
  let ours: VerifyingKey;
  let program: Awaited<ReturnType<typeof circomGroth16.load>>;

  before(async () => {
    const code = await tinyCode();
    ours = (await circomGroth16.describe(code)).key as VerifyingKey;
    program = await circomGroth16.load(code, "");
  });

  it("that SP1 publishes is read, and verifies a proof made with it", () => {
    assert.equal(sha256(sp1.key), sp1.verifierHash);
    const key = gnarkVerifyingKey(hexToBytes(sp1.key));
    const proof = hexToBytes(gnarkProof(hexToBytes(sp1.proof)));
    for (const backend of primitives().keys()) {
      const verifier = openBackend(backend).verifier(verificationPartsOfKey(key));
      assert.ok(verifier.verify(sp1.signals, proof), backend);
      assert.ok(!verifier.verify(sp1.signals.toReversed(), proof), backend);
    }
  });

  it("is the same in the bytes gnark writes and in the contract it exports", () => {
    const version = vectors.versions.find(({ verifierHash }) => verifierHash === sp1.verifierHash);
    assert.deepEqual(gnarkSolidityKey(solidityOf(version!.key)), gnarkVerifyingKey(hexToBytes(sp1.key)));
  });

  for (const { sp1: version, key } of vectors.versions) {
    it(`is read from the contract of SP1 ${version}`, () => {
      const { ic } = gnarkSolidityKey(solidityOf(key));
      assert.equal(ic.length, Object.keys(key).filter((name) => /^PUB_\d+_X$/.test(name)).length + 1);
    });
  }

  const ends: [string, (form: Form) => Buffer][] = [
    ["before 0.9, which has no commitments", () => Buffer.alloc(0)],
    [
      "0.9, which has one empty key for them",
      (form) => Buffer.concat([uint32(0), infinity(2, form), infinity(2, form)]),
    ],
    ["today, which counts them", () => Buffer.concat([uint32(0), uint32(0)])],
  ];
  for (const form of ["raw", "compressed"] as const) {
    for (const [title, end] of ends) {
      it(`is read as gnark writes it ${form}, ${title}`, () => {
        assert.deepEqual(gnarkVerifyingKey(Buffer.concat([encodeKey(ours, form), end(form)])), ours);
      });
    }
  }

  it("with commitments is refused by name", () => {
    const key = encodeKey(ours, "compressed");
    const point = g2(ours.gamma, "compressed");
    const committed = Buffer.concat([uint32(1), uint32(1), Buffer.alloc(8), uint32(1), point, point]);
    const cases = [committed, Buffer.concat([uint32(0), uint32(2)]), Buffer.concat([uint32(0), point, point])];
    for (const end of cases) {
      const read = () => gnarkVerifyingKey(Buffer.concat([key, end]));
      assert.throws(read, { code: "GNARK_COMMITMENT_UNSUPPORTED", kind: "input" });
    }
    const source = `${solidityOf(vectors.versions[0]!.key)}\n uint256 constant PEDERSEN_G_X_0 = 1;`;
    assert.throws(() => gnarkSolidityKey(source), { code: "GNARK_COMMITMENT_UNSUPPORTED" });
  });

  const raw = () => encodeKey(ours, "raw");
  const compressed = () => encodeKey(ours, "compressed");
  const patched = (bytes: Buffer, at: number, patch: Uint8Array) => (bytes.set(patch, at), bytes);
  const defects: [string, () => Uint8Array][] = [
    ["nothing", () => Buffer.alloc(0)],
    ["a key cut short", () => raw().subarray(0, -1)],
    ["a byte more", () => Buffer.concat([raw(), Buffer.of(0)])],
    ["bytes behind the count of commitments", () => Buffer.concat([raw(), uint32(0), uint32(0), Buffer.of(0)])],
    ["a point off the curve", () => patched(raw(), 63, Buffer.of(raw()[63]! ^ 1))],
    ["an x without a point", () => patched(compressed(), 0, hexToBytes(`0x80${"00".repeat(30)}04`))],
    ["a coordinate above the field's order", () => patched(raw(), 0, hexToBytes(numberToHex(BASE_MODULUS + 1n)))],
    ["a point outside its group", () => patched(raw(), 128, g2(outside, "raw"))],
    ["a compressed point outside its group", () => patched(compressed(), 64, g2(outside, "compressed"))],
    ["infinity", () => patched(compressed(), 0, infinity(1, "compressed"))],
    ["infinity with a coordinate", () => patched(compressed(), 0, hexToBytes(`0x40${"00".repeat(30)}01`))],
    ["no public signals", () => patched(raw(), 576, uint32(1))],
    ["absurdly many public signals", () => patched(raw(), 576, uint32(2 ** 32 - 1))],
  ];
  for (const [title, bytes] of defects) {
    it(`with ${title} is refused with GNARK_INVALID`, () => {
      assert.throws(() => gnarkVerifyingKey(bytes()), { code: "GNARK_INVALID", kind: "input" });
    });
  }

  it("in Solidity that lacks a constant or has a wrong one is refused", () => {
    const { key } = vectors.versions[0]!;
    const without = Object.fromEntries(Object.entries(key).filter(([name]) => name !== "GAMMA_NEG_X_1"));
    for (const constants of [without, { ...key, ALPHA_X: "1" }, { ...key, BETA_NEG_Y_0: BASE_MODULUS.toString() }]) {
      assert.throws(() => gnarkSolidityKey(solidityOf(constants)), { code: "GNARK_INVALID" });
    }
    assert.throws(() => gnarkSolidityKey("contract Other {}"), { code: "GNARK_INVALID" });
  });

  describe("and a proof of gnark", () => {
    let proof: Uint8Array;
    before(async () => {
      const input = { messages: ['{"values":[[1,2],[3,4]],"turns":5}'], binding: `0x${"00".repeat(32)}` as const };
      proof = hexToBytes((await program.prove(input)).proof);
    });

    it("is read whole and compressed, with and without what says that there are no commitments", () => {
      for (const form of ["raw", "compressed"] as const) {
        const points = encodeProof(proof, form);
        for (const end of [Buffer.alloc(0), uint32(0), Buffer.concat([uint32(0), infinity(1, form)])]) {
          assert.equal(gnarkProof(Buffer.concat([points, end])), bytesToHex(proof));
        }
      }
    });

    it("with commitments is refused by name", () => {
      const end = Buffer.concat([uint32(1), Buffer.alloc(128, 1)]);
      const read = () => gnarkProof(Buffer.concat([proof, end]));
      assert.throws(read, { code: "GNARK_COMMITMENT_UNSUPPORTED", message: /1 commitment / });
    });

    it("that is none is refused with GNARK_INVALID", () => {
      const damaged = Uint8Array.from(proof);
      damaged[200]! ^= 1;
      for (const bytes of [new Uint8Array(), proof.subarray(1), damaged, new Uint8Array(256), Buffer.alloc(256, 255)]) {
        assert.throws(() => gnarkProof(bytes), { code: "GNARK_INVALID", kind: "input" });
      }
      assert.throws(() => gnarkProof(Buffer.concat([proof, uint32(0), Buffer.alloc(65)])), { code: "GNARK_INVALID" });
    });
  });
});
