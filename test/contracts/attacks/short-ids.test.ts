import assert from "node:assert/strict";
import { type Address, concat, type Hex, keccak256 } from "viem";
import { bindings, shortTaskId, type Task, taskIdOf } from "../../../node/protocol/task.ts";
import { mined } from "../support/expect.ts";
import { assertSolvent, claim, dataHash, submitTasks, word } from "../support/tasks.ts";
import {
  actors,
  deployContract,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  publishedProgram,
  reset,
  taskManager,
} from "../support/world.ts";

const { owner, gateway } = actors;
const version = word(3n);

/** As many bits as take a test's time: half as many are the hashes' power of two. Ids have 64. */
const bits = 24n;

describe("Attack: two Template tasks that share a proof", () => {
  let offer: Address;

  beforeEach(async () => {
    await reset();
    const { address: verifier } = await deployContract("MockJournalVerifier", []);
    const program = { ...publishedProgram, verifier, binding: bindings.indexOf("template"), programId: word(5n) };
    await mined(projectRegistry.write.publishProgram([projectId, version, program], { account: owner }));
    offer = (await projectRegistry.simulate.offerFor([projectId, version, gateway])).result[0];
  });
  afterEach(() => assertSolvent());

  /** The pair of the gateway's tasks whose ids have the same last bits, and how many hashes it took. */
  function collision(submittedAt: number): { pair: Task[]; hashes: number } {
    const seen = new Map<bigint, Task>();
    for (let hashes = 1; ; hashes++) {
      const task = { gateway, submittedAt, inputHash: word(1n), dataHash: dataHash(BigInt(hashes)) };
      const last = BigInt(taskIdOf(31337, taskManager.address, offer, task)) % (1n << bits);
      const other = seen.get(last);
      if (other) return { pair: [other, task], hashes };
      seen.set(last, task);
    }
  }

  it("SUCCEEDS for a gateway with the square root of all ids in hashes, offline, and two submissions", async () => {
    const submittedAt = (await now()) + 100;
    const { pair, hashes } = collision(submittedAt);
    assert.ok(hashes < 8 * 2 ** Number(bits / 2n), `${hashes} hashes for ${bits} bits`);
    await nextBlockAt(submittedAt);
    const tasks = await submitTasks(pair, [], version);
    const [first, second] = tasks.map(({ id }) => BigInt(id) % (1n << bits));
    assert.equal(first, second);
    for (const task of tasks) await mined(claim(task));
    // The rest of the 64 bits tells them apart still: with 2^32 hashes instead of 2^12 nothing would, and one proof were
    // paid twice. It proves no more than that the program ran once.
    const journals = tasks.map(({ id }): Hex => concat([word(projectId), word(shortTaskId(id))]));
    assert.notEqual(keccak256(journals[0]!), keccak256(journals[1]!));
  });
});
