import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { curves, type VerificationKey } from "snarkjs";
import { openBackend } from "../../../../node/proving/groth16/backend.ts";
import { publicSignalsOf } from "../../../../node/proving/groth16/proof.ts";
import { WitnessCalculator } from "../../../../node/proving/groth16/witness.ts";
import { readZkey } from "../../../../node/proving/groth16/zkey.ts";
import { W3bError } from "../../../../node/protocol/errors.ts";
import { signWindow } from "../../../../examples/room-climate/device.ts";
import { parseReadings, windowsOf } from "../../../../examples/room-climate/readings.ts";
import { primitives } from "./backends.ts";
import { makeCircuit, MIXED_CIRCUIT, snarkjsAccepts, type TestCircuit } from "./circuit.ts";
import { proveInWorker } from "./in-worker.ts";

const code = (expected: string) => (error: unknown) => error instanceof W3bError && error.code === expected;
const fixedBlinding = Uint8Array.from({ length: 64 }, (_, i) => (i % 32 === 31 ? 1 : i + 7));

describe("Groth16 proofs", () => {
  let mixed: TestCircuit;
  let witness: Uint8Array;
  const room = { wasm: new Uint8Array(), zkey: new Uint8Array(), verificationKey: {} as VerificationKey };
  let roomWitness: Uint8Array;

  before(async () => {
    mixed = await makeCircuit("mixed", MIXED_CIRCUIT);
    witness = new WitnessCalculator(mixed.wasm).calculate({
      value: 51_234,
      weights: [
        [3, "4", 5n],
        [-6, 7, 0],
      ],
    });

    const folder = new URL("../../../../examples/room-climate/", import.meta.url);
    room.wasm = await readFile(new URL("keys/room-climate.wasm", folder));
    room.zkey = await readFile(new URL("keys/room-climate.zkey", folder));
    room.verificationKey = JSON.parse(
      await readFile(new URL("keys/verification_key.json", folder), "utf8"),
    ) as VerificationKey;
    const [window] = windowsOf(parseReadings(await readFile(new URL("data/room-sensors.csv", folder), "utf8")));
    const signed = signWindow(new Uint8Array(32).fill(7), window!);
    roomWitness = new WitnessCalculator(room.wasm).calculate({ ...signed, binding: "12345" });
  });

  after(async () => {
    // snarkjs' verification leaves worker threads behind.
    await (await curves.getCurveFromName("bn128")).terminate();
  });

  for (const backend of primitives().keys()) {
    describe(backend, () => {
      it("are accepted by snarkjs, each blinded anew", async () => {
        const key = openBackend(backend).load("mixed", readZkey(mixed.zkey));
        const [first, second] = [key.prove(witness), key.prove(witness)];
        assert.notDeepEqual(first, second);
        assert.equal(await snarkjsAccepts(mixed.verificationKey, witness, first), true);
        assert.equal(await snarkjsAccepts(mixed.verificationKey, witness, second), true);
        key.release();
      });

      it("are accepted for witnesses of zeros and ones", async () => {
        const calculator = new WitnessCalculator(mixed.wasm);
        const key = openBackend(backend).load("mixed", readZkey(mixed.zkey));
        for (const value of [0, 1]) {
          const zeros = calculator.calculate({
            value,
            weights: [
              [0, 0, 0],
              [0, 0, 0],
            ],
          });
          assert.equal(await snarkjsAccepts(mixed.verificationKey, zeros, key.prove(zeros)), true);
        }
        key.release();
      });

      it("are refused by snarkjs for other public signals or a changed witness", async () => {
        const key = openBackend(backend).load("mixed", readZkey(mixed.zkey));
        const wrong = witness.slice();
        wrong[32]! ^= 1;
        assert.equal(await snarkjsAccepts(mixed.verificationKey, wrong, key.prove(witness)), false);
        assert.equal(await snarkjsAccepts(mixed.verificationKey, wrong, key.prove(wrong)), false);
        key.release();
      });

      it("of the room-climate circuit are accepted with full tables, few and none", async () => {
        const zkey = readZkey(room.zkey);
        const proofs = [];
        for (const tableBytes of backend === "native" ? [256 * 2 ** 20, 8 * 2 ** 20, 0] : [0]) {
          const key = openBackend(backend).load("room-climate", zkey, { tableBytes });
          proofs.push(key.prove(roomWitness, fixedBlinding));
          key.release();
        }
        assert.equal(await snarkjsAccepts(room.verificationKey, roomWitness, proofs[0]!), true);
        for (const proof of proofs) assert.deepEqual(proof, proofs[0]);
      });

      it("need a witness of the key's circuit", () => {
        const key = openBackend(backend).load("mixed", readZkey(mixed.zkey));
        assert.throws(() => key.prove(roomWitness), code("PROGRAM_INVALID"));
        assert.throws(() => key.prove(witness.subarray(32)), code("PROGRAM_INVALID"));
        const notAnElement = witness.slice();
        notAnElement.fill(0xff, 64, 96);
        assert.throws(() => key.prove(notAnElement), code("PROGRAM_INVALID"));
        const withoutOne = witness.slice();
        withoutOne[0] = 2;
        assert.throws(() => key.prove(withoutOne), code("PROGRAM_INVALID"));
        key.release();
      });

      it("need a key that was not released", () => {
        const key = openBackend(backend).load("mixed", readZkey(mixed.zkey));
        key.release();
        assert.throws(() => key.prove(witness), code("PROVING_FAILED"));
      });

      it("need points on the curve and coefficients of the circuit", () => {
        const load = (change: (key: ReturnType<typeof readZkey>) => void) => {
          const key = readZkey(mixed.zkey.slice());
          change(key);
          openBackend(backend).load("changed", key);
        };
        assert.throws(() => load((key) => (key.a[0]! ^= 1)), code("PROGRAM_INVALID"));
        assert.throws(() => load((key) => (key.b2[127]! ^= 1)), code("PROGRAM_INVALID"));
        assert.throws(() => load((key) => key.h.fill(0xff, 0, 64)), code("PROGRAM_INVALID"));
        assert.throws(() => load((key) => key.delta1.fill(0)), code("PROGRAM_INVALID"));
        assert.throws(() => load((key) => (key.coefficients[0] = 2)), code("PROGRAM_INVALID")); // no such matrix
        assert.throws(() => load((key) => key.coefficients.fill(0xff, 4, 8)), code("PROGRAM_INVALID")); // nor constraint
        assert.throws(() => load((key) => key.coefficients.fill(0xff, 8, 12)), code("PROGRAM_INVALID")); // nor signal
        assert.throws(() => load((key) => key.coefficients.fill(0xff, 12, 44)), code("PROGRAM_INVALID"));
      });
    });
  }

  it("are the same from every back end when the blinding is the same", function () {
    if (primitives().size < 2) this.skip();
    const proofs = [...primitives().keys()].map((backend) =>
      openBackend(backend).load("mixed", readZkey(mixed.zkey)).prove(witness, fixedBlinding),
    );
    assert.deepEqual(proofs[0], proofs[1]);
  });

  it("come from many threads that share one key", async function () {
    if (!primitives().has("native")) this.skip();
    const shared = new Uint8Array(new SharedArrayBuffer(room.zkey.length));
    shared.set(room.zkey);
    const work = { backend: "native", id: "shared", zkey: shared, witness: roomWitness } as const;
    for (const done of await Promise.all([1, 2, 3].map((_) => proveInWorker(work)))) {
      assert.equal(await snarkjsAccepts(room.verificationKey, roomWitness, done!.proof), true);
    }
    assert.equal(publicSignalsOf(roomWitness, 9)[0], "12345");
  });
});
