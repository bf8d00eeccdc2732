import assert from "node:assert/strict";
import { defaultRemoteLimits, type RemoteLimits } from "../../../../node/proving/remote/limits.ts";
import { Patience } from "../../../../node/proving/remote/patience.ts";
import { RemoteService } from "../../../../node/proving/remote/service.ts";
import { Works } from "../../../../node/proving/remote/works.ts";
import { W3bError } from "../../../../node/protocol/errors.ts";
import { type FakeAnswer, type FakeServer, startFake } from "../../../../scripts/devnet/fakes/http.ts";

const limits: RemoteLimits = { ...defaultRemoteLimits, requestMs: 60_000, attempts: 3, pauseMs: 1, longestPauseMs: 4 };
const patience = (limitMs = 600_000, signal?: AbortSignal) => new Patience(limits, limitMs, signal);

describe("a proving service elsewhere", () => {
  let fake: FakeServer;
  let answers: FakeAnswer[];
  let service: RemoteService;
  beforeEach(async () => {
    answers = [];
    fake = await startFake(() => answers.shift() ?? { status: 200, body: {} });
    service = new RemoteService("the service", `${fake.url}/v1`, limits);
  });
  afterEach(() => fake.close());

  it("is asked below its address, with its key", async () => {
    await service.send({ method: "GET", path: "/images", headers: { "x-api-key": "secret" } }, patience());
    assert.equal(fake.requests[0]?.path, "/v1/images");
    assert.equal(fake.requests[0]?.headers["x-api-key"], "secret");
  });

  it("does not give its key away to addresses that it names elsewhere", async () => {
    const elsewhere = await startFake(() => ({ status: 200 }));
    const request = {
      method: "PUT",
      path: `${elsewhere.url}/x?permission=1`,
      headers: { "x-api-key": "secret" },
    } as const;
    await service.send(request, patience());
    assert.equal(elsewhere.requests[0]?.headers["x-api-key"], undefined);
    await elsewhere.close();
    await assert.rejects(service.send(request, patience()), (error: W3bError) => {
      assert.equal(error.code, "REMOTE_PROVER_UNAVAILABLE");
      return !error.message.includes("permission") && !error.message.includes("secret");
    });
  });

  it("cannot send anywhere but to http(s)", async () => {
    for (const path of ["file:///etc/passwd", "data:text/plain,x", "javascript:0"]) {
      await assert.rejects(service.send({ method: "GET", path }, patience()), { code: "REMOTE_PROVER_ANSWER_INVALID" });
    }
  });

  it("is asked again after 429 and 5xx, as often as the limits say", async () => {
    answers = [{ status: 429 }, { status: 502 }, { status: 200, body: { ok: true } }];
    assert.deepEqual(await service.json({ method: "GET", path: "x" }, patience()), { ok: true });
    answers = Array.from({ length: 3 }, () => ({ status: 500, body: "broken" }));
    await assert.rejects(service.send({ method: "GET", path: "x" }, patience()), {
      code: "REMOTE_PROVER_UNAVAILABLE",
      kind: "unavailable",
      message: /500 "broken"/,
    });
    assert.equal(fake.requests.length, 6);
  });

  it("is not asked again after another refusal, unless that is an answer", async () => {
    answers = [{ status: 403 }, { status: 404 }];
    const request = { method: "GET", path: "x" } as const;
    await assert.rejects(service.send(request, patience()), { code: "REMOTE_PROVER_REFUSED", kind: "unavailable" });
    assert.equal((await service.send({ ...request, accept: [404] }, patience())).status, 404);
    assert.equal(fake.requests.length, 2);
  });

  it("is waited for no longer than one request may take, nor than all may", async () => {
    fake.trouble = () => "slow";
    const hasty = new RemoteService("the service", fake.url, { ...limits, requestMs: 30 });
    const request = { method: "GET", path: "x" } as const;
    await assert.rejects(hasty.send(request, patience()), { code: "REMOTE_PROVER_UNAVAILABLE" });
    await assert.rejects(service.send(request, patience(50)), { code: "PROVING_TIMEOUT" });
    await assert.rejects(service.send(request, patience(undefined, AbortSignal.timeout(20))), {
      code: "PROVING_ABORTED",
    });
    await assert.rejects(service.send(request, patience(undefined, AbortSignal.abort())), { code: "PROVING_ABORTED" });
  });

  it("is polled until it has an answer, with growing pauses", async () => {
    let polls = 0;
    // eslint-disable-next-line @typescript-eslint/require-await
    const answer = await patience().poll(async () => (++polls < 5 ? undefined : "done"));
    assert.equal(answer, "done");
    await assert.rejects(
      patience(30).poll(() => Promise.resolve(undefined)),
      { code: "PROVING_TIMEOUT" },
    );
  });

  describe("what has been begun there", () => {
    const subject = Buffer.from("a task");
    const fails = (code: string) => (work: { id?: string }) => {
      work.id ??= "begun";
      return Promise.reject(new W3bError(code, "it failed"));
    };
    const idOf = (works: Works<{ id: string }>) => works.on(subject, (work) => Promise.resolve(work.id));

    it("is gone on with when it merely took long", async () => {
      const works = new Works<{ id: string }>();
      for (const code of ["PROVING_TIMEOUT", "PROVING_ABORTED", "PROVING_TIMEOUT", "PROVING_TIMEOUT"]) {
        await assert.rejects(works.on(subject, fails(code)), { code });
        assert.equal(await idOf(works), "begun");
      }
    });

    it("is begun anew when it failed", async () => {
      for (const code of ["INPUTS_REJECTED", "REMOTE_PROVER_FAILED", "REMOTE_PROVER_REFUSED", "INTERNAL"]) {
        const works = new Works<{ id: string }>();
        await assert.rejects(works.on(subject, fails(code)), { code });
        assert.equal(await idOf(works), undefined);
      }
    });

    it("is begun anew after the service was silent three times in a row", async () => {
      const works = new Works<{ id: string }>();
      const silent = fails("REMOTE_PROVER_UNAVAILABLE");
      for (let time = 0; time < 2; time++) await assert.rejects(works.on(subject, silent));
      assert.equal(await idOf(works), "begun");
      for (let time = 0; time < 3; time++) await assert.rejects(works.on(subject, silent));
      assert.equal(await idOf(works), undefined);
    });

    it("is remembered of the last 256 only", async () => {
      const works = new Works<{ id: string }>();
      await assert.rejects(works.on(subject, fails("PROVING_TIMEOUT")));
      for (let other = 0; other < 256; other++) {
        await works.on(Buffer.from(`${other}`), (work) => Promise.resolve((work.id = "other")));
      }
      assert.equal(await idOf(works), undefined);
    });
  });
});
