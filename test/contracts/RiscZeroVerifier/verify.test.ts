import assert from "node:assert/strict";
import { concat, type Hex, size, slice, zeroHash } from "viem";
import {
  accepts,
  flipped,
  gasOf,
  P,
  rejection,
  type Statement,
  swapped,
  withWord,
  wordAt,
} from "../support/verifiers.ts";
import { reset } from "../support/world.ts";
import { deployWithVersions, receipts, versions } from "./support.ts";

describe("RiscZeroVerifier.verify", () => {
  let verifier: Awaited<ReturnType<typeof deployWithVersions>>;
  before(async () => {
    await reset();
    verifier = await deployWithVersions();
  });
  after(reset);

  const rejects = async (receipt: Statement, change: Partial<Statement>, error: string) =>
    assert.equal(await rejection(verifier, { ...receipt, ...change }), error);

  for (const receipt of receipts) {
    describe(`a receipt of RISC Zero ${receipt.risc0}`, () => {
      it("is accepted, for at most 310,000 gas", async () => {
        await accepts(verifier, receipt);
        const gas = await gasOf(verifier, receipt);
        assert.ok(gas <= 310_000n, `${gas}`);
      });

      it("is rejected with any byte of the seal changed", async () => {
        for (let index = 0; index < size(receipt.proof); index++) {
          const error = index < 4 ? "UnknownSelector" : "ProofRejected";
          await rejects(receipt, { proof: flipped(receipt.proof, index) }, error);
        }
      });

      it("is rejected truncated to any length, and extended", async () => {
        for (let length = 0; length < size(receipt.proof); length++) {
          const proof = length === 0 ? "0x" : slice(receipt.proof, 0, length);
          await rejects(receipt, { proof }, "InvalidProofLength");
        }
        for (const more of ["0x00", zeroHash] as const) {
          await rejects(receipt, { proof: concat([receipt.proof, more]) }, "InvalidProofLength");
        }
      });

      it("is rejected with any two words of the seal swapped, and with any byte missing", async () => {
        for (let a = 0; a < 8; a++) {
          for (let b = 0; b < a; b++) {
            await rejects(receipt, { proof: swapped(receipt.proof, 4 + 32 * a, 4 + 32 * b) }, "ProofRejected");
          }
        }
        for (let index = 4; index < size(receipt.proof); index += 17) {
          const after = index + 1 < size(receipt.proof) ? slice(receipt.proof, index + 1) : "0x";
          const proof = concat([slice(receipt.proof, 0, index), after, "0x00"]);
          await rejects(receipt, { proof }, "ProofRejected");
        }
      });

      it("is rejected with the journal truncated to any length", async () => {
        for (let length = 0; length < size(receipt.journal); length++) {
          const journal = length === 0 ? "0x" : slice(receipt.journal, 0, length);
          await rejects(receipt, { journal }, "ProofRejected");
        }
      });

      it("is rejected with any byte of the journal changed", async () => {
        for (let index = 0; index < size(receipt.journal); index++) {
          await rejects(receipt, { journal: flipped(receipt.journal, index) }, "ProofRejected");
        }
      });

      it("is rejected with any byte of the image id changed", async () => {
        for (let index = 0; index < 32; index++) {
          await rejects(receipt, { programId: flipped(receipt.programId, index) }, "ProofRejected");
        }
      });

      it("is rejected under the selector of every other version", async () => {
        for (const { risc0, selector } of versions) {
          if (risc0 === receipt.risc0) continue;
          await rejects(receipt, { proof: concat([selector, slice(receipt.proof, 4)]) }, "ProofRejected");
        }
      });
    });
  }

  const receipt = receipts[0]!;

  it("rejects a seal that is too short, too long or empty", async () => {
    const changes: Hex[] = [slice(receipt.proof, 0, 259), concat([receipt.proof, "0x00"]), slice(receipt.proof, 0, 4)];
    for (const proof of [...changes, "0x" as const, "0x310fe5" as const]) {
      await rejects(receipt, { proof }, "InvalidProofLength");
    }
  });

  it("rejects a journal that is shorter, longer or empty", async () => {
    for (const journal of ["0x" as const, slice(receipt.journal, 1), concat([receipt.journal, "0x00"])]) {
      await rejects(receipt, { journal }, "ProofRejected");
    }
  });

  it("rejects the receipt of another image", async () => {
    await rejects(receipt, { programId: receipts[1]!.programId }, "ProofRejected");
    await rejects(receipt, { programId: zeroHash }, "ProofRejected");
  });

  it("rejects points that are off the curve, negated, at infinity, or have coordinates of the field's order or more", async () => {
    for (let word = 0; word < 8; word++) {
      const offset = 4 + 32 * word;
      const value = wordAt(receipt.proof, offset);
      for (const other of [0n, 1n, P, value + P, 2n ** 256n - 1n]) {
        await rejects(receipt, { proof: withWord(receipt.proof, offset, other) }, "ProofRejected");
      }
    }
    for (const offset of [4 + 32, 4 + 7 * 32]) {
      const negated = P - wordAt(receipt.proof, offset);
      await rejects(receipt, { proof: withWord(receipt.proof, offset, negated) }, "ProofRejected");
    }
    for (const offset of [4, 4 + 6 * 32]) {
      const infinity = withWord(withWord(receipt.proof, offset, 0n), offset + 32, 0n);
      await rejects(receipt, { proof: infinity }, "ProofRejected");
    }
  });

  it("rejects the points of one receipt in another", async () => {
    const other = receipts[1]!;
    for (const [from, to] of [
      [4, 68],
      [68, 196],
      [196, 260],
    ] as const) {
      const proof = concat([
        slice(receipt.proof, 0, from),
        slice(other.proof, from, to),
        to < 260 ? slice(receipt.proof, to) : "0x",
      ]);
      assert.equal(size(proof), 260);
      await rejects(receipt, { proof }, "ProofRejected");
    }
  });
});
