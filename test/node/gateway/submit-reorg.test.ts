import assert from "node:assert/strict";
import type { Hex } from "viem";
import { windowMessages } from "../../../scripts/devnet/room-climate.ts";
import { eventually } from "../../support/eventually.ts";
import { get, post } from "./support/gateway.ts";
import { startNetwork, type TestNetwork } from "./support/network.ts";

const [none, open] = [0, 1];

describe("a submission that a reorganisation undoes", () => {
  let network: TestNetwork;
  before(async () => {
    network = await startNetwork(4);
  });
  after(() => network.stop());

  it("is sent again, and its task has a new id on chain", async () => {
    const gateway = await network.gateway();
    const [window] = await windowMessages(network.projectId, 1);
    const { body } = await post(gateway.url, window?.message);
    const taskID = String(body["taskID"]);
    const chainTaskID = () =>
      get(`${gateway.url}/task/${taskID}`).then((answer) => answer.body["chainTaskID"] as Hex | "");
    const before = await eventually("the id on chain", async () => (await chainTaskID()) || undefined);
    assert.equal(await network.stateOf(before), open);

    await network.mine(1);
    await network.reorg(2);
    assert.equal(await network.stateOf(before), none);
    const after = await eventually("another id on chain", async () => {
      await network.mine(1);
      const id = await chainTaskID();
      return id !== "" && id !== before && id;
    });
    assert.equal(await network.stateOf(after), open);

    await network.mine(10);
    await eventually("finality", async () => {
      const sql = "SELECT 1 FROM node.pack WHERE id = $1 AND state = 'submitted' AND chain_task_id = $2";
      return (await network.pool.query(sql, [taskID, after])).rowCount;
    });
  });
});
