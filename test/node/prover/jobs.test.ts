import assert from "node:assert/strict";
import { migrate } from "../../../node/database/migrate.ts";
import { beginJob, heldTasks, type Job, moveJob } from "../../../node/prover/jobs.ts";
import { KeptJobs } from "../../../node/prover/kept-jobs.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";
import { jobsProver as prover, newJob } from "./support/job.ts";

describe("a prover's job", () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
    await migrate(database.pool);
  });
  after(() => database.drop());
  const find = async ({ taskId }: Job) =>
    (await new KeptJobs(database.pool, prover).unfinished()).find((job) => job.taskId === taskId);

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

  it("is read anew whenever it has changed, and not once it is over", async () => {
    const other = { ...newJob(), prover: "0x00000000000000000000000000000000000000dd" } as const;
    const kept = new KeptJobs(database.pool, other.prover);
    assert.deepEqual(await kept.unfinished(), []);
    await beginJob(database.pool, other);
    assert.deepEqual(await kept.unfinished(), [other]);
    const claimed = { ...other, state: "claimed", claimBatch: "batch" } as const;
    await moveJob(database.pool, other, claimed);
    const [read] = await kept.unfinished();
    assert.deepEqual(read, claimed);
    assert.equal((await kept.unfinished())[0], read, "an unchanged job is read once");
    await moveJob(database.pool, claimed, { state: "done" });
    assert.deepEqual(await kept.unfinished(), []);
  });

  it("belongs to one prover: another one may have the same task in the same database", async () => {
    const job = newJob();
    const other = { ...job, prover: "0x00000000000000000000000000000000000000bb" } as const;
    assert.ok(await beginJob(database.pool, job));
    assert.ok(await beginJob(database.pool, other));
    assert.deepEqual(await new KeptJobs(database.pool, other.prover).unfinished(), [other]);
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
