import assert from "node:assert/strict";
import { type Address, keccak256, toHex, zeroAddress } from "viem";
import { migrate } from "../../../node/database/migrate.ts";
import { beginJob, freshJob, heldTasks, type Job, moveJob, unfinishedJobs } from "../../../node/prover/jobs.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";

const prover: Address = "0x00000000000000000000000000000000000000aa";
let count = 0;
const newJob = (change: Partial<Job> = {}): Job => ({
  ...{ taskId: keccak256(toHex(`job ${count++}`)), prover, state: "claiming", claims: 2, round: 0 },
  offer: "0x00000000000000000000000000000000000000cc",
  task: { gateway: zeroAddress, submittedAt: 2 ** 40 - 1, inputHash: keccak256("0x01"), dataHash: keccak256("0x02") },
  ...{ collateral: 2n ** 96n - 1n, deadline: 2 ** 40 + 2 ** 32 },
  program: { programId: keccak256("0x03"), vmTypeID: 5, codeHash: keccak256("0x04"), codeExpParam: "" },
  ...freshJob,
  ...change,
});

describe("a prover's job", () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
    await migrate(database.pool);
  });
  after(() => database.drop());
  const find = async ({ taskId }: Job) =>
    (await unfinishedJobs(database.pool, prover)).find((job) => job.taskId === taskId);

  it("comes back as it was begun, large numbers included", async () => {
    const job = newJob();
    assert.ok(await beginJob(database.pool, job));
    assert.deepEqual(await find(job), job);
  });

  it("is begun once, and anew, in its next round, only after it was abandoned", async () => {
    const job = newJob();
    assert.ok(await beginJob(database.pool, job));
    assert.equal(await beginJob(database.pool, { ...job, claims: 3 }), undefined);
    assert.ok(await moveJob(database.pool, job, { state: "abandoned", error: "TaskNotOpen" }));
    assert.equal(await find(job), undefined);
    assert.ok(await beginJob(database.pool, { ...job, claims: 3 }));
    assert.deepEqual(await find(job), { ...job, claims: 3, round: 1 });
  });

  it("moves only from the state it was read in", async () => {
    const job = newJob();
    await beginJob(database.pool, job);
    const proved = { state: "proved", journal: "0x01", proof: "0x02" } as const;
    assert.ok(await moveJob(database.pool, job, proved));
    assert.equal(await moveJob(database.pool, job, { state: "abandoned" }), false);
    assert.deepEqual(await find(job), { ...job, ...proved });
  });

  it("belongs to one prover: another one may have the same task in the same database", async () => {
    const job = newJob();
    const other = { ...job, prover: "0x00000000000000000000000000000000000000bb" } as const;
    assert.ok(await beginJob(database.pool, job));
    assert.ok(await beginJob(database.pool, other));
    assert.deepEqual(await unfinishedJobs(database.pool, other.prover), [other]);
  });

  describe("holds its task back", () => {
    const isHeld = async ({ taskId, deadline }: Job, pauseMs: number, now = deadline) =>
      (await heldTasks(database.pool, prover, [taskId, newJob().taskId], { pauseMs, now })).includes(taskId);
    const abandoned = async (change: Partial<Job>) => {
      const job = newJob();
      await beginJob(database.pool, job);
      await moveJob(database.pool, job, { state: "abandoned", ...change });
      return job;
    };

    it("while it is under way or done, until the task's deadline", async () => {
      const job = newJob();
      await beginJob(database.pool, job);
      assert.ok(await isHeld(job, 0));
      assert.equal(await isHeld(job, 0, job.deadline + 1), false);
      await moveJob(database.pool, job, { state: "done" });
      assert.ok(await isHeld(job, 0));
    });

    for (const error of ["TaskNotOpen", "InsufficientFreeStake", "ProverIsPaused"]) {
      it(`for a while after its claim failed with ${error}`, async () => {
        const job = await abandoned({ error });
        assert.ok(await isHeld(job, 60_000));
        assert.equal(await isHeld(job, 0), false);
      });
    }

    it("for good after it could not be proved", async () => {
      assert.ok(await isHeld(await abandoned({ error: "INPUTS_REJECTED", attempts: 3 }), 0));
    });
  });
});
