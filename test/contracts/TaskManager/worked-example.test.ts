import assert from "node:assert/strict";
import { formatEther } from "viem";
import { mined } from "../support/expect.ts";
import { assertSolvent, claim, proofOf, prove, submitTask } from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  native,
  nextBlockAt,
  projectId,
  proverRegistry,
  reset,
  taskManager,
} from "../support/world.ts";

const { gateway, prover, rival, hunter, treasury } = actors;

/** The tests' project, terms and provers are those of the example. */
describe("The worked example of docs/protocol.md", () => {
  before(reset);
  afterEach(() => assertSolvent());

  it("comes out as it is written there", async () => {
    const task = await submitTask();
    const at = (second: number) => nextBlockAt(task.submittedAt + second);
    await expect({ escrow: "997", held: "1000" });

    await at(10);
    await mined(claim(task, rival));
    await at(71);
    await mined(taskManager.write.expire(task.key, { account: hunter }));
    await expect({ escrow: "997", held: "1010", caller: "1", treasury: "9", rival: "90 + 0" });

    await at(80);
    await mined(claim(task));
    await expect({ escrow: "997", held: "1010", prover: "90 + 10" });
    await at(110);
    await mined(prove(task, await proofOf(task)));
    await expect({ escrow: "997.4", held: "1010", owedToProver: "2.34", owedToGateway: "0.26", prover: "100 + 0" });
  });
});

/** Compares what is given, in IOTX. */
async function expect(expected: Record<string, string>): Promise<void> {
  const owed = async (account: typeof prover) => formatEther(await taskManager.read.owedTo([native, account]));
  const stakeOf = async (account: typeof prover) => {
    const { collateral } = await proverRegistry.read.prover([account]);
    return `${formatEther(await proverRegistry.read.freeStake([account]))} + ${formatEther(collateral)}`;
  };
  const actual: Record<string, string> = {
    escrow: formatEther(await taskManager.read.escrowOf([projectId, native])),
    held: formatEther(await balanceOf(taskManager.address)),
    caller: await owed(hunter),
    treasury: await owed(treasury),
    owedToProver: await owed(prover),
    owedToGateway: await owed(gateway),
    prover: await stakeOf(prover),
    rival: await stakeOf(rival),
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(actual[name], value, name);
}
