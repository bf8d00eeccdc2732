import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { concat, numberToHex, size, slice, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { zkWasm, type ZkWasmSettings } from "../../../../node/proving/systems/zkwasm/index.ts";
import type { Program } from "../../../../node/proving/types.ts";
import { type FakeDelphinus, type FakeProof, startFakeDelphinus } from "../../../../scripts/devnet/fakes/delphinus.ts";
import type { FakeRequest, Trouble } from "../../../../scripts/devnet/fakes/http.ts";
import { eventually } from "../../../support/eventually.ts";
import { hasty, withCode } from "../risc0/support.ts";
import {
  endlessModule,
  memoryModule,
  moduleOf,
  parametersFor,
  recursiveModule,
  sample,
  sumModule,
  trappingModule,
} from "./support.ts";

const privateKey: Hex = `0x${"07".repeat(32)}`;
const binding: Hex = `0x00${"12".repeat(31)}`;
const message = (a: number, b: number, sum: number) => JSON.stringify({ private_input: [a, b], public_input: [sum] });
const input = { messages: [message(1, 1, 2)], binding };
const words = (values: Hex[]) => values.map(BigInt);
/** The sample's proof for any instances: nothing here can tell, only the aggregator contract could. */
const sampleProof = (instances: bigint[]): FakeProof => ({
  proof: words(sample.proof),
  aux: words(sample.aux),
  shadowInstances: words(sample.verifyInstance),
  batchInstances: [],
  instances,
});

describe("a zkWASM program at Delphinus' proving service", () => {
  let delphinus: FakeDelphinus;
  let program: Program;
  const settings = (change: Partial<ZkWasmSettings> = {}): ZkWasmSettings => ({
    url: delphinus.url,
    privateKey,
    limits: hasty,
    ...change,
  });
  const start = async (prove = sampleProof, module = sumModule) => {
    delphinus = await startFakeDelphinus({ prove });
    program = await zkWasm(settings()).load(module, parametersFor(1));
  };
  const troubles = (trouble: Trouble, path = /./, times = Infinity) => {
    let left = times;
    delphinus.trouble = (request: FakeRequest) => (path.test(request.path) && left-- > 0 ? trouble : undefined);
  };
  const posts = (path: string) => delphinus.requests.filter((r) => r.method === "POST" && r.path === path).length;
  afterEach(() => delphinus.close());

  describe("that serves well", () => {
    beforeEach(() => start());

    it("is dry-run here: binding, SHA-256 of the inputs, public inputs", async () => {
      const journal = await program.dryRun(input);
      const inputs = Buffer.alloc(24);
      [2n, 1n, 1n].forEach((value, index) => inputs.writeBigUInt64LE(value, 8 * index));
      const inputHash = createHash("sha256").update(inputs).digest("hex");
      assert.equal(journal, concat([binding, `0x${inputHash}`, numberToHex(2, { size: 32 })]));
      assert.equal(delphinus.requests.length, 0);
    });

    it("is set up once and proved with signed requests; the proof is in the words of ZkWasmVerifier", async () => {
      const { journal, proof } = await program.prove(input);
      assert.equal(journal, await program.dryRun(input));
      assert.equal(proof, concat([...sample.proof, ...sample.verifyInstance, ...sample.aux]));
      assert.equal(await program.check({ journal, proof }), true);
      await program.prove({ ...input, messages: [message(2, 3, 5)] });
      assert.equal(posts("/setup"), 1);
      assert.equal(posts("/prove"), 2);
      const ordered = delphinus.requests.find(({ path }) => path === "/prove")!.body.toString();
      for (const part of [
        privateKeyToAccount(privateKey).address.toLowerCase(),
        `${binding}:bytes-packed`,
        `${slice(journal, 32, 64)}:bytes-packed`,
        "2:i64",
        "1:i64",
        "Manual",
      ]) {
        assert.ok(ordered.includes(part), part);
      }
    });

    it("has the service set up the module as it is: its image and so its proofs follow from every byte", async () => {
      const other = await zkWasm(settings()).load(memoryModule, parametersFor(1));
      await other.prove(input);
      const { body } = delphinus.requests.find(({ path }) => path === "/setup")!;
      assert.ok(body.includes(Buffer.from(memoryModule)));
    });

    it("is not proved twice for the same task and prover", async () => {
      assert.deepEqual(await program.prove(input), await program.prove(input));
      assert.equal(posts("/prove"), 1);
    });

    it("checks no more than the form of proofs: the aggregation is its contract's to verify", async () => {
      const { journal, proof } = await program.prove(input);
      assert.equal(await program.check({ journal: slice(journal, 1), proof }), false);
      assert.equal(await program.check({ journal, proof: slice(proof, 32) }), false);
      assert.equal(await program.check({ journal, proof: "0x" }), false);
      const beyond = concat([slice(journal, 0, 64), `0x${"ff".repeat(32)}`]);
      assert.equal(await program.check({ journal: beyond, proof }), false);
      assert.equal(size(proof), 32 * 155);
    });

    it("takes integers of 64 bits, signed or not, as numbers or strings, of several messages in their order", async () => {
      const data = ['{"private_input":["-1"]}', '{"private_input":[3],"public_input":["2"]}'];
      const journal = await program.dryRun({ messages: data, binding });
      assert.equal(slice(journal, 64), numberToHex(2, { size: 32 }));
    });

    for (const [title, data] of [
      ["no JSON", "x"],
      ["no object", "[]"],
      ["a fraction", '{"private_input":[1.5],"public_input":[2]}'],
      ["more than 64 bits", '{"private_input":["18446744073709551616"],"public_input":[2]}'],
      ["another key", '{"private_input":[1,1],"public_input":[2],"x":1}'],
      ["too many public inputs", '{"private_input":[1,1],"public_input":[2,2]}'],
      ["too few public inputs", '{"private_input":[1,1]}'],
    ] as const) {
      it(`refuses messages with ${title}`, async () => {
        const refused = withCode("INPUTS_INVALID", "input");
        await assert.rejects(program.dryRun({ messages: [data], binding }), refused);
        await assert.rejects(program.prove({ messages: [data], binding }), refused);
      });
    }

    it("tells in the dry run when the module refuses its inputs", async () => {
      const refused = withCode("INPUTS_REJECTED", "input");
      await assert.rejects(program.dryRun({ messages: [message(1, 1, 3)], binding }), refused);
      await assert.rejects(
        program.dryRun({ messages: ['{"private_input":[2],"public_input":[2]}'], binding }),
        refused,
      );
    });

    for (const [title, module, code] of [
      ["traps", trappingModule, "INPUTS_REJECTED"],
      ["recurses for ever", recursiveModule, "INPUTS_REJECTED"],
      ["loops for ever", endlessModule, "PROVING_TIMEOUT"],
    ] as const) {
      it(`ends a module that ${title}`, async () => {
        const limits = code === "PROVING_TIMEOUT" ? { ...hasty, dryRunMs: 500 } : hasty;
        const other = await zkWasm(settings({ limits })).load(module, parametersFor(1));
        await assert.rejects(other.dryRun(input), withCode(code));
      });
    }

    it("gives a dry run up at once when asked to", async () => {
      const other = await zkWasm(settings()).load(endlessModule, parametersFor(1));
      await assert.rejects(other.dryRun(input, AbortSignal.timeout(50)), withCode("PROVING_ABORTED"));
    });

    it("proves for the dry run what needs another host, once", async () => {
      const other = await zkWasm(settings()).load(moduleOf([0x42, 0], "poseidon_push"), parametersFor(1));
      const journal = await other.dryRun(input);
      assert.equal((await other.prove(input)).journal, journal);
      assert.equal(posts("/prove"), 1);
    });

    for (const outcome of ["Fail", "Stale"] as const) {
      it(`blames the service for a task that ends as ${outcome}, and begins anew the next time`, async () => {
        delphinus.outcome = outcome;
        await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_FAILED", "unavailable"));
        delphinus.outcome = "Done";
        assert.ok(await program.check(await program.prove(input)));
      });
    }

    for (const outcome of ["DryRunFailed", "Unprovable"] as const) {
      it(`blames the inputs for a task that ends as ${outcome}`, async () => {
        delphinus.outcome = outcome;
        await assert.rejects(program.prove(input), withCode("INPUTS_REJECTED", "input"));
      });
    }

    for (const trouble of ["failing", "gone"] as const) {
      it(`survives a service that is ${trouble} for a moment, and reports one that stays so`, async () => {
        for (const path of [/image/, /setup/, /prove/, /tasks/]) {
          troubles(trouble, path, 1);
          await program.prove({ ...input, messages: [message(1, posts("/prove"), 1 + posts("/prove"))] });
        }
        troubles(trouble);
        const other = { ...input, messages: [message(9, 9, 18)] };
        await assert.rejects(program.prove(other), withCode("REMOTE_PROVER_UNAVAILABLE", "unavailable"));
      });
    }

    it("reports answers that are garbage or without end", async () => {
      for (const trouble of ["garbage", "flooding"] as const) {
        for (const path of [/image/, /prove/, /tasks/]) {
          troubles(trouble, path);
          await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_ANSWER_INVALID", "unavailable"));
        }
      }
    });

    it("waits no longer than it may", async () => {
      const limits = { ...hasty, proveMs: 300 };
      const other = await zkWasm(settings({ limits })).load(sumModule, parametersFor(1));
      troubles("slow", /tasks/);
      await assert.rejects(other.prove(input), withCode("PROVING_TIMEOUT"));
    });

    it("takes a task up again that was given up when it was not ready", async () => {
      troubles("slow", /tasks/);
      const controller = new AbortController();
      const proving = program.prove(input, controller.signal);
      await eventually("the task is begun", () => posts("/prove") === 1);
      await eventually("it is asked for", () => delphinus.requests.some(({ path }) => path.includes("tasks")));
      controller.abort();
      await assert.rejects(proving, withCode("PROVING_ABORTED"));
      delphinus.trouble = undefined;
      assert.ok(await program.check(await program.prove(input)));
      assert.equal(posts("/prove"), 1);
    });
  });

  it("blames the inputs when the service's dry run refuses them", async () => {
    const seen: unknown[] = [];
    const run = (module: Uint8Array, inputs: { public: bigint[]; private: bigint[] }) => {
      seen.push(module, inputs.public.at(-1), inputs.private);
      return Promise.reject(new Error("what it requires does not hold"));
    };
    delphinus = await startFakeDelphinus({ prove: sampleProof, run });
    program = await zkWasm(settings()).load(sumModule, parametersFor(1));
    await assert.rejects(program.prove(input), withCode("INPUTS_REJECTED", "input"));
    assert.deepEqual(seen, [sumModule, 2n, [1n, 1n]]);
  });

  it("does not take a proof about other public inputs: the sample's own are [300]", async () => {
    await start((instances) => ({ ...sampleProof(instances), instances: words(sample.targetInstance[0]!) }));
    await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_ANSWER_INVALID", "unavailable"));
  });

  it("does not take a proof of another circuit's size", async () => {
    for (const part of ["proof", "aux", "shadowInstances"] as const) {
      await start((instances) => ({ ...sampleProof(instances), [part]: [1n] }));
      await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_ANSWER_INVALID", "unavailable"));
      await delphinus.close();
    }
    await start();
  });

  it("cannot be proved without a service, and is dry-run all the same", async () => {
    await start();
    const alone = await zkWasm().load(sumModule, parametersFor(1));
    assert.equal(await alone.dryRun(input), await program.dryRun(input));
    await assert.rejects(alone.prove(input), withCode("REMOTE_PROVER_NOT_CONFIGURED", "unavailable"));
  });

  it("takes only settings that can be", async () => {
    await start();
    const invalid = withCode("REMOTE_PROVER_SETTINGS_INVALID", "input");
    for (const change of [{ url: "x" }, { privateKey: "0x12" as Hex }, { circuitSize: 2 }]) {
      assert.throws(() => zkWasm(settings(change)), invalid);
    }
  });
});
