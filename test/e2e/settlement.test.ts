import assert from "node:assert/strict";
import { createPublicClient, http, parseEther, zeroAddress } from "viem";
import { hardhat } from "viem/chains";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { expectedDapp, readDapp } from "../../scripts/demo/climate.ts";
import { sendMessages, waitUntilSettled } from "../../scripts/demo/tasks.ts";
import { readTimeline } from "../../scripts/demo/timeline.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/network.ts";
import { type WindowMessage, windowMessages } from "../../scripts/devnet/room-climate.ts";

describe("from signed readings to what a dApp reads", () => {
  let devnet: Devnet;
  let windows: WindowMessage[];
  let dataHashes: string[];

  before(async () => {
    devnet = await startDevnet();
    windows = await windowMessages(devnet.projectId, 8);
    dataHashes = await sendMessages(devnet, windows);
    await waitUntilSettled(devnet, dataHashes);
  });
  after(() => devnet?.stop());

  it("makes one task of each message", () => {
    assert.equal(new Set(dataHashes).size, 8);
  });

  it("gives the dApp the statistics that the readings have", async () => {
    const { latest, credits } = await readDapp(devnet);
    assert.deepEqual({ latest, credits }, expectedDapp(windows));
  });

  it("records submission, claim and settlement of each task, in this order, with block, transaction and gas", async () => {
    const { rows } = await devnet.pool.query<{ id: string }>("SELECT id FROM chain.task");
    for (const { id } of rows) {
      const { steps } = await readTimeline(devnet, id);
      assert.deepEqual(
        steps.map(({ state }) => state).filter((state) => state !== "delivered"),
        ["submitted", "claimed", "settled"],
      );
      assert.ok(
        steps.every(({ block, transaction, gas }) => block > 0 && transaction.length === 66 && BigInt(gas) > 0n),
      );
    }
  });

  it("pays each task once, and leaves in the contract exactly escrow and what is owed", async () => {
    const client = createPublicClient({ chain: hardhat, transport: http(devnet.urls.rpc) });
    const { taskManager } = devnet.deployment;
    const { rows } = await devnet.pool.query<{ tasks: string; settlements: string; paid: string }>(
      `SELECT (SELECT count(*) FROM chain.task)::text AS tasks, count(*)::text AS settlements,
              sum(prover_amount + gateway_amount)::text AS paid FROM chain.settlement`,
    );
    assert.deepEqual([rows[0]?.tasks, rows[0]?.settlements], ["8", "8"]);
    const args = [devnet.projectId, zeroAddress] as const;
    const escrow = await client.readContract({
      address: taskManager,
      abi: taskManagerAbi,
      functionName: "escrowOf",
      args,
    });
    assert.equal(escrow + BigInt(rows[0]?.paid ?? 0), parseEther("1000"));
    assert.equal(await client.getBalance({ address: taskManager }), parseEther("1000"));
  });

  it("answers a message that is sent again with the same task, and makes no second one", async () => {
    const again = await sendMessages(devnet, windows.slice(0, 1));
    assert.deepEqual(again, dataHashes.slice(0, 1));
    const { rows } = await devnet.pool.query<{ count: string }>("SELECT count(*)::text AS count FROM node.pack");
    assert.equal(rows[0]?.count, "8");
  });
});
