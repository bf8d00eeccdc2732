import { concat, hexToBytes } from "viem";
import { gnarkVerifyingKey } from "../../../node/proving/gnark/key.ts";
import { gnarkProof } from "../../../node/proving/gnark/proof.ts";
import { programIdOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import * as sp1 from "../../node/proving/gnark/support/sp1-v5.ts";
import { reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { groth16Verifier, reset } from "../support/world.ts";

describe("Groth16Verifier with a key of gnark", () => {
  const key = gnarkVerifyingKey(hexToBytes(sp1.key));
  const proof = gnarkProof(hexToBytes(sp1.proof));

  before(async () => {
    await reset();
    await groth16Verifier.write.registerKey([key]);
  });

  it("accepts gnark's proof, and its public signals alone", async () => {
    await groth16Verifier.read.verify([programIdOf(key), concat(sp1.signals.map(word)), proof]);
    const swapped = concat(sp1.signals.toReversed().map(word));
    await reverts(groth16Verifier.read.verify([programIdOf(key), swapped, proof]), "ProofRejected");
  });
});
