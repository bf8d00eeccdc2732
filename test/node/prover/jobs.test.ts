import assert from "node:assert/strict";
import { type Address, keccak256, toHex, zeroAddress } from "viem";
import { migrate } from "../../../node/database/migrate.ts";
import { beginJob, type Job, moveJob, triedTasks, unfinishedJobs } from "../../../node/prover/jobs.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";

const prover: Address = "0x00000000000000000000000000000000000000aa";
let count = 0;
const newJob = (change: Partial<Job> = {}): Job => ({
  ...{ taskId: keccak256(toHex(`job ${count++}`)), prover, state: "claiming", claims: 2 },
  offer: "0x00000000000000000000000000000000000000cc",
  task: { gateway: zeroAddress, submittedAt: 2 ** 40 - 1, inputHash: keccak256("0x01"), dataHash: keccak256("0x02") },
  collateral: 2n ** 96n - 1n,
  program: { programId: keccak256("0x03"), vmTypeID: 5, codeHash: keccak256("0x04"), codeExpParam: "" },
  ...{ journal: null, proof: null, error: null, attempts: 0 },
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

  it("is begun once, and anew only after it was abandoned", async () => {
    const job = newJob();
    assert.ok(await beginJob(database.pool, job));
    assert.equal(await beginJob(database.pool, { ...job, claims: 3 }), false);
    assert.ok(await moveJob(database.pool, job, { state: "abandoned", error: "TaskNotOpen" }));
    assert.equal(await find(job), undefined);
    assert.ok(await beginJob(database.pool, { ...job, claims: 3 }));
    assert.deepEqual(await find(job), { ...job, claims: 3 });
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

  it("is not for a claim that was tried, but for the next one", async () => {
    const job = newJob();
    await beginJob(database.pool, job);
    const tried = await triedTasks(database.pool, prover, [job.taskId, keccak256("0x99")]);
    assert.equal(tried({ id: job.taskId, claims: 2 }), true);
    assert.equal(tried({ id: job.taskId, claims: 3 }), false);
    assert.equal(tried({ id: keccak256("0x99"), claims: 2 }), false);
  });

  it("that is done leaves nothing to do, though others claim the task", async () => {
    const job = newJob({ state: "submitting" });
    await beginJob(database.pool, job);
    await moveJob(database.pool, job, { state: "done" });
    const tried = await triedTasks(database.pool, prover, [job.taskId]);
    assert.equal(tried({ id: job.taskId, claims: 3 }), true);
  });
});
