import assert from "node:assert/strict";
import { numberToHex, size, slice, zeroHash, type Hex } from "viem";
import { riscZero, type RiscZeroSettings } from "../../../../node/proving/systems/risc0/index.ts";
import { writeReceipt } from "../../../../node/proving/systems/risc0/receipt.ts";
import type { Program } from "../../../../node/proving/types.ts";
import { type FakeBonsai, type FakeBonsaiOptions, startFakeBonsai } from "../../../../scripts/devnet/fakes/bonsai.ts";
import { developmentRiscZero } from "../../../../scripts/devnet/fakes/development-risc-zero.ts";
import { climateGuest, climateGuestCode } from "../../../../scripts/devnet/fakes/risc-zero-guest.ts";
import type { FakeRequest, Trouble } from "../../../../scripts/devnet/fakes/http.ts";
import { eventually } from "../../../support/eventually.ts";
import { flipped } from "../../../support/flipped.ts";
import { hasty, methodsText, names, newGuest, receipts, withCode } from "./support.ts";

const development = developmentRiscZero();
const binding: Hex = `0x00${"12".repeat(31)}`;
const readings = { count: 2, time: [60, 120], temperature: [294_000, 295_000], co2: [400_000, 500_001] };
const input = { messages: [JSON.stringify(readings)], binding };
const { code, codeExpParam } = climateGuestCode();

