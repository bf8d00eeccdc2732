import assert from "node:assert/strict";
import { curves } from "snarkjs";
import { openBackend, type LoadedKey } from "../../../../node/proving/groth16/backend.ts";
import { WitnessCalculator, type CircuitInput } from "../../../../node/proving/groth16/witness.ts";
import { readZkey } from "../../../../node/proving/groth16/zkey.ts";
import { roomClimateKey, roomClimateWasm, roomClimateZkey, windowMessage } from "../support/room-climate.ts";
import { primitives } from "./backends.ts";
import { snarkjsAccepts } from "./circuit.ts";
import { proveInWorker } from "./in-worker.ts";

describe("the memory of the native back end", () => {
  const id = "memory of room-climate";
  let witness: Uint8Array;
  let key: LoadedKey;

  before(function () {
    if (!primitives().has("native")) this.skip();
    const input = JSON.parse(windowMessage()) as CircuitInput;
    witness = new WitnessCalculator(roomClimateWasm()).calculate({ ...input, binding: "77" });
  });

  beforeEach(() => {
    key = openBackend("native").load(id, readZkey(roomClimateZkey()));
  });

  afterEach(() => key.release());

  after(async () => {
    await (await curves.getCurveFromName("bn128")).terminate();
  });

  it("has a key once: a second worker adds less than half of it, and finds it without reading it again", async () => {
    const second = await proveInWorker({ backend: "native", id, witness });
    assert.equal(await snarkjsAccepts(roomClimateKey(), witness, second!.proof), true);
    const { key: keyBytes, workspace, shared } = second!.memory;
    assert.equal(shared, true);
    assert.equal(keyBytes, key.memory().key);
    assert.ok(workspace > 0 && workspace < keyBytes / 2, `${workspace} of ${keyBytes} bytes`);
  });

  it("is taken by the first proof and stays the same, whatever the witness", async () => {
    assert.equal(key.memory().workspace, 0);
    const sparse = witness.slice();
    sparse.fill(0, 32);
    key.prove(sparse);
    const { workspace } = key.memory();
    const dense = witness.slice();
    for (let at = 32; at < dense.length; at++) dense[at] = at % 32 === 31 ? 0x2f : at; // below the group's order
    key.prove(dense);
    assert.equal(key.memory().workspace, workspace);
    assert.equal(await snarkjsAccepts(roomClimateKey(), witness, key.prove(witness)), true);
  });

  it("is given back with the key, by whoever has it last", async () => {
    const other = openBackend("native").find(id)!;
    key.release();
    assert.equal(await snarkjsAccepts(roomClimateKey(), witness, other.prove(witness)), true);
    other.release();
    assert.throws(() => other.memory());
    assert.equal(await proveInWorker({ backend: "native", id, witness }), undefined);
    key = openBackend("native").load(id, readZkey(roomClimateZkey()));
  });
});
