import assert from "node:assert/strict";
import { slice } from "viem";
import { ProvingPool } from "../../../node/proving/pool.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import { programIdOf, verifyingKeyOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import type { ProgramCode } from "../../../node/proving/types.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { patient } from "./support/patient.ts";
import { roomClimateKey, roomClimateProgram, windowMessage } from "./support/room-climate.ts";
import { tinyCode } from "./support/tiny-circuit.ts";

const binding = `0x00${"12".repeat(31)}` as const;
const crashing = new URL("support/crashing-worker.ts", import.meta.url);
const turns = (count: bigint) => ({ messages: [`{"values":[[1,2],[3,4]],"turns":"${count}"}`], binding });
const endless = turns(2n ** 200n);

describe("a proving pool", () => {
  let program: ProgramCode;
  let tiny: ProgramCode;
  let pool: ProvingPool;

  before(async () => {
    program = roomClimateProgram();
    tiny = programCodeOf({ vmTypeID: vmTypes.circom, code: await tinyCode(), codeExpParam: "" });
  });
  afterEach(() => pool.close());

  it("describes, dry-runs and proves in its worker threads", async () => {
    pool = new ProvingPool({ threads: 2, ...patient });
    const input = { messages: [windowMessage()], binding };
    const [described, journal, first, second] = await Promise.all([
      pool.describe(program),
      pool.dryRun(program, input),
      pool.prove(program, input),
      pool.prove(program, input),
    ]);
    assert.equal(described.programId, programIdOf(verifyingKeyOf(roomClimateKey())));
    assert.equal(first.journal, journal);
    assert.notEqual(first.proof, second.proof, "proofs are blinded");
    assert.ok(first.milliseconds > 0);
  });

  it("passes on what a program refuses, with its code", async () => {
    pool = new ProvingPool({ threads: 1, ...patient });
    const rejected = pool.dryRun(tiny, { messages: ["{}"], binding });
    await assert.rejects(rejected, { name: "W3bError", code: "INPUTS_INVALID", kind: "input", action: /JSON object/ });
    await assert.rejects(pool.describe({ ...tiny, vmTypeID: 77, codeHash: binding }), { code: "VM_TYPE_UNSUPPORTED" });
  });

  it("stops a program that runs too long and goes on with a new worker", async () => {
    pool = new ProvingPool({ threads: 1, ...patient, dryRunTimeoutMs: 1_000 });
    const [stopped, waited] = await Promise.allSettled([pool.dryRun(tiny, endless), pool.prove(tiny, turns(4n))]);
    assert.equal(stopped.status === "rejected" && stopped.reason.code, "PROVING_TIMEOUT");
    assert.match(stopped.status === "rejected" && stopped.reason.message, /1000 ms/);
    assert.equal(waited.status === "fulfilled" && BigInt(slice(waited.value.journal, 64)), 4n);
  });

  it("stops a proof that takes too long", async () => {
    pool = new ProvingPool({ threads: 1, timeoutMs: 300 });
    await assert.rejects(pool.prove(tiny, endless), { code: "PROVING_TIMEOUT", message: /300 ms/ });
  });

  it("stops a program when its caller gives up, also while it waits", async () => {
    pool = new ProvingPool({ threads: 1, ...patient });
    await pool.dryRun(tiny, turns(3n));
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = pool.dryRun(tiny, endless, { signal: running.signal });
    const second = pool.prove(tiny, endless, { signal: waiting.signal });
    waiting.abort();
    running.abort();
    await assert.rejects(first, { code: "PROVING_ABORTED" });
    await assert.rejects(second, { code: "PROVING_ABORTED" });
    assert.ok(await pool.dryRun(tiny, turns(3n)));
  });

  it("survives a worker that crashes: it costs one call", async () => {
    pool = new ProvingPool({ threads: 1, ...patient, worker: crashing });
    await pool.dryRun(tiny, turns(3n));
    const [crashed, next] = await Promise.allSettled([
      pool.dryRun(tiny, { messages: ["crash"], binding }),
      pool.dryRun(tiny, turns(4n)),
    ]);
    assert.equal(crashed.status === "rejected" && crashed.reason.code, "PROVING_FAILED");
    assert.equal(next.status, "fulfilled");
  });

  it("lets dry runs overtake proofs that wait", async () => {
    pool = new ProvingPool({ threads: 1, ...patient });
    const input = { messages: [windowMessage()], binding };
    const order: string[] = [];
    await Promise.all([
      pool.prove(program, input).then(() => order.push("proof 1")),
      pool.prove(program, input).then(() => order.push("proof 2")),
      pool.dryRun(program, input).then(() => order.push("dry run")),
    ]);
    assert.deepEqual(order, ["proof 1", "dry run", "proof 2"]);
  });

  it("fails every call with PROVING_POOL_CLOSED once it is closed", async () => {
    pool = new ProvingPool({ threads: 1, ...patient });
    await pool.dryRun(tiny, turns(3n));
    const running = pool.dryRun(tiny, endless);
    const waiting = pool.prove(tiny, endless);
    const closed = Promise.allSettled([running, waiting]);
    await pool.close();
    for (const outcome of await closed) {
      assert.equal(outcome.status === "rejected" && outcome.reason.code, "PROVING_POOL_CLOSED");
    }
    await assert.rejects(pool.describe(tiny), { code: "PROVING_POOL_CLOSED" });
  });
});
