import assert from "node:assert/strict";
import { zeroHash } from "viem";
import { W3bError } from "../../../node/protocol/errors.ts";
import { ProvingPool, type ProvingPoolOptions } from "../../../node/proving/pool.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import type { Program, ProgramInput, ProofSystem } from "../../../node/proving/types.ts";
import { eventually } from "../../support/eventually.ts";
import { lapse } from "../../support/lapse.ts";
import { patient } from "./support/patient.ts";

/** A service that does what a message says: answers, at once or once it is told to, fails, or never answers. */
class Service {
  running = 0;
  most = 0;
  loads = 0;
  readonly aborted: string[] = [];
  /** Lets the calls answer that are "held". */
  release = (): void => undefined;
  readonly #released = new Promise<void>((resolve) => (this.release = resolve));

  readonly system: ProofSystem = {
    vmTypeID: 200,
    name: "slow",
    remote: true,
    describe: () => Promise.resolve({ programId: zeroHash, verifier: undefined, binding: "native" }),
    load: (): Promise<Program> => {
      this.loads++;
      return Promise.resolve({
        programId: zeroHash,
        dryRun: (input, signal) => this.#answer(input, signal),
        prove: async (input, signal) => ({ journal: await this.#answer(input, signal), proof: "0x01" }),
        check: ({ journal }) => Promise.resolve(journal !== "0xbad0"),
        memory: () => 1,
        release: () => undefined,
      });
    },
  };

  async #answer({ messages: [message = ""] }: ProgramInput, signal?: AbortSignal): Promise<`0x${string}`> {
    this.most = Math.max(this.most, ++this.running);
    const note = () => this.aborted.push(message);
    signal?.addEventListener("abort", note);
    try {
      if (message === "garbage") throw new TypeError("not an answer");
      if (message === "gone") throw new W3bError("REMOTE_GONE", "The service is gone.", { kind: "unavailable" });
      if (message === "bad") return "0xbad0";
      if (message === "never") return await new Promise<never>(() => undefined);
      if (message === "held") await this.#released;
      return "0xaa";
    } finally {
      signal?.removeEventListener("abort", note);
      this.running--;
    }
  }
}

describe("calls of a remote proof system", () => {
  const code = programCodeOf({ vmTypeID: 200, code: new Uint8Array([1]), codeExpParam: "" });
  const input = (message: string): ProgramInput => ({ messages: [message], binding: zeroHash });
  let service: Service;
  let pool: ProvingPool;
  const open = (options: Partial<ProvingPoolOptions> = {}) => {
    service = new Service();
    pool = new ProvingPool({ threads: 1, ...patient, systems: [service.system], ...options });
  };
  afterEach(() => pool.close());

  it("wait in the main thread, many at a time, with the program loaded once", async () => {
    open({ remoteCalls: 4 });
    assert.deepEqual(pool.vmTypes, [200]);
    const proofs = Promise.all(Array.from({ length: 8 }, () => pool.prove(code, input("held"))));
    await eventually("four wait side by side", () => service.running === 4);
    service.release();
    assert.equal((await proofs)[7]?.journal, "0xaa");
    assert.deepEqual([service.most, service.loads], [4, 1]);
  });

  it("describe and dry-run as others do", async () => {
    open();
    assert.equal((await pool.describe(code)).programId, zeroHash);
    assert.equal(await pool.dryRun(code, input("now")), "0xaa");
  });

  it("are stopped when they take too long: a dry run may take as long as a proof", async () => {
    open({ timeoutMs: 300, dryRunTimeoutMs: 10 });
    await assert.rejects(pool.dryRun(code, input("never")), { code: "PROVING_TIMEOUT", message: /300 ms/ });
    await assert.rejects(pool.prove(code, input("never")), { code: "PROVING_TIMEOUT" });
    assert.deepEqual(service.aborted, ["never", "never"]);
  });

  it("of dry runs are not stopped when dry runs of other systems would be", async () => {
    open({ ...patient, dryRunTimeoutMs: 10 });
    const dryRun = pool.dryRun(code, input("held"));
    await lapse(100);
    service.release();
    assert.equal(await dryRun, "0xaa");
  });

  it("are stopped when their caller gives up, and let others go on", async () => {
    open({ remoteCalls: 1 });
    const caller = new AbortController();
    const running = pool.prove(code, input("never"), { signal: caller.signal });
    const waiting = pool.prove(code, input("now"));
    caller.abort();
    await assert.rejects(running, { code: "PROVING_ABORTED" });
    assert.equal((await waiting).journal, "0xaa");
  });

  it("pass the service's failures on, and turn what is unexpected into PROVING_FAILED", async () => {
    open();
    await assert.rejects(pool.prove(code, input("gone")), { code: "REMOTE_GONE", kind: "unavailable" });
    await assert.rejects(pool.prove(code, input("garbage")), { code: "PROVING_FAILED", message: /not an answer/ });
    await assert.rejects(pool.prove(code, input("bad")), { code: "PROVING_FAILED", message: /does not verify/ });
  });

  it("fail with PROVING_POOL_CLOSED once the pool is closed", async () => {
    open({ remoteCalls: 1 });
    const calls = Promise.allSettled([pool.prove(code, input("never")), pool.dryRun(code, input("never"))]);
    await pool.close();
    for (const outcome of await calls) {
      assert.equal(outcome.status === "rejected" && outcome.reason.code, "PROVING_POOL_CLOSED");
    }
  });
});
