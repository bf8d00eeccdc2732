import assert from "node:assert/strict";
import { parseEther } from "viem";
import { until } from "../../../scripts/devnet/until.ts";
import { Network, people } from "./support/network.ts";

/** The level at which people are woken. */
const error = 50;

describe("what only the prover's operator can mend", function () {
  this.timeout(600_000);
  let network: Network;
  let running: ReturnType<Network["prover"]> | undefined;
  before(async () => {
    network = await Network.start();
  });
  afterEach(() => running?.stop());
  after(() => network.stop());

  const told = (code: string) => running?.log.filter((line) => line.code === code && line.level === error) ?? [];
  const waitFor = (code: string) =>
    until(() => Promise.resolve(told(code).length > 0), { what: code, timeoutMs: 1_200_000, intervalMs: 20 });

  it("is told once: an operator without gas, in IOTX, however many tasks are open", async () => {
    const { client } = network.world.chain;
    const balance = await client.getBalance({ address: people.operator.address });
    await client.setBalance({ address: people.operator.address, value: 0n });
    const projectId = await network.project();
    await network.submit(projectId);
    await network.submit(projectId);
    await network.world.indexed();
    running = network.prover();
    await waitFor("OPERATOR_UNDERFUNDED");
    assert.match(
      JSON.stringify(told("OPERATOR_UNDERFUNDED")),
      /the operator has 0 IOTX, gas .* costs about 0\.\d+ IOTX/,
    );

    await client.setBalance({ address: people.operator.address, value: balance });
    const isClaimed = async () =>
      Number((await network.world.rows("SELECT 1 FROM node.job WHERE state = 'claiming'")).length) === 2;
    await until(isClaimed, { what: "both tasks to be claimed", timeoutMs: 1_200_000, intervalMs: 50 });
    assert.equal(told("OPERATOR_UNDERFUNDED").length, 1);
  });

  it("is told once: too little stake for any open task", async () => {
    await network.world.database.pool.query("DELETE FROM node.job");
    const projectId = await network.project({ terms: { collateral: parseEther("1000") } });
    await network.world.rows("UPDATE chain.task SET state = 'refunded'"); // those of the test before
    const task = await network.submit(projectId);
    await network.world.indexed();
    running = network.prover();
    await waitFor("INSUFFICIENT_FREE_STAKE");
    const said = JSON.stringify(told("INSUFFICIENT_FREE_STAKE"));
    assert.match(
      said,
      new RegExp(`task ${task.taskId} locks 1000 IOTX of stake, \\d+ IOTX are free.*w3b prover stake`),
    );
  });
});
