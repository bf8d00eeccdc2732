import assert from "node:assert/strict";
import { type Hex, parseEther, stringToHex } from "viem";
import { taskIdOf } from "../../../node/protocol/task.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, dataHash, state, submitTask, word } from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  proverRegistry,
  publicClient,
  reset,
  taskManager,
  terms,
  testClient,
  version,
} from "../support/world.ts";

const { owner, gateway, prover, rival, stranger } = actors;
const inputs = [1n, 2n, 3n].map((n) => ({ inputHash: word(n), dataHash: dataHash(n) }));

describe("TaskManager.submit", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  const submit = (items = inputs, account = gateway) =>
    taskManager.write.submit([projectId, version, items], { account });

  it("opens a task for each input, under the project's present offer", async () => {
    await mined(submit([{ inputHash: word(9n), dataHash: word(9n) }])); // which makes the offer
    const time = (await now()) + 10;
    await nextBlockAt(time);
    const events = await eventsOf(submit());

    const { result } = await projectRegistry.simulate.offerFor([projectId, version, gateway]);
    const [offer, requiredProvers] = result;
    assert.deepEqual(events, [["TasksSubmitted", { projectId, gateway, offer, submittedAt: time, inputs }]]);
    assert.equal(requiredProvers, 0n);
    for (const input of inputs) {
      const task = { gateway, submittedAt: time, ...input };
      const id = taskIdOf(31337, taskManager.address, offer, task);
      assert.equal(await taskManager.read.taskIdOf([offer, task]), id);
      assert.equal(await taskManager.read.stateOf([id]), state.open);
    }
  });

  it("returns the tasks' ids", async () => {
    const { result } = await taskManager.simulate.submit([projectId, version, inputs], { account: gateway });
    assert.equal(new Set(result).size, 3);
  });

  it("reserves the highest reward of each task", async () => {
    await mined(submit());
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 3n * terms.maxReward);
  });

  it("keeps a task's terms when the project changes its own", async () => {
    const { key } = await submitTask();
    const cheaper = { ...terms, minReward: 0n, maxReward: 1n };
    await mined(projectRegistry.write.setRewardTerms([projectId, cheaper], { account: owner }));
    const { key: next } = await submitTask(8n);
    assert.equal((await projectRegistry.read.readOffer([key[0]])).maxReward, terms.maxReward);
    assert.equal((await projectRegistry.read.readOffer([next[0]])).maxReward, 1n);
  });

  it("is refused to whoever is not, or no longer, a gateway of the project; even to its owner", async () => {
    for (const account of [stranger, owner]) {
      await reverts(submit(inputs, account), "GatewayNotAuthorised", [projectId, account]);
    }
    await mined(projectRegistry.write.setGateway([projectId, gateway, false, ""], { account: owner }));
    await reverts(submit(), "GatewayNotAuthorised", [projectId, gateway]);
  });

  it("is refused while the project is paused", async () => {
    await mined(projectRegistry.write.pause([projectId], { account: owner }));
    await reverts(submit(), "ProjectIsPaused", [projectId]);
  });

  it("is refused for a version nobody published", async () => {
    const call = taskManager.write.submit([projectId, word(9n), inputs], { account: gateway });
    await reverts(call, "ProgramNotFound", [projectId, word(9n)]);
  });

  it("is refused when the escrow cannot pay every task", async () => {
    const dear = { ...terms, maxReward: parseEther("400") };
    await mined(projectRegistry.write.setRewardTerms([projectId, dear], { account: owner }));
    await reverts(submit(), "InsufficientEscrow", [projectId, native, escrow, 3n * dear.maxReward]);
  });

  it("is refused without inputs", async () => {
    await reverts(submit([]), "NoTasks");
  });

  it("refuses the same task twice in one call", async () => {
    await reverts(submit([inputs[0]!, inputs[0]!]), "TaskAlreadyExists");
  });

  it("refuses the same task twice in one block, where its time does not tell it apart", async () => {
    await submitTask();
    const options = { account: gateway, gas: 500_000n };
    const send = () => taskManager.write.submit([projectId, version, inputs], options);
    const statuses = await inOneBlock(send, send);
    assert.deepEqual(statuses, ["success", "reverted"]);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 4n * terms.maxReward);
  });

  describe("of a project that requires active provers of its VM type", () => {
    const require = (amount: bigint) =>
      projectRegistry.write.setAttributes(
        [projectId, [stringToHex("RequiredProverAmount", { size: 32 })], [word(amount)]],
        {
          account: owner,
        },
      );

    it("is possible with so many", async () => {
      await mined(require(2n));
      await mined(submit());
    });

    it("is refused with fewer, be it that one paused or gave the VM type up", async () => {
      await mined(require(3n));
      await reverts(submit(), "NotEnoughProvers", [5n, 2n, 3n]);
      await mined(require(2n));
      await mined(proverRegistry.write.pause({ account: prover }));
      await reverts(submit(), "NotEnoughProvers", [5n, 1n, 2n]);
      await mined(proverRegistry.write.resume({ account: prover }));
      await mined(proverRegistry.write.deleteVMType([5n], { account: rival }));
      await reverts(submit(), "NotEnoughProvers", [5n, 1n, 2n]);
      await mined(require(0n));
      await mined(submit());
    });
  });
});

/** Sends transactions into one block; their statuses. */
async function inOneBlock(...sends: (() => Promise<Hex>)[]): Promise<string[]> {
  await testClient.setAutomine(false);
  try {
    const hashes: Hex[] = [];
    for (const send of sends) hashes.push(await send());
    await testClient.mine({ blocks: 1 });
    const receipts = await Promise.all(hashes.map((hash) => publicClient.getTransactionReceipt({ hash })));
    return receipts.map(({ status }) => status);
  } finally {
    await testClient.setAutomine(true);
  }
}
