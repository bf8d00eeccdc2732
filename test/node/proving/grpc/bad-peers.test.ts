import assert from "node:assert/strict";
import { createServer } from "node:net";
import { status } from "@grpc/grpc-js";
import { concat, encodeAbiParameters, type Hex, hexToBytes, numberToHex } from "viem";
import {
  grpcProver,
  type GrpcProgram,
  type GrpcProver,
  type GrpcProverSettings,
} from "../../../../node/proving/systems/grpc/index.ts";
import type { W3bError } from "../../../../node/protocol/errors.ts";
import { type Behaviour, type Peer, type PeerOptions, startPeer } from "./support/peer.ts";

const taskId: Hex = `0x${"ab".repeat(24)}0102030405060708`;
const binding: Hex = `0x00${"cd".repeat(31)}`;
const task = { projectId: 7n, projectVersion: "v1", taskId, clientId: "did:io:aa" };
const input = { messages: ["one", "two"], binding, task };

const sealAndJournal = (proof: Hex, journal: Hex) => ({
  result: hexToBytes(encodeAbiParameters([{ type: "bytes" }, { type: "bytes" }], [proof, journal])),
});
const good = sealAndJournal("0x1234", concat([binding, numberToHex(5, { size: 32 })]));
const never = () => new Promise<object>(() => undefined);
const failing =
  (code: status, details: string): Behaviour =>
  () => {
    throw Object.assign(new Error(details), { code, details });
  };

