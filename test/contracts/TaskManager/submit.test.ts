import assert from "node:assert/strict";
import { type Hex, parseEther } from "viem";
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
  publicClient,
  reset,
  taskManager,
  terms,
  testClient,
  version,
} from "../support/world.ts";

const { owner, gateway, stranger } = actors;
const inputs = [1n, 2n, 3n].map((n) => ({ inputHash: word(n), dataHash }));

describe("TaskManager.submit", () => {
  beforeEach(reset);
  afterEach(assertSolvent);

  const submit = (items = inputs, account = gateway) =>
    taskManager.write.submit([projectId, version, 5n, items], { account });

  it("opens a task for each input, under the project's present terms", async () => {
    const time = (await now()) + 10;
    await nextBlockAt(time);
    const events = await eventsOf(submit());

    const specs = inputs.map((input) => ({
      projectId,
      version,
      ...input,
      gateway,
      nonce: 5n,
      submittedAt: time,
      deadline: time + terms.lifeSeconds,
      claimSeconds: terms.claimSeconds,
      rampSeconds: terms.rampSeconds,
      token: native,
      minReward: terms.minReward,
      maxReward: terms.maxReward,
      collateral: terms.collateral,
    }));
    const ids = specs.map((spec) => taskIdOf(31337, taskManager.address, spec));
    assert.deepEqual(
      events,
      specs.map((spec, i) => ["TaskSubmitted", { taskId: ids[i], projectId, gateway, spec }]),
    );
    for (const [i, id] of ids.entries()) {
      assert.equal(await taskManager.read.stateOf([id]), state.open);
      assert.equal(await taskManager.read.taskIdOf([specs[i]!]), id);
    }
  });

  it("reserves the highest reward of each task", async () => {
    await mined(submit());
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 3n * terms.maxReward);
  });

  it("keeps a task's terms when the project changes its own", async () => {
    const { spec, id } = await submitTask();
    const cheaper = { ...terms, minReward: 0n, maxReward: 1n };
    await mined(projectRegistry.write.setRewardTerms([projectId, cheaper], { account: owner }));
    assert.equal(await taskManager.read.taskIdOf([spec]), id);
    assert.equal(spec.maxReward, terms.maxReward);
    assert.equal((await submitTask(8n)).spec.maxReward, 1n);
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
    const call = taskManager.write.submit([projectId, word(9n), 1n, inputs], { account: gateway });
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
    const options = { account: gateway, gas: 500_000n };
    const send = () => taskManager.write.submit([projectId, version, 1n, inputs], options);
    const statuses = await inOneBlock(send, send);
    assert.deepEqual(statuses, ["success", "reverted"]);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - 3n * terms.maxReward);
  });

  it("tells equal tasks of one block apart by the gateway's nonce", async () => {
    const options = { account: gateway, gas: 500_000n };
    const statuses = await inOneBlock(
      () => taskManager.write.submit([projectId, version, 1n, inputs], options),
      () => taskManager.write.submit([projectId, version, 2n, inputs], options),
    );
    assert.deepEqual(statuses, ["success", "success"]);
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
