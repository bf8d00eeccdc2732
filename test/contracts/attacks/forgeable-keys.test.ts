import assert from "node:assert/strict";
import { hexToBytes } from "viem";
import { processBackend } from "../../../node/proving/groth16/backend.ts";
import { verificationPartsOfKey } from "../../../node/proving/systems/circom-groth16/verification-parts.ts";
import { programIdOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { keyOf, pointInG1, pointInG2, relations, type Secrets, unrelated } from "../../support/groth16-relations.ts";
import { mined, reverts } from "../support/expect.ts";
import { actors, groth16Verifier, reset } from "../support/world.ts";
import { proofOfPoints } from "./support.ts";

const { stranger } = actors;
/** Public signals that the forger likes. */
const statement = [987654321n, 123456789n];

describe("Attack: keys under which anyone can forge", () => {
  beforeEach(reset);

  for (const [name, { secrets, forge }] of Object.entries(relations)) {
    it(`cannot be registered where ${name}`, async () => {
      const key = keyOf(secrets);
      if (forge) {
        const proof = proofFrom(forge(secrets, signalsOf(secrets, statement)));
        assert.ok(processBackend().verifier(verificationPartsOfKey(key)).verify(statement, proof), "it forges nothing");
      }
      await reverts(groth16Verifier.write.registerKey([key], { account: stranger }), "ForgeableKey");
      assert.equal(await groth16Verifier.read.inputsOf([programIdOf(key)]), 0n);
    });
  }

  it("are not mistaken for sound ones, nor sound ones for them", async () => {
    const key = keyOf(unrelated);
    await mined(groth16Verifier.write.registerKey([key], { account: stranger }));
    // As snarkjs makes them: gamma is the generator, and delta is nobody's.
    await mined(groth16Verifier.write.registerKey([keyOf({ ...unrelated, gamma: 1n })], { account: stranger }));
    // A circuit whose first signal comes with the constant only.
    const [constant] = unrelated.ic;
    const sameAsConstant = keyOf({ ...unrelated, ic: [constant!, constant!, 77777777n] });
    await mined(groth16Verifier.write.registerKey([sameAsConstant], { account: stranger }));
  });
});

/** The secret of ic[0] + x[1] ic[1] + ... */
function signalsOf({ ic }: Secrets, signals: bigint[]): bigint {
  return signals.reduce((sum, signal, index) => sum + signal * ic[index + 1]!, ic[0]!);
}

/** A proof of three points, by their secrets. */
function proofFrom([a = 0n, b = 0n, c = 0n]: bigint[]): Uint8Array {
  return hexToBytes(proofOfPoints({ a: pointInG1(a), b: pointInG2(b), c: pointInG1(c) }));
}
