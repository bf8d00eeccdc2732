import assert from "node:assert/strict";
import { concat, getAddress, type Hex, keccak256, numberToHex, size, slice, zeroAddress, zeroHash } from "viem";
import { snarkVerifierAdapterAbi } from "../../../contracts/abi/snarkVerifierAdapter.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { accepts, flipped, R, rejection, type Statement, withWord } from "../support/verifiers.ts";
import { deployGenerated, sampleOf } from "./generated.ts";
import { actors, deployContract, reset, testClient } from "../support/world.ts";

/** MockSnarkVerifier.Manners */
const manners = { returnNothing: 0, returnTrue: 1, returnFalse: 2, returnMuch: 3, burnGas: 4, revertMuch: 5 };

const projectId = 912n;
const word = (value: bigint) => numberToHex(value, { size: 32 });
const journal = concat([word(5n), word(projectId), word(0x0123456789abcdefn)]);
const proof: Hex = `0x${"c0ffee".repeat(300)}`;

describe("SnarkVerifierAdapter", () => {
  let adapter: Awaited<ReturnType<typeof deployAdapter>>;
  const deployAdapter = () => deployContract("SnarkVerifierAdapter", snarkVerifierAdapterAbi);
  const deployMock = async (how: number) => {
    const accepted = keccak256(concat([journal, proof]));
    return (await deployContract("MockSnarkVerifier", [], [accepted, how])).address;
  };
  const register = async (verifier: Hex): Promise<Hex> => {
    const { result } = await adapter.simulate.register([verifier, 3]);
    await mined(adapter.write.register([verifier, 3], { account: actors.stranger }));
    return result;
  };
  beforeEach(async () => {
    await reset();
    adapter = await deployAdapter();
  });
  after(reset);

  describe("verify", () => {
    let verifier: Hex;
    let statement: Statement;
    beforeEach(async () => {
      verifier = await deployMock(manners.returnNothing);
      statement = { programId: await register(verifier), journal, proof };
    });
    const rejects = async (change: Partial<Statement>, error: string) =>
      assert.equal(await rejection(adapter, { ...statement, ...change }), error);

    it("calls the project's contract with the instances and the proof as they are", async () => {
      await accepts(adapter, statement);
    });

    it("rejects any other instances or proof where the contract does", async () => {
      for (let offset = 31; offset < size(journal); offset += 32) {
        await rejects({ journal: flipped(journal, offset) }, "ProofRejected");
      }
      for (const other of [flipped(proof, 0), slice(proof, 0, size(proof) - 1), concat([proof, "0x00"])]) {
        await rejects({ proof: other }, "ProofRejected");
      }
    });

    it("accepts a generated contract's proof with bytes behind it, and without zeros at its end", async () => {
      const sample = sampleOf();
      const generated = { programId: await register(await deployGenerated(sample)), ...sample };
      await accepts(adapter, generated);
      // Such contracts read every word at its place, zeros where there is none, and nothing behind the last.
      for (const tail of ["0x00", "0xc0ffee", `0x${"ff".repeat(1_000)}`] as const) {
        await accepts(adapter, { ...generated, proof: concat([sample.proof, tail]) });
      }
      await accepts(adapter, { ...generated, proof: slice(sample.proof, 0, size(sample.proof) - 31) });
      const cut = slice(sample.proof, 0, size(sample.proof) - 32);
      assert.equal(await rejection(adapter, { ...generated, proof: cut }), "ProofRejected");
    });

    it("cannot know how many instances the contract takes: those not registered are the prover's to choose", async () => {
      const sample = sampleOf();
      const generated = await deployGenerated(sample);
      const { result: programId } = await adapter.simulate.register([generated, 1]);
      await mined(adapter.write.register([generated, 1]));
      const proof = concat([slice(sample.journal, 32), sample.proof]);
      await accepts(adapter, { programId, journal: slice(sample.journal, 0, 32), proof });
    });

    it("does not let words move between instances and proof", async () => {
      const longer = concat([journal, slice(proof, 0, 32)]);
      await rejects({ journal: longer, proof: slice(proof, 32) }, "InvalidJournalLength");
      const shorter = slice(journal, 0, 64);
      await rejects({ journal: shorter, proof: concat([slice(journal, 64), proof]) }, "InvalidJournalLength");
    });

    it("rejects an instance of the field's order or more", async () => {
      await rejects({ journal: withWord(journal, 0, 5n + R) }, "InputNotInField");
      await rejects({ journal: withWord(journal, 64, R) }, "InputNotInField");
    });

    it("rejects an empty proof and an oversized one", async () => {
      await rejects({ proof: "0x" }, "InvalidProofLength");
      await rejects({ proof: `0x${"00".repeat(32_769)}` }, "InvalidProofLength");
    });

    it("rejects a program that nobody registered", async () => {
      await rejects({ programId: zeroHash }, "UnknownProgram");
    });

    it("rejects everything once the contract's code is another or gone", async () => {
      await testClient.setCode({ address: verifier, bytecode: "0x00" });
      await rejects({}, "VerifierChanged");
      await testClient.setCode({ address: verifier, bytecode: "0x" });
      await rejects({}, "VerifierChanged");
    });

    it("takes true for an answer, and nothing else than true or nothing", async () => {
      const answers = async (how: number) => ({ ...statement, programId: await register(await deployMock(how)) });
      await accepts(adapter, await answers(manners.returnTrue));
      for (const how of [manners.returnFalse, manners.returnMuch, manners.burnGas, manners.revertMuch]) {
        assert.equal(await rejection(adapter, await answers(how)), "ProofRejected", String(how));
      }
    });
  });

  describe("register", () => {
    it("registers a contract once, for anyone", async () => {
      const verifier = await deployMock(manners.returnNothing);
      const { result: programId } = await adapter.simulate.register([verifier, 3]);
      const events = await eventsOf(adapter.write.register([verifier, 3]), snarkVerifierAdapterAbi);
      assert.deepEqual(events, [["VerifierRegistered", { programId, verifier: getAddress(verifier), instances: 3n }]]);
      assert.equal(await register(verifier), programId);
      const { logs } = await mined(adapter.write.register([verifier, 3]));
      assert.equal(logs.length, 0);
    });

    it("refuses what is no contract, and no or too many instances", async () => {
      const verifier = await deployMock(manners.returnNothing);
      for (const address of [actors.stranger, zeroAddress]) {
        await reverts(adapter.write.register([address, 3]), "InvalidVerifier");
      }
      await reverts(adapter.write.register([verifier, 0]), "InvalidVerifier");
      await reverts(adapter.write.register([verifier, 257]), "InvalidVerifier");
    });
  });
});
