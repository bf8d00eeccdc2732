import assert from "node:assert/strict";
import { submittedTasks } from "../../../node/chain/submitted-tasks.ts";
import type { RunningGateway } from "../../../node/gateway/gateway.ts";
import { signMessage } from "../../../node/protocol/message.ts";
import { accounts } from "../../../scripts/devnet/accounts.ts";
import { version } from "../../../scripts/devnet/room-climate.ts";
import { eventually } from "../../support/eventually.ts";
import { post } from "./support/gateway.ts";
import { startNetwork, type TestNetwork } from "./support/network.ts";

describe("a gateway that submits tasks of a template program", () => {
  let network: TestNetwork;
  let gateway: RunningGateway;
  before(async () => {
    network = await startNetwork();
    await network.pool.query("UPDATE chain.program SET binding = 1");
    gateway = await network.gateway();
  });
  after(async () => {
    await gateway.stop();
    await network.stop();
  });

  it("runs nothing, since journals do not say what they are about: the payload's hash stands for the input's", async () => {
    const unsigned = { projectID: Number(network.projectId), projectVersion: version, data: "no circuit's inputs" };
    const message = await signMessage(accounts.devices[0].identity, unsigned);
    const { body } = await post(gateway.url, message);
    const { taskManager: address } = network.deployment;
    const task = await eventually("the submission", async () => {
      const logs = await network.publicClient.getLogs({ address, fromBlock: 0n });
      return submittedTasks(network.deployment, logs)[0];
    });
    assert.equal(task.task.dataHash, body["taskID"]);
    assert.equal(task.task.inputHash, task.task.dataHash);
  });
});