describe("a RISC Zero program at a proving service", () => {
  let bonsai: FakeBonsai;
  let program: Program;

  const start = async (options: Partial<FakeBonsaiOptions> = {}, settings: Partial<RiscZeroSettings> = {}) => {
    bonsai = await startFakeBonsai({ guest: climateGuest, receipt: development.receipt, apiKey: "secret", ...options });
    const { parameters } = development;
    const system = riscZero({
      url: bonsai.url,
      apiKey: "secret",
      version: "1.2.5",
      limits: hasty,
      parameters,
      ...settings,
    });
    program = await system.load(code, codeExpParam);
  };
  const sent = (method: string, path: RegExp) =>
    bonsai.requests.filter((request) => request.method === method && path.test(request.path)).length;
  const troubles = (trouble: Trouble, path = /./, times = Infinity) => {
    let left = times;
    bonsai.trouble = (request: FakeRequest) => (path.test(request.path) && left-- > 0 ? trouble : undefined);
  };
  /** Proves, and gives that up when the service, which does not answer any more, is asked for this. */
  const giveUpAt = async (path: RegExp) => {
    troubles("slow", path);
    const controller = new AbortController();
    const proving = program.prove(input, controller.signal);
    await eventually("the service is asked", () => sent("GET", path) > 0);
    controller.abort();
    await assert.rejects(proving, withCode("PROVING_ABORTED"));
    bonsai.trouble = undefined;
  };
  afterEach(() => bonsai.close());

  describe("that hands out journals", () => {
    beforeEach(() => start());

    it("is dry-run without a proof", async () => {
      const journal = await program.dryRun(input);
      assert.equal(slice(journal, 0, 32), binding);
      assert.equal(size(journal), 7 * 32);
      assert.equal(sent("POST", /^\/snark/), 0);
    });

    it("has the same input hash without a task", async () => {
      const unbound = await program.dryRun({ ...input, binding: zeroHash });
      assert.equal(slice(unbound, 32), slice(await program.dryRun(input), 32));
    });

    it("is proved: the receipt's seal verifies for the journal of the dry run", async () => {
      const proof = await program.prove(input);
      assert.equal(proof.journal, await program.dryRun(input));
      assert.equal(size(proof.proof), 260);
      assert.equal(await program.check(proof), true);
      assert.equal(await program.check({ ...proof, proof: flipped(proof.proof, 100) }), false);
      assert.equal(await program.check({ ...proof, journal: flipped(proof.journal, 100) }), false);
    });

    it("is uploaded once, and read by the service under its key and version", async () => {
      await program.dryRun(input);
      await program.prove(input);
      assert.equal(sent("PUT", /images/), 1);
      const { headers } = bonsai.requests[0]!;
      assert.equal(headers["x-api-key"], "secret");
      assert.equal(headers["x-risc0-version"], "1.2.5");
    });

    it("is not proved twice for the same task and prover", async () => {
      const proof = await program.prove(input);
      assert.deepEqual(await program.prove(input), proof);
      assert.equal(sent("POST", /^\/sessions\/create/), 1);
      await program.prove({ ...input, binding: zeroHash });
      assert.equal(sent("POST", /^\/sessions\/create/), 2);
    });

    it("tells when the guest refuses the inputs, before and while proving", async () => {
      const refused = withCode("INPUTS_REJECTED", "input");
      await assert.rejects(program.dryRun({ messages: ["{}"], binding }), refused);
      await assert.rejects(program.prove({ messages: ["{}"], binding }), refused);
    });

    for (const outcome of ["FAILED", "TIMED_OUT", "ABORTED"] as const) {
      it(`blames the service for a session that is ${outcome}, and begins anew the next time`, async () => {
        bonsai.outcome = outcome;
        await assert.rejects(program.dryRun(input), withCode("REMOTE_PROVER_FAILED", "unavailable"));
        await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_FAILED", "unavailable"));
        bonsai.outcome = "SUCCEEDED";
        assert.ok(await program.check(await program.prove(input)));
      });
    }

    for (const trouble of ["failing", "gone"] as const) {
      it(`survives a service that is ${trouble} for a moment, and reports one that stays so`, async () => {
        const paths = [/images/, /inputs/, /sessions\/create/, /sessions\/status/, /snark\/create/, /receipts/];
        for (const [index, path] of paths.entries()) {
          troubles(trouble, path, 1);
          await program.prove({ ...input, binding: numberToHex(index + 1, { size: 32 }) }); // a session of its own
        }
        troubles(trouble);
        await assert.rejects(program.dryRun(input), withCode("REMOTE_PROVER_UNAVAILABLE", "unavailable"));
      });
    }

    it("reports answers that are garbage or without end, wherever they come", async () => {
      for (const trouble of ["garbage", "flooding"] as const) {
        for (const path of [/images\/upload/, /inputs\/upload/, /sessions/, /snark/, /receipts/]) {
          bonsai.trouble = undefined;
          program = await riscZero({ ...settingsOf(bonsai), apiKey: "secret" }).load(code, codeExpParam);
          troubles(trouble, path);
          await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_ANSWER_INVALID", "unavailable"));
        }
      }
      troubles("garbage", /exec_only_journal/);
      await assert.rejects(program.dryRun(input), withCode("PROGRAM_INVALID")); // a journal can be any bytes
    });

    it("reports a key that the service does not take, without telling it", async () => {
      const other = await riscZero({ ...settingsOf(bonsai), apiKey: "wrong-key" }).load(code, codeExpParam);
      await assert.rejects(other.dryRun(input), (error: Error) => {
        assert.equal((error as unknown as { code: string }).code, "REMOTE_PROVER_REFUSED");
        assert.ok(!error.message.includes("wrong-key"));
        return true;
      });
    });

    it("waits no longer than it may", async () => {
      troubles("slow");
      const limits = { ...hasty, requestMs: 50, dryRunMs: 100, proveMs: 100, attempts: 100 };
      const other = await riscZero({ ...settingsOf(bonsai), limits }).load(code, codeExpParam);
      await assert.rejects(other.dryRun(input), withCode("PROVING_TIMEOUT"));
      await assert.rejects(other.prove(input), withCode("PROVING_TIMEOUT"));
    });

    it("takes a proof up again that was given up when it was not ready", async () => {
      await giveUpAt(/snark\/status/);
      assert.ok(await program.check(await program.prove(input)));
      assert.equal(sent("POST", /sessions\/create/), 1);
      assert.equal(sent("POST", /snark\/create/), 1);
    });

    it("is given up at once when asked to", async () => {
      await giveUpAt(/sessions\/status/);
    });

    it("begins anew when the service has forgotten what it was at", async () => {
      await giveUpAt(/snark\/status/);
      bonsai.forget();
      for (let attempt = 0; attempt < 3; attempt++) {
        await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_UNAVAILABLE"));
      }
      assert.ok(await program.check(await program.prove(input)));
    });
  });

  it("is proved for its dry run where journals are not handed out, and not again", async () => {
    await start({ givesJournals: false });
    const journal = await program.dryRun(input);
    const proof = await program.prove(input);
    assert.equal(proof.journal, journal);
    assert.equal(sent("POST", /snark\/create/), 1);
    await program.dryRun({ ...input, binding: zeroHash });
    assert.equal(sent("GET", /exec_only_journal/), 1);
  });

  it("is refused when its journal does not begin with the binding", async () => {
    await start({ guest: () => zeroHash });
    await assert.rejects(program.dryRun(input), withCode("PROGRAM_INVALID", "input"));
    await start({ guest: (bytes) => flipped(climateGuest(bytes), 31) });
    await assert.rejects(program.prove(input), withCode("PROGRAM_INVALID", "input"));
  });

  it("does not take a receipt that does not verify", async () => {
    for (const receipt of [
      (imageId: Hex, journal: Hex) => development.receipt(flipped(imageId, 0), journal),
      (imageId: Hex, journal: Hex) => {
        const { proof } = development.seal(imageId, flipped(journal, 40));
        return writeReceipt({ journal, proof }, imageId, proof.slice(0, 66) as Hex);
      },
      (imageId: Hex, journal: Hex) => development.receipt(imageId, journal).subarray(1),
    ]) {
      await bonsai.close();
      await start({ receipt });
      await assert.rejects(program.prove(input), withCode("REMOTE_PROVER_ANSWER_INVALID", "unavailable"));
    }
  });

  it("cannot be proved without a service, and is described all the same", async () => {
    await start();
    const alone = await riscZero().load(code, codeExpParam);
    assert.equal(alone.programId, program.programId);
    await assert.rejects(alone.prove(input), withCode("REMOTE_PROVER_NOT_CONFIGURED", "unavailable"));
  });

  it("takes only settings that can be", async () => {
    await start();
    const invalid = withCode("REMOTE_PROVER_SETTINGS_INVALID", "input");
    for (const change of [
      { url: "ftp://x" },
      { url: "http://a:b@c" },
      { url: "x" },
      { apiKey: "a b" },
      { version: "1" },
    ]) {
      assert.throws(() => riscZero({ ...settingsOf(bonsai), ...change }), invalid);
    }
  });

  for (const { risc0, imageId, journal, proof } of receipts) {
    it(`is given RISC Zero's own receipt of ${risc0}, which verifies and is refused for not being bound to a task`, async () => {
      const receipt = () => writeReceipt({ journal, proof }, imageId, `${slice(proof, 0, 4)}${"00".repeat(28)}`);
      await start({ guest: () => journal, receipt });
      const { url, apiKey, version, limits } = settingsOf(bonsai);
      program = await riscZero({ url, apiKey, version, limits }).load(methodsText(newGuest, imageId), names);
      await assert.rejects(program.prove(input), withCode("PROGRAM_INVALID", "input"));
      assert.equal(sent("GET", /groth16\/receipt/), 1);
      assert.equal(await program.check({ journal, proof }), true);
    });
  }
});

function settingsOf({ url }: FakeBonsai) {
  const { parameters } = development;
  return { url, apiKey: "secret", version: "1.2.5", limits: hasty, parameters };
}
