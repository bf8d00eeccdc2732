import assert from "node:assert/strict";
import { curves } from "snarkjs";
import { openBackend } from "../../../../node/proving/groth16/backend.ts";
import { publicSignalsOf } from "../../../../node/proving/groth16/proof.ts";
import { verificationPartsOf } from "../../../../node/proving/groth16/verification-parts.ts";
import { WitnessCalculator } from "../../../../node/proving/groth16/witness.ts";
import { readZkey } from "../../../../node/proving/groth16/zkey.ts";
import { primitives } from "./backends.ts";
import { makeCircuit, snarkjsAccepts, type TestCircuit } from "./circuit.ts";

/**
 * Domains above 2^16, which circuits of RSA, SHA-256 or large trees need. Keys for as many constraints take a minute, so
 * here a small circuit stands in a large domain; W3B_LARGE_CIRCUIT=1 makes one that fills it.
 */
const DOMAIN = 2 ** 17;
const ROUNDS = process.env["W3B_LARGE_CIRCUIT"] === "1" ? 100_000 : 1000;

describe(`Groth16 in a domain of 2^17, ${ROUNDS} constraints`, function () {
  this.timeout(600_000);
  let circuit: TestCircuit;
  let witness: Uint8Array;

  before(async () => {
    circuit = await makeCircuit("large", source(ROUNDS), DOMAIN);
    witness = new WitnessCalculator(circuit.wasm).calculate({ binding: 7, value: 3 });
  });

  after(async () => {
    await (await curves.getCurveFromName("bn128")).terminate();
  });

  for (const name of primitives().keys()) {
    it(`${name} makes proofs that the contract's equation and snarkjs accept for these signals alone`, async () => {
      const zkey = readZkey(circuit.zkey);
      assert.equal(zkey.domain, DOMAIN);
      const backend = openBackend(name);
      const key = backend.load("large", zkey);
      const proof = key.prove(witness);
      key.release();
      const verifier = backend.verifier(verificationPartsOf(zkey));
      const signals = publicSignalsOf(witness, zkey.publicSignals).map(BigInt);
      assert.equal(verifier.verify(signals, proof), true);
      assert.equal(verifier.verify([8n, signals[1]!], proof), false);
      assert.equal(await snarkjsAccepts(circuit.verificationKey, witness, proof), true);
    });
  }
});

const source = (rounds: number) => `pragma circom 2.1.0;
template Squares(ROUNDS) {
    signal input binding;
    signal input value;
    signal output taskBinding <== binding;
    signal output inputHash;
    signal squares[ROUNDS];
    for (var i = 0; i < ROUNDS; i++) {
        squares[i] <== (i == 0 ? value : squares[i - 1]) * (i == 0 ? value : squares[i - 1]) + i;
    }
    inputHash <== squares[ROUNDS - 1];
}
component main = Squares(${rounds});
`;
