import assert from "node:assert/strict";
import { concat, type Hex, size, slice, stringToHex, zeroHash } from "viem";
import { decodeJournal } from "../../../examples/room-climate-halo2/journal.ts";
import { projectFile, windows } from "../../../examples/room-climate-halo2/project.ts";
import { climateOf, inputHashOf } from "../../../examples/room-climate-halo2/window.ts";
import { parseProjectFile } from "../../../node/protocol/project-file.ts";
import { bindingOf } from "../../../node/protocol/task.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import type { Circuit } from "../../../node/proving/systems/halo2-lib/circuit.ts";
import { halo2Lib } from "../../../node/proving/systems/halo2-lib/index.ts";
import type { Program } from "../../../node/proving/types.ts";
import { eventsOf, mined } from "../support/expect.ts";
import { measuring } from "../support/measures.ts";
import { assertSolvent, claim, dataHash, prove, state, submitTasks, word } from "../support/tasks.ts";
import { accepts, flipped, gasOf, rejection, type Statement, withWord } from "../support/verifiers.ts";
import { actors, projectId, projectRegistry, publishedProgram, reset, taskManager } from "../support/world.ts";
import { deployVerifier } from "./support.ts";

const { owner, prover } = actors;
const version = stringToHex("halo2", { size: 32 });

describe("A window of the room-climate-halo2 example", () => {
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  let program: Program;
  let programId: Hex;
  let messages: string[];
  let statement: Statement;

  before(async () => {
    await reset();
    const code = parseProjectFile(await projectFile()).versions[0]!.code;
    const described = await halo2Lib.describe(code);
    programId = described.programId!;
    program = await halo2Lib.load(code);
    verifier = await deployVerifier();
    await mined(verifier.write.registerCircuit([described.key as Circuit]));
    const [window] = await windows();
    messages = [JSON.stringify(window)];
  });
  after(reset);
  afterEach(() => assertSolvent());

  it("goes through a real proof to a settled task, for at most 720,000 gas of verification", async () => {
    const [window] = await windows();
    assert.equal(await verifier.read.isRegistered([programId]), true);
    const published = { ...publishedProgram, verifier: verifier.address, vmType: vmTypes.halo2Lib, programId };
    await mined(projectRegistry.write.publishProgram([projectId, version, published], { account: owner }));

    const [task] = await submitTasks([{ inputHash: word(inputHashOf(window!)), dataHash: dataHash() }], [0n], version);
    await mined(claim(task!));
    const proof = await program.prove({ messages, binding: bindingOf(task!.id, prover) });
    assert.ok(await program.check(proof));
    statement = { programId, ...proof };
    const gas = await gasOf(verifier, statement);
    assert.ok(gas <= 720_000n || !measuring, `${gas}`);

    const events = await eventsOf(prove(task!, proof));
    assert.ok(
      events.some(([name]) => name === "TaskSettled"),
      JSON.stringify(events.map(([name]) => name)),
    );
    assert.equal(await taskManager.read.stateOf([task!.id]), state.settled);
    const { time, count, meanTemperature, meanCo2, maxCo2 } = decodeJournal(proof.journal);
    assert.deepEqual({ time, count, meanTemperature, meanCo2, maxCo2 }, climateOf(window!));
  });

  it("is refused with any byte of the proof changed", async () => {
    // Word by word, at a byte that differs from word to word; test/contracts/Halo2Verifier/verify.test.ts has the rest.
    for (let offset = 0; offset < size(statement.proof); offset += 32) {
      const proof = flipped(statement.proof, offset + 31 - ((offset / 32) % 31));
      const error = await rejection(verifier, { ...statement, proof });
      assert.match(error, /^(ProofRejected|EvaluationNotInField)$/, `${offset}`);
      assert.equal(await program.check({ journal: statement.journal, proof }), false, `${offset}`);
    }
  });

  it("is refused with another binding, input hash or climate", async () => {
    for (const offset of [0, 32, 64]) {
      const journal = withWord(statement.journal, offset, 1n);
      assert.equal(await rejection(verifier, { ...statement, journal }), "ProofRejected");
    }
  });

  it("is refused when truncated, extended or empty", async () => {
    const { proof, journal } = statement;
    for (const other of [
      slice(proof, 0, size(proof) - 1),
      slice(proof, 32),
      concat([proof, zeroHash]),
      "0x",
    ] as Hex[]) {
      assert.equal(await rejection(verifier, { ...statement, proof: other }), "InvalidProofLength");
    }
    for (const other of [slice(journal, 32), concat([journal, zeroHash]), "0x"] as Hex[]) {
      assert.equal(await rejection(verifier, { ...statement, journal: other }), "InvalidJournalLength");
    }
  });

  it("is refused under another program", async () => {
    const code = parseProjectFile(await projectFile()).versions[0]!.code;
    const circuit = (await halo2Lib.describe(code)).key as Circuit;
    const other = { ...circuit, permutationColumns: [...circuit.permutationColumns].reverse() };
    const { result } = await verifier.simulate.registerCircuit([other]);
    await mined(verifier.write.registerCircuit([other]));
    assert.equal(await rejection(verifier, { ...statement, programId: result }), "ProofRejected");
    assert.equal(await rejection(verifier, { ...statement, programId: zeroHash }), "UnknownProgram");
    await accepts(verifier, statement);
  });
});
