import assert from "node:assert/strict";
import { groth16, type Groth16Proof } from "snarkjs";
import { concatHex, numberToHex } from "viem";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { inputHashOf, publicKeyOf } from "../../../examples/room-climate/device.ts";
import { decodeJournal } from "../../../examples/room-climate/journal.ts";
import { climateOf, type Reading } from "../../../examples/room-climate/readings.ts";
import { binding, deviceKey, signed, verificationKey, window, windows, witnessOf, zkey } from "./support.ts";

describe("room-climate: proof", () => {
  let proof: Groth16Proof;
  let publicSignals: string[];

  before(async () => {
    ({ proof, publicSignals } = await prove(window));
  });
  after(stopCurveThreads);

  it("verifies with the committed keys, and its journal is the climate computed from the CSV", async () => {
    assert.equal(await groth16.verify(verificationKey(), publicSignals, proof), true);
    assert.deepEqual(journalOf(publicSignals), expectedJournal(window));
  });

  it("holds for a window with empty slots", async () => {
    const short = windows[1]!.slice(0, 5);
    const partial = await prove(short);
    assert.equal(await groth16.verify(verificationKey(), partial.publicSignals, partial.proof), true);
    assert.deepEqual(journalOf(partial.publicSignals), expectedJournal(short));
  });

  it("is refused when any word of the journal is changed", async () => {
    for (const index of publicSignals.keys()) {
      const tampered = publicSignals.with(index, String(BigInt(publicSignals[index]!) + 1n));
      assert.equal(await groth16.verify(verificationKey(), tampered, proof), false, `word ${index}`);
    }
  });

  it("is refused when it belongs to another window", async () => {
    const other = await prove(windows[1]!);
    assert.equal(await groth16.verify(verificationKey(), publicSignals, other.proof), false);
  });
});

async function prove(readings: Reading[]) {
  return groth16.prove(zkey, await witnessOf(signed(readings)));
}

function journalOf(publicSignals: string[]) {
  return decodeJournal(concatHex(publicSignals.map((word) => numberToHex(BigInt(word), { size: 32 }))));
}

function expectedJournal(readings: Reading[]) {
  const publicKey = publicKeyOf(deviceKey);
  return { taskBinding: binding, inputHash: inputHashOf(publicKey, readings), publicKey, ...climateOf(readings) };
}
