import assert from "node:assert/strict";
import { mined } from "../support/expect.ts";
import { dataHash, proofOf, prove, settledTask, submitTask } from "../support/tasks.ts";
import { actors, program, projectId, reset, taskManager, version } from "../support/world.ts";

// Ethereum's rules, a key of two public inputs, IOTX, no dApp, everybody known to the contracts already: what a task
// costs in a running network. The first task of all pays for new storage on top.
const limits = { submit: 75_000n, claim: 55_000n, prove: 280_000n, total: 395_000n };

describe("The gas of a task", () => {
  beforeEach(reset);

  it(`is at most ${limits.total} from submission to settlement, with its proof verified on chain`, async () => {
    await settledTask(5n, 0n);
    const inputs = [{ inputHash: program.inputHashOf(7n), dataHash }];
    const submit = await mined(taskManager.write.submit([projectId, version, 1n, inputs], { account: actors.gateway }));
    const task = await submitTask(7n, 2n);
    const claim = await mined(taskManager.write.claim([task.spec], { account: actors.operator }));
    const settle = await mined(prove(task, await proofOf(task)));

    const used = { submit: submit.gasUsed, claim: claim.gasUsed, prove: settle.gasUsed };
    const total = used.submit + used.claim + used.prove;
    for (const [name, gas] of Object.entries({ ...used, total })) {
      assert.ok(gas <= limits[name as keyof typeof limits], `${name}: ${gas}`);
    }
  });
});
