import assert from "node:assert/strict";
import { type Address, concat, type Hex, keccak256 } from "viem";
import { snarkVerifierAdapterAbi } from "../../../contracts/abi/snarkVerifierAdapter.ts";
import { bindings, outputsOf, shortTaskId } from "../../../node/protocol/task.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, dataHash, state, type SubmittedTask, submitTasks, word } from "../support/tasks.ts";
import {
  actors,
  deployContract,
  projectId,
  projectRegistry,
  publishedProgram,
  reset,
  taskManager,
  terms,
} from "../support/world.ts";

const { owner, prover, rival, stranger } = actors;
const templateVersion = word(3n); // the version whose program binds as the template circuit does
const programId = word(5n);
const output = word(77n); // the template circuit's publicInput

describe("A task of a program with the template circuit's binding", () => {
  let verifier: Address;

  beforeEach(async () => {
    await reset();
    ({ address: verifier } = await deployContract("MockJournalVerifier", []));
    await publish(templateVersion, verifier, programId);
  });
  afterEach(() => assertSolvent());

  const publish = (version: Hex, by: Address, id: Hex) => {
    const program = { ...publishedProgram, verifier: by, binding: bindings.indexOf("template"), programId: id };
    return mined(projectRegistry.write.publishProgram([projectId, version, program], { account: owner }));
  };

  async function claimed(count = 1, version = templateVersion): Promise<SubmittedTask[]> {
    const inputs = Array.from({ length: count }, (_, i) => ({
      inputHash: dataHash(BigInt(i)),
      dataHash: dataHash(BigInt(i)),
    }));
    const tasks = await submitTasks(inputs, [], version);
    for (const task of tasks) await mined(claim(task));
    return tasks;
  }

  const one = async () => (await claimed())[0]!;
  const journalOf = ({ id }: SubmittedTask, outputs: Hex = output, project = projectId) =>
    concat([outputs, word(project), word(shortTaskId(id))]);
  /** What MockJournalVerifier accepts for this journal alone. */
  const proofOf = (journal: Hex) => keccak256(concat([programId, journal]));
  const prove = ({ key }: SubmittedTask, outputs: Hex, proof: Hex) =>
    taskManager.write.prove([...key, outputs, proof], { account: stranger });

  it("is settled by a proof about outputs, project and the last 64 bits of the task's id", async () => {
    const task = await one();
    const journal = journalOf(task);
    assert.equal(outputsOf(journal, "template"), output);
    const events = await eventsOf(prove(task, output, proofOf(journal)));
    assert.deepEqual(
      events.map(([name]) => name),
      ["TaskSettled", "ResultRecorded"],
    );
    assert.equal((events[1]![1] as { journal: Hex }).journal, journal);
    assert.equal(await taskManager.read.isResult([task.id, journal]), true);
    assert.ok((await taskManager.read.owedTo([terms.token, prover])) > 0n);
  });

  it("may have any outputs, none included", async () => {
    const task = await one();
    await mined(prove(task, "0x", proofOf(journalOf(task, "0x"))));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
  });

  it("is not settled by a proof of another task, another project or of other outputs", async () => {
    const [task, other] = await claimed(2);
    const refused = [
      journalOf(other!),
      journalOf(task!, output, projectId + 1n),
      journalOf(task!, word(78n)),
      concat([output, word(projectId), task!.id]), // the whole id
      concat([word(projectId), word(shortTaskId(task!.id)), output]),
    ];
    for (const journal of refused) await reverts(prove(task!, output, proofOf(journal)), "ProofRejected");
  });

  it("is not settled by its proof sent with other outputs", async () => {
    const task = await one();
    const journal = journalOf(task);
    for (const outputs of ["0x", word(78n), journal, `${output}00`] as Hex[]) {
      await reverts(prove(task, outputs, proofOf(journal)), "ProofRejected");
    }
  });

  it("is settled in a batch, each by a proof about itself", async () => {
    const tasks = await claimed(3);
    const args = (of: SubmittedTask[]) =>
      [
        tasks[0]!.key[0],
        tasks.map(({ key }) => key[1]),
        concat(tasks.map(() => output)),
        concat(of.map((task) => proofOf(journalOf(task)))),
      ] as const;
    await reverts(taskManager.write.proveBatch(args([...tasks].reverse())), "BatchRejected");
    await mined(taskManager.write.proveBatch(args(tasks)));
    for (const { id } of tasks) assert.equal(await taskManager.read.stateOf([id]), state.settled);
  });

  it("compares whole results where several are needed: nothing of them differs from prover to prover", async () => {
    const redundant = { ...terms, redundancy: 2 };
    await mined(projectRegistry.write.setRewardTerms([projectId, redundant], { account: owner }));
    const task = await one();
    await mined(prove(task, output, proofOf(journalOf(task))));
    const shown = [keccak256(journalOf(task))];
    assert.deepEqual(await taskManager.read.proposalsOf([task.id]), [[prover], shown]);
    await mined(claim(task, rival));
    await mined(prove(task, word(78n), proofOf(journalOf(task, word(78n))))); // its first word alone is another
    assert.equal(await taskManager.read.stateOf([task.id]), state.open);
  });

  it("is settled through SnarkVerifierAdapter by the project's own contract, called with instances and proof", async () => {
    const adapter = await deployContract("SnarkVerifierAdapter", snarkVerifierAdapterAbi);
    const { result } = await adapter.simulate.register([verifier, 3]);
    await mined(adapter.write.register([verifier, 3]));
    const version = word(4n);
    await publish(version, adapter.address, result);
    const [task, other] = await claimed(2, version);
    const instances = journalOf(task!);
    await reverts(prove(task!, output, keccak256(journalOf(other!))), "ProofRejected");
    await mined(prove(task!, output, keccak256(instances)));
    assert.equal(await taskManager.read.isResult([task!.id, instances]), true);
  });
});