describe("a gRPC prover whose service", () => {
  let peer: Peer | undefined;
  let prover: GrpcProver | undefined;

  afterEach(async () => {
    prover?.close();
    await peer?.[Symbol.asyncDispose]();
    peer = prover = undefined;
  });

  async function programOf(
    behaviour: PeerOptions["behaviour"],
    settings: Partial<GrpcProverSettings> = {},
    proto: PeerOptions["proto"] = "vm",
  ): Promise<GrpcProgram> {
    const taken = proto === "vm_runtime" ? "Create" : "NewProject";
    peer = await startPeer({ proto, behaviour: { [taken]: () => ({}), ...behaviour } });
    prover = grpcProver({ vmTypeID: 100, url: peer.url, ...settings });
    return prover.load(Buffer.from("code"), "parameter");
  }

  it("is slow is waited for no longer than the deadline", async () => {
    const program = await programOf({ ExecuteTask: never }, { deadlineMs: 300 });
    await assert.rejects(program.dryRun(input), { code: "PROVER_SERVICE_TIMEOUT", kind: "unavailable" });
  });

  it("is slow to take a program is waited for no longer than the deadline", async () => {
    const program = await programOf({ NewProject: never }, { deadlineMs: 300 });
    await assert.rejects(program.dryRun(input), { code: "PROVER_SERVICE_TIMEOUT" });
  });

  it("is slow at first is asked again within the deadline", async () => {
    let asked = 0;
    const behaviour = { ExecuteTask: () => (asked++ === 0 ? never() : good) };
    const program = await programOf(behaviour, { deadlineMs: 600_000, attemptMs: 1_000, retries: 100 });
    assert.ok(await program.dryRun(input));
  });

  it("is not there is tried as often as set and then given up", async () => {
    prover = grpcProver({ vmTypeID: 100, url: "grpc://127.0.0.1:1", retries: 2, deadlineMs: 600_000 });
    const program = await prover.load(Buffer.from("code"), "");
    await assert.rejects(program.prove(input), { code: "PROVER_SERVICE_UNREACHABLE", kind: "unavailable" });
  });

  it("ends the connection in the middle is asked again", async () => {
    let asked = 0;
    const program = await programOf({ ExecuteTask: () => good }, { retries: 10 });
    await program.prove(input);
    const { port } = peer!;
    await peer![Symbol.asyncDispose]();
    const again = program.prove({ ...input, messages: ["three"] });
    peer = await startPeer({
      proto: "vm",
      port,
      behaviour: { NewProject: () => ({}), ExecuteTask: () => (asked++, good) },
    });
    await again;
    assert.equal(asked, 1);
  });

  it("speaks no gRPC ends in an error at once", async () => {
    const garbage = createServer((socket) => socket.on("error", () => undefined).end("HTTP/1.0 400 No\r\n\r\n"));
    await new Promise<void>((resolve) => garbage.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = garbage.address() as { port: number };
      prover = grpcProver({ vmTypeID: 100, url: `127.0.0.1:${port}`, retries: 0, deadlineMs: 600_000 });
      const program = await prover.load(Buffer.from("code"), "");
      await assert.rejects(program.dryRun(input), { code: "PROVER_SERVICE_UNREACHABLE" });
    } finally {
      garbage.close();
    }
  });

  it("serves neither proto is named so", async () => {
    peer = await startPeer({ proto: "vm", behaviour: {} });
    prover = grpcProver({ vmTypeID: 100, url: peer.url });
    const program = await prover.load(Buffer.from("code"), "");
    await assert.rejects(program.dryRun(input), { code: "PROVER_SERVICE_UNIMPLEMENTED" });
  });

  const results: [string, object, Partial<GrpcProverSettings>?][] = [
    ["nothing", { result: new Uint8Array() }],
    ["garbage", { result: Buffer.from("hello, I am no proof".repeat(9)) }],
    ["an offset beyond its end", { result: Buffer.alloc(64, 255) }],
    ["a proof cut short", { result: good.result.subarray(0, -32) }],
    ["a proof with more behind it", { result: Buffer.concat([good.result, Buffer.alloc(32)]) }],
    ["the proof of another task", sealAndJournal("0x12", concat([`0x00${"00".repeat(31)}`, binding]))],
    ["a journal without an input hash", sealAndJournal("0x12", binding)],
    ["another form", good, { result: "template" }],
    ["a gnark proof without signals", { result: Buffer.alloc(256) }, { result: "gnark" }],
    ["a gnark proof with half a signal", { result: Buffer.alloc(272) }, { result: "gnark" }],
  ];
  for (const [title, result, settings] of results) {
    it(`returns ${title} is caught in the dry run`, async () => {
      const program = await programOf({ ExecuteTask: () => result }, settings);
      await assert.rejects(program.dryRun(input), { code: "PROVER_SERVICE_RESULT_INVALID", kind: "integrity" });
    });
  }

  it("returns another form than was set: the error names the setting and the form", async () => {
    const program = await programOf({ ExecuteTask: () => good }, { result: "template" });
    await assert.rejects(program.dryRun(input), (error: W3bError) => {
      assert.match(error.action ?? "", /set "result" of the service.* to "seal-journal"/);
      return true;
    });
    const other = await programOf({ ExecuteTask: () => ({ result: Buffer.from("text") }) });
    await assert.rejects(other.dryRun(input), (error: W3bError) => {
      assert.match(error.action ?? "", /Set "result".*seal-journal, template, gnark/);
      return true;
    });
  });

  it("returns a template of another task is caught in the dry run", async () => {
    const types = [{ type: "uint256" }, { type: "uint256" }, { type: "bytes" }] as const;
    const resultFor = (name: bigint) => ({ result: hexToBytes(encodeAbiParameters(types, [9n, name, "0x55"])) });
    const results = [resultFor(0x0102030405060708n), resultFor(0x0102030405060709n), resultFor(BigInt(taskId))];
    const program = await programOf(
      { ExecuteTask: () => results.shift()! },
      { result: "template", binding: "template" },
    );
    const { journal, proof } = await program.prove(input);
    assert.equal(journal, concat([9n, 7n, 0x0102030405060708n].map((word) => numberToHex(word, { size: 32 }))));
    assert.equal(proof, "0x55");
    for (const message of ["x", "y"]) {
      const rejected = program.prove({ ...input, messages: [message] });
      await assert.rejects(rejected, { code: "PROVER_SERVICE_RESULT_INVALID", message: /another task/ });
    }
  });

  it("returns more than is taken is refused without reading it all", async () => {
    const huge = { result: Buffer.alloc(3 * 2 ** 20) };
    const program = await programOf({ ExecuteTask: () => huge }, { maxResultBytes: 2 ** 20 });
    await assert.rejects(program.dryRun(input), { code: "PROVER_SERVICE_LIMIT", kind: "tooLarge" });
  });

  it("would get more than is sent gets nothing", async () => {
    const program = await programOf({ ExecuteTask: () => good }, { maxRequestBytes: 1024 });
    const long = { ...input, messages: ["x".repeat(2048)] };
    await assert.rejects(program.dryRun(long), { code: "PROVER_SERVICE_LIMIT" });
    assert.deepEqual(
      peer!.calls.map(({ method }) => method),
      ["NewProject"],
    );
  });

  const failures: [status, string, object][] = [
    [status.INVALID_ARGUMENT, "no such reading", { code: "INPUTS_REJECTED", kind: "input" }],
    [status.FAILED_PRECONDITION, "value out of range", { code: "INPUTS_REJECTED", kind: "input" }],
    [status.UNAUTHENTICATED, "who are you", { code: "PROVER_SERVICE_FORBIDDEN", kind: "forbidden" }],
    [status.PERMISSION_DENIED, "not you", { code: "PROVER_SERVICE_FORBIDDEN" }],
    [status.INTERNAL, "panic", { code: "PROVER_SERVICE_FAILED", kind: "internal", message: /panic/ }],
    [status.UNKNOWN, `${"long ".repeat(200)}`, { code: "PROVER_SERVICE_FAILED" }],
    [status.RESOURCE_EXHAUSTED, "too much", { code: "PROVER_SERVICE_LIMIT" }],
  ];
  for (const [code, details, expected] of failures) {
    it(`says ${status[code]} has a code of ours`, async () => {
      const program = await programOf({ ExecuteTask: failing(code, details) }, { retries: 0 });
      await assert.rejects(program.dryRun(input), expected);
      await assert.rejects(program.dryRun(input), (error: Error) => error.message.length < 500);
    });
  }

  it("refuses the program makes it invalid", async () => {
    const program = await programOf({ NewProject: failing(status.INVALID_ARGUMENT, "no ELF") });
    await assert.rejects(program.dryRun(input), { code: "PROGRAM_INVALID", kind: "input", message: /no ELF/ });
  });

  it("forgets programs once they ran is told again, by whatever words it says so", async () => {
    let known = false;
    const once = {
      Create: () => ((known = true), {}),
      Execute: () => {
        if (!known)
          throw Object.assign(new Error("projectID '7' does not exist in the map."), { code: status.UNKNOWN });
        known = false;
        return good;
      },
    };
    const program = await programOf(once, { proto: "vm_runtime" }, "vm_runtime");
    await program.prove(input);
    await program.prove({ ...input, messages: ["three"] });
    assert.deepEqual(
      peer!.calls.map(({ method }) => method),
      ["Create", "Execute", "Execute", "Create", "Execute"],
    );
  });

  it("is replaced by one of the other proto is told again in its way", async () => {
    const program = await programOf({ ExecuteTask: () => good });
    await program.prove(input);
    const { port } = peer!;
    await peer![Symbol.asyncDispose]();
    peer = await startPeer({ proto: "vm_runtime", port, behaviour: { Create: () => ({}), Execute: () => good } });
    await program.prove(input);
    assert.deepEqual(
      peer.calls.map(({ method }) => method),
      ["Create", "Execute"],
    );
  });

  it("never knows the program is not asked for ever", async () => {
    const program = await programOf({ ExecuteTask: failing(status.NOT_FOUND, "7 not found") });
    await assert.rejects(program.prove(input), { code: "PROVER_SERVICE_FAILED" });
    assert.equal(peer!.calls.length, 4);
  });

  it("has the program already is taken at its word once, and not for a second program", async () => {
    const behaviour = { Create: failing(status.ALREADY_EXISTS, "DUP_ITEM_ERR"), Execute: () => good };
    const program = await programOf(behaviour, {}, "vm_runtime");
    await program.prove(input);
    const other = await prover!.load(Buffer.from("other code"), "");
    await assert.rejects(other.prove(input), { code: "PROVER_SERVICE_CONFLICT" });
  });

  it("is told what it needs, by the newer proto", async () => {
    const program = await programOf({ ExecuteTask: () => good }, { projectIdType: "uint64" }, "vm-uint64");
    await program.prove(input);
    const [created, executed] = peer!.calls;
    assert.deepEqual(created?.request["metadata"], Buffer.from("parameter"));
    assert.equal(created?.request["projectVersion"], "v1");
    assert.deepEqual(executed?.request, {
      projectID: "7",
      projectVersion: "v1",
      taskID: Buffer.from(hexToBytes(binding)),
      payloads: [Buffer.from("one"), Buffer.from("two")],
    });
  });

  it("is told what it needs, by the older proto", async () => {
    const program = await programOf({ Execute: () => good }, {}, "vm_runtime");
    await program.prove(input);
    assert.equal(peer!.calls[0]?.request["expParam"], "parameter");
    assert.deepEqual(peer!.calls[1]?.request, {
      projectID: "7",
      taskID: BigInt.asUintN(64, BigInt(binding)).toString(),
      clientID: "did:io:aa",
      sequencerSignature: binding,
      datas: ["one", "two"],
    });
  });

  it("is given up when the caller gives up, and told so", async () => {
    const gone = new AbortController();
    let cancelled: Promise<void> | undefined;
    let started = () => undefined as void;
    const start = new Promise<void>((resolve) => (started = resolve));
    const program = await programOf({
      ExecuteTask: (_request, about) => {
        cancelled = about.cancelled;
        started();
        return never();
      },
    });
    const proving = program.prove(input, gone.signal);
    await start;
    gone.abort();
    await assert.rejects(proving, { code: "PROVING_ABORTED" });
    await cancelled;
    await assert.rejects(program.prove(input, gone.signal), { code: "PROVING_ABORTED" });
  });
});
