import assert from "node:assert/strict";
import { bytesToHex, concat, type Hex, size, slice, zeroHash } from "viem";
import { zKey } from "snarkjs";
import { decodeMaximum } from "../../../examples/window-maximum/journal.ts";
import { readCode } from "../../../node/proving/circom/code.ts";
import type { Program, Proof } from "../../../node/proving/types.ts";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { windowMaximumData, windowMaximumProject } from "../../../scripts/devnet/window-maximum.ts";
import { accepts, flipped, P, R, rejection, withWord, wordAt } from "../../contracts/support/verifiers.ts";
import { deployContract } from "../../contracts/support/world.ts";
import { universalSystems } from "./support/window-maximum.ts";

const binding = `0x00${"12".repeat(31)}` as const;

for (const { name, system, readKey, contract, points, evaluations } of universalSystems) {
  describe(`a Circom program with a key for ${name}`, () => {
    const message = windowMaximumData();
    let code: Uint8Array;
    let program: Program;
    let proved: Proof;

    before(async () => {
      ({ code } = await windowMaximumProject(name));
      program = await system.load(code, "");
      proved = await program.prove({ messages: [message], binding });
    });
    after(stopCurveThreads);

    it("is named by the hash of its verification key, as the contract computes it, and accepted by the contract", async () => {
      const verifier = await deployContract(
        contract.name,
        contract.abi as (typeof universalSystems)[0]["contract"]["abi"],
      );
      const { programId, key, binding: mode } = await system.describe(code, "");
      await verifier.write.registerKey([key as never]);
      assert.equal(await verifier.read.inputsOf([programId!]), 3n);
      assert.equal(program.programId, programId);
      assert.equal(mode, "native");
      await accepts(verifier, { programId: programId!, ...proved });
      const other = { programId: programId!, ...proved, journal: flipped(proved.journal, 95) };
      assert.equal(await rejection(verifier, other), "ProofRejected");
    });

    it("has the verification key that snarkjs exports of it", async () => {
      const { zkey } = readCode(code);
      const exported = (await zKey.exportVerificationKey(new Uint8Array(zkey))) as unknown as Record<string, unknown>;
      const { snarkjsKey } = readKey(zkey);
      for (const [part, value] of Object.entries(snarkjsKey)) assert.deepEqual(value, exported[part], part);
    });

    it("commits to the binding and the input hash in the journal's first two words", async () => {
      const unbound = await program.dryRun({ messages: [message], binding: zeroHash });
      const bound = await program.dryRun({ messages: [message], binding });
      assert.equal(slice(unbound, 0, 32), zeroHash);
      assert.equal(slice(bound, 0, 32), binding);
      assert.equal(slice(bound, 32), slice(unbound, 32));
    });

    it("proves the journal of its dry run, and its proof verifies", async () => {
      assert.equal(proved.journal, await program.dryRun({ messages: [message], binding }));
      assert.equal(decodeMaximum(proved.journal).maximum, 812);
      assert.equal(size(proved.proof), 64 * points + 32 * evaluations);
      assert.ok(await program.check(proved));
    });

    const evaluationsAt = 64 * points;
    const tampered: [string, (proof: Proof) => Proof][] = [
      ["another binding", (p) => ({ ...p, journal: concat([zeroHash, slice(p.journal, 32)]) })],
      ["another result", (p) => ({ ...p, journal: flipped(p.journal, 95) })],
      ["a word less", (p) => ({ ...p, journal: slice(p.journal, 0, -32) })],
      ["a byte more", (p) => ({ ...p, journal: concat([p.journal, "0x00"]) })],
      ["no journal", (p) => ({ ...p, journal: "0x" })],
      ["a signal plus the field's order", (p) => ({ ...p, journal: plus(p.journal, 0, R) })],
      ["a coordinate plus the field's order", (p) => ({ ...p, proof: plus(p.proof, 0, P) })],
      ["an evaluation plus the field's order", (p) => ({ ...p, proof: plus(p.proof, evaluationsAt, R) })],
      ["another evaluation", (p) => ({ ...p, proof: flipped(p.proof, evaluationsAt + 31) })],
      ["a point that is not on the curve", (p) => ({ ...p, proof: flipped(p.proof, 31) })],
      ["points at infinity", (p) => ({ ...p, proof: bytesToHex(new Uint8Array(size(p.proof))) })],
      ["a proof cut short", (p) => ({ ...p, proof: slice(p.proof, 0, -1) })],
      ["two points exchanged", (p) => ({ ...p, proof: exchanged(p.proof) })],
    ];
    for (const [title, tamper] of tampered) {
      it(`does not accept ${title}`, async () => {
        assert.equal(await program.check(tamper(proved)), false);
      });
    }

    it("refuses inputs as every Circom program does, and works on afterwards", async () => {
      const window = JSON.parse(message) as Record<string, unknown>;
      const run = (data: object) => program.dryRun({ messages: [JSON.stringify(data)], binding });
      await assert.rejects(run({ ...window, unknown: 1 }), { code: "INPUTS_INVALID", message: /"unknown"/ });
      await assert.rejects(run({ ...window, salt: undefined }), { code: "INPUTS_INVALID" });
      const loud = { ...window, levels: [5000, 1, 1, 1, 1, 1, 1, 1] };
      await assert.rejects(run(loud), { code: "INPUTS_REJECTED", kind: "input", message: /violates a constraint/ });
      const proving = program.prove({ messages: [JSON.stringify(loud)], binding });
      await assert.rejects(proving, { code: "INPUTS_REJECTED" });
      assert.equal(await program.dryRun({ messages: [message], binding }), proved.journal);
    });

    it("keeps its key after the first proof, and gives it back", async () => {
      const fresh = await system.load(code, "");
      const before = fresh.memory();
      await fresh.prove({ messages: [message], binding });
      assert.ok(fresh.memory() >= before + readCode(code).zkey.length);
      fresh.release();
      assert.equal(fresh.memory(), before);
    });
  });
}

function plus(bytes: Hex, offset: number, value: bigint): Hex {
  return withWord(bytes, offset, wordAt(bytes, offset) + value);
}

function exchanged(proof: Hex): Hex {
  return concat([slice(proof, 64, 128), slice(proof, 0, 64), slice(proof, 128)]);
}
