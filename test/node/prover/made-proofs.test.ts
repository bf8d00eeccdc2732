import assert from "node:assert/strict";
import { migrate } from "../../../node/database/migrate.ts";
import { beginJob, type Job, moveJob } from "../../../node/prover/jobs.ts";
import { KeptJobs } from "../../../node/prover/kept-jobs.ts";
import { MadeProofs } from "../../../node/prover/made-proofs.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";
import { jobsProver, newJob } from "./support/job.ts";

const proof = { journal: "0x01", proof: "0x02" } as const;

describe("a proof that was made", () => {
  let database: TestDatabase;
  let wakes: number;
  let stopping: AbortController;
  let made: MadeProofs;
  before(async () => {
    database = await testDatabase();
    await migrate(database.pool);
  });
  beforeEach(() => {
    wakes = 0;
    stopping = new AbortController();
    made = new MadeProofs(database.pool, stopping.signal, () => wakes++);
  });
  after(() => database.drop());

  const claimedJob = async (change: Partial<Job> = {}) => {
    const job = newJob({ state: "claimed", ...change });
    await beginJob(database.pool, job);
    return job;
  };
  const find = async ({ taskId }: Job) =>
    (await new KeptJobs(database.pool, jobsProver).unfinished()).find((job) => job.taskId === taskId);

  it("asks for a turn, which writes it down with the others", async () => {
    const jobs = [await claimedJob(), await claimedJob({ claimBatch: "claimed together" })];
    const kept = jobs.map((job) => made.add(job, proof));
    assert.equal(wakes, 2);
    assert.equal((await find(jobs[0]!))?.state, "claimed");
    await made.write();
    assert.deepEqual(await Promise.all(kept), [true, true]);
    for (const job of jobs) assert.deepEqual(await find(job), { ...job, state: "proved", ...proof });
  });

  it("changes no job that is not what it was", async () => {
    const [lost, good] = [await claimedJob(), await claimedJob()];
    const kept = [made.add(lost, proof), made.add(good, proof)];
    await moveJob(database.pool, lost, { state: "abandoned", error: "CLAIM_LOST" });
    await made.write();
    assert.deepEqual(await Promise.all(kept), [false, true]);
    assert.equal(await find(lost), undefined);
  });

  it("is kept for another turn where the database fails", async () => {
    const job = await claimedJob();
    const kept = made.add(job, proof);
    await database.pool.query("ALTER TABLE node.job RENAME TO job_elsewhere");
    try {
      await assert.rejects(made.write(), /relation "node.job" does not exist/);
    } finally {
      await database.pool.query("ALTER TABLE node.job_elsewhere RENAME TO job");
    }
    await made.write();
    assert.equal(await kept, true);
    assert.equal((await find(job))?.state, "proved");
  });

  it("is written down at once when no turn follows", async () => {
    const [before, after] = [await claimedJob(), await claimedJob()];
    const first = made.add(before, proof);
    stopping.abort();
    const second = made.add(after, proof);
    assert.deepEqual(await Promise.all([first, second]), [true, true]);
    assert.equal((await find(before))?.state, "proved");
    assert.equal((await find(after))?.state, "proved");
  });
});
