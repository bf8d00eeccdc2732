import assert from "node:assert/strict";
import { checkGroth16Key } from "../../../../node/proving/keys/groth16.ts";
import { keyOf, relations, type Secrets, unrelated } from "../../../support/groth16-relations.ts";

/** What the contract does not look for: it would take pairings or more additions. */
const onlyOffChain: Record<string, Secrets> = {
  "delta is a small multiple of gamma": { ...unrelated, delta: 5n * unrelated.gamma },
  "delta is a small fraction of gamma": { ...unrelated, gamma: 7n * unrelated.beta, delta: -3n * unrelated.beta },
  "gamma is a small multiple of beta": { ...unrelated, gamma: 16n * unrelated.beta },
  "alpha and beta have one secret": { ...unrelated, alpha: unrelated.beta },
  "alpha's secret is a small multiple of beta's": { ...unrelated, alpha: -3n * unrelated.beta },
  "alpha's secret is a small fraction of delta's": {
    ...unrelated,
    alpha: 2n * unrelated.gamma,
    delta: 5n * unrelated.gamma,
  },
  "beta is a number chosen by hand": { ...unrelated, beta: 255n },
  "one signal's point is a small multiple of another's": {
    ...unrelated,
    ic: [unrelated.ic[0]!, unrelated.ic[1]!, 4n * unrelated.ic[1]!],
  },
  "a signal's point is known": { ...unrelated, ic: [unrelated.ic[0]!, unrelated.ic[1]!, 42n] },
  "gamma is infinity": { ...unrelated, gamma: 0n },
  "a signal's point is infinity": { ...unrelated, ic: [unrelated.ic[0]!, 0n, unrelated.ic[2]!] },
};

describe("the check of Groth16 keys", () => {
  const refused = Object.entries(relations).map(([name, { secrets }]) => [name, secrets] as const);
  for (const [name, secrets] of [...refused, ...Object.entries(onlyOffChain)]) {
    it(`refuses keys where ${name}`, async () => {
      await assert.rejects(checkGroth16Key(keyOf(secrets)), { code: "KEY_FORGEABLE", kind: "input" });
    });
  }

  it("says what it found", async () => {
    const without = checkGroth16Key(keyOf({ ...unrelated, gamma: 1n, delta: 1n }));
    await assert.rejects(without, /delta is the generator.*phase 2 of its set-up has no contribution/);
    const related = checkGroth16Key(keyOf({ ...unrelated, alpha: 2n * unrelated.beta }));
    await assert.rejects(related, /alpha is 2 times beta, or its opposite/);
  });

  it("takes keys of unrelated secrets, and those of snarkjs, whose gamma is the generator", async () => {
    await checkGroth16Key(keyOf(unrelated));
    await checkGroth16Key(keyOf({ ...unrelated, gamma: 1n }));
  });

  it("takes keys of circuits that use a signal only together with the constant", async () => {
    const [constant = 0n, , other = 0n] = unrelated.ic;
    await checkGroth16Key(keyOf({ ...unrelated, ic: [constant, constant, other] }));
  });

  it("refuses points that are none of their groups", async () => {
    const key = keyOf(unrelated);
    const wrong = { ...key, delta: { ...key.delta, y0: key.delta.y0 ^ 1n } };
    await assert.rejects(checkGroth16Key(wrong), { code: "PROGRAM_INVALID", message: /not on the curve/ });
  });
});
