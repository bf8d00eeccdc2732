import assert from "node:assert/strict";
import { concat, type Hex, size, slice, zeroHash } from "viem";
import {
  accepts,
  flipped,
  gasOf,
  P,
  R,
  rejection,
  type Statement,
  swapped,
  withWord,
  wordAt,
} from "../support/verifiers.ts";
import { reset } from "../support/world.ts";
import { deployWithVersions, proofs, versions } from "./support.ts";

/** What is said when exitCode, vkRoot or nonce is changed. */
const headErrors = ["ProgramFailed", "WrongVkRoot", "ProofRejected"];

describe("Sp1Verifier.verify", () => {
  let verifier: Awaited<ReturnType<typeof deployWithVersions>>;
  before(async () => {
    await reset();
    verifier = await deployWithVersions();
  });
  after(reset);

  const rejects = async (statement: Statement, change: Partial<Statement>, error: string) =>
    assert.equal(await rejection(verifier, { ...statement, ...change }), error);

  for (const statement of proofs) {
    const pointsAt = size(statement.proof) - 256;

    describe(`a proof of SP1 ${statement.sp1}`, () => {
      it("is accepted, for at most 300,000 gas", async () => {
        await accepts(verifier, statement);
        const gas = await gasOf(verifier, statement);
        assert.ok(gas <= 300_000n, `${gas}`);
      });

      it("is rejected with any byte of the proof changed", async () => {
        for (let index = 0; index < size(statement.proof); index++) {
          const proof = flipped(statement.proof, index);
          let error = "ProofRejected";
          if (index < 4) error = "UnknownSelector";
          else if (index < pointsAt) error = headErrors[Math.floor((index - 4) / 32)]!;
          await rejects(statement, { proof }, error);
        }
      });

      it("is rejected with any byte of the public values changed", async () => {
        for (let index = 0; index < size(statement.journal); index++) {
          await rejects(statement, { journal: flipped(statement.journal, index) }, "ProofRejected");
        }
      });

      it("is rejected with any byte of the program's key changed", async () => {
        for (let index = 0; index < 32; index++) {
          await rejects(statement, { programId: flipped(statement.programId, index) }, "ProofRejected");
        }
      });

      it("is rejected for a program id that names the same field element a second time", async () => {
        const programId = withWord(statement.programId, 0, wordAt(statement.programId, 0) + R);
        await rejects(statement, { programId }, "InputNotInField");
      });

      it("is rejected with any two words of its points swapped", async () => {
        for (let a = pointsAt; a < size(statement.proof); a += 32) {
          for (let b = pointsAt; b < a; b += 32) {
            await rejects(statement, { proof: swapped(statement.proof, a, b) }, "ProofRejected");
          }
        }
      });

      it("is rejected when too short, too long or empty", async () => {
        const end = size(statement.proof);
        for (const proof of [slice(statement.proof, 0, end - 1), concat([statement.proof, "0x00"]), "0x" as Hex]) {
          await rejects(statement, { proof }, "InvalidProofLength");
        }
        await rejects(statement, { proof: slice(statement.proof, 0, 4) }, "InvalidProofLength");
      });

      it("is rejected with public values that are shorter, longer or empty", async () => {
        for (const journal of ["0x" as Hex, slice(statement.journal, 1), concat([statement.journal, "0x00"])]) {
          await rejects(statement, { journal }, "ProofRejected");
        }
      });

      it("is rejected under the selector of every other version", async () => {
        const { vkRoot } = versions.find((version) => version.sp1 === statement.sp1)!;
        for (const other of versions) {
          if (other.sp1 === statement.sp1) continue;
          const proof = concat([other.selector, slice(statement.proof, 4)]);
          const sameForm = (other.vkRoot === 0n) === (vkRoot === 0n);
          const error = vkRoot === other.vkRoot ? "ProofRejected" : "WrongVkRoot";
          await rejects(statement, { proof }, sameForm ? error : "InvalidProofLength");
        }
      });

      it("is rejected with coordinates off the curve or of the field's order and more", async () => {
        for (let offset = pointsAt; offset < size(statement.proof); offset += 32) {
          for (const other of [0n, P, wordAt(statement.proof, offset) + P]) {
            await rejects(statement, { proof: withWord(statement.proof, offset, other) }, "ProofRejected");
          }
        }
      });
    });
  }

  const withHead = proofs.find(({ proof }) => size(proof) > 260)!;

  it("rejects a program that failed", async () => {
    await rejects(withHead, { proof: withWord(withHead.proof, 4, 1n) }, "ProgramFailed");
    await rejects(withHead, { proof: withWord(withHead.proof, 4, R) }, "ProgramFailed");
  });

  it("rejects a nonce of the field's order or more", async () => {
    await rejects(withHead, { proof: withWord(withHead.proof, 68, R) }, "InputNotInField");
  });

  it("rejects another program's proof", async () => {
    await rejects(proofs[0]!, { programId: proofs[1]!.programId }, "ProofRejected");
    await rejects(proofs[0]!, { programId: zeroHash }, "ProofRejected");
  });
});
