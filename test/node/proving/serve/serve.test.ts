/* eslint-disable @typescript-eslint/require-await -- provers promise */
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { concat, decodeAbiParameters, type Hex, numberToHex } from "viem";
import { W3bError } from "../../../../node/protocol/errors.ts";
import { vmTypes } from "../../../../node/protocol/vm-types.ts";
import type { ProgramInput, Proof } from "../../../../node/proving/types.ts";
import type { Prover } from "../../../../node/proving/serve/handlers.ts";
import { serveVm, type VmServer, type VmServerOptions } from "../../../../node/proving/serve/server.ts";
import {
  healthService,
  type Method,
  vmRuntimeService,
  vmServices,
} from "../../../../node/proving/vm-protocol/services.ts";

const word = (value: bigint) => numberToHex(value, { size: 32 });
const zlib = (code: string) => deflateSync(Buffer.from(code));

describe("a prover served over gRPC", () => {
  let server: VmServer;
  let client: Client;
  let inputs: ProgramInput[];
  let described: string[];

  beforeEach(() => {
    inputs = [];
    described = [];
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  async function serve(options: Partial<VmServerOptions> = {}, proving: Partial<Prover> = {}): Promise<void> {
    const prover: Prover = {
      async describe({ code }) {
        described.push(Buffer.from(code).toString());
        if (described.at(-1) === "bad") throw new W3bError("PROGRAM_INVALID", "It is bad.", { kind: "input" });
      },
      async prove(_code, input): Promise<Proof> {
        inputs.push(input);
        return { journal: concat([input.binding, word(5n)]), proof: "0x1234" };
      },
      ...proving,
    };
    server = await serveVm({ prover, vmTypeID: vmTypes.circom, host: "127.0.0.1", port: 0, ...options });
    client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  }

  function call<Request, Response>(method: Method<Request, Response>, request: Request, deadlineMs = 600_000) {
    const { path, requestSerialize, responseDeserialize } = method;
    return new Promise<Response>((resolve, reject) => {
      const deadline = { deadline: new Date().setMilliseconds(deadlineMs) };
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, new Metadata(), deadline, (e, r) =>
        e ? reject(e) : resolve(r!),
      );
    });
  }

  const project = (
    projectID: string,
    binary: Uint8Array = zlib("code"),
    metadata: Uint8Array = Buffer.from("parameter"),
  ) => call(vmServices.string.NewProject, { projectID, projectVersion: "v1", binary, metadata });
  const execute = (
    projectID: string,
    taskID: Uint8Array = Buffer.alloc(32, 1),
    payloads: Uint8Array[] = [Buffer.from("data")],
  ) => call(vmServices.string.ExecuteTask, { projectID, projectVersion: "v1", taskID, payloads });
  const refused = (code: status, told: string) => (error: ServiceError) => {
    assert.equal(error.code, code, error.message);
    assert.deepEqual(error.metadata.get("w3b-code"), [told]);
    return error.details.startsWith(`${told}: `);
  };

  it("takes the calls a Go node makes: the program before every task, then the task", async () => {
    await serve();
    for (const taskID of [Buffer.alloc(32, 0xff), Buffer.alloc(32, 0xee)]) {
      await project("7");
      const { result } = await execute("7", taskID);
      const [proof, journal] = decodeAbiParameters([{ type: "bytes" }, { type: "bytes" }], result);
      assert.equal(proof, "0x1234");
      assert.equal(journal, concat([`0x00${taskID.toString("hex").slice(0, 62)}`, word(5n)]));
    }
    assert.deepEqual(described, ["code"], "a program that is known already is not read again");
    assert.deepEqual(inputs[0]?.messages, ["data"]);
    assert.deepEqual(inputs[0]?.task, {
      projectId: 7n,
      projectVersion: "v1",
      taskId: `0x${"ff".repeat(32)}`,
      clientId: "",
    });
  });

  it("takes the calls of the older proto, a task's number being its binding", async () => {
    await serve();
    const content = zlib("code").toString("hex");
    await call(vmRuntimeService.Create, { projectID: "7", content, expParam: "" });
    const request = {
      projectID: "7",
      taskID: "258",
      clientID: "did:io:aa",
      sequencerSignature: "0x77",
      datas: ["a", "b"],
    };
    await call(vmRuntimeService.Execute, request);
    assert.equal(inputs[0]?.binding, word(258n));
    assert.deepEqual(inputs[0]?.messages, ["a", "b"]);
    assert.equal(inputs[0]?.task?.clientId, "did:io:aa");
  });

  it("answers peers of both forms of the newer proto at one address", async () => {
    await serve();
    await project("7");
    const request = { projectID: "7", projectVersion: "v1", taskID: Buffer.of(1), payloads: [Buffer.from("x")] };
    await call(vmServices.uint64.ExecuteTask, request);
    assert.equal(inputs[0]?.binding, word(1n));
  });

  it("gives the result of a template as (publicInput, taskID, proof)", async () => {
    const journal = concat([word(11n), word(7n), word(258n)]);
    await serve({ vmTypeID: vmTypes.halo2 }, { prove: async () => ({ journal, proof: "0xabcd" }) });
    await project("7");
    const { result } = await execute("7");
    const types = [{ type: "uint256" }, { type: "uint256" }, { type: "bytes" }] as const;
    assert.deepEqual(decodeAbiParameters(types, result), [11n, 258n, "0xabcd"]);
  });

  it("gives a Groth16 proof as gnark's service does, and says where a proof has no such form", async () => {
    const proofs: Hex[] = [`0x${"11".repeat(256)}`, "0x1234"];
    await serve({ result: "gnark" }, { prove: async () => ({ journal: word(1n), proof: proofs.shift()! }) });
    await project("7");
    assert.equal((await execute("7")).result.length, 288);
    await assert.rejects(execute("7"), refused(status.INTERNAL, "RESULT_FORM_UNFIT"));
  });

  it("keeps versions apart, and projects", async () => {
    await serve();
    await project("7");
    const other = { projectID: "7", projectVersion: "v2", taskID: Buffer.of(1), payloads: [Buffer.of(65)] };
    await assert.rejects(call(vmServices.string.ExecuteTask, other), refused(status.NOT_FOUND, "PROJECT_NOT_KNOWN"));
    await assert.rejects(execute("8"), refused(status.NOT_FOUND, "PROJECT_NOT_KNOWN"));
  });

  it("forgets the program that was not used for longest when it has too many, or too many bytes", async () => {
    for (const limits of [{ programs: 2 }, { programBytes: 9 }]) {
      await serve({ limits });
      await project("1");
      await project("2");
      await execute("1");
      await project("3");
      await assert.rejects(execute("2"), refused(status.NOT_FOUND, "PROJECT_NOT_KNOWN"));
      await execute("1");
      if (limits.programs) {
        client.close();
        await server.close();
      }
    }
  });

  const programs: [string, Uint8Array, status, string][] = [
    ["that is empty", new Uint8Array(), status.INVALID_ARGUMENT, "PROGRAM_INVALID"],
    ["that is zlib cut short", zlib("code").subarray(0, 6), status.INVALID_ARGUMENT, "PROGRAM_INVALID"],
    ["that inflates beyond the limit", zlib("x".repeat(5000)), status.RESOURCE_EXHAUSTED, "CODE_TOO_LARGE"],
    ["that is larger than the limit", Buffer.alloc(5000), status.RESOURCE_EXHAUSTED, "CODE_TOO_LARGE"],
    ["that the proof system refuses", zlib("bad"), status.INVALID_ARGUMENT, "PROGRAM_INVALID"],
  ];
  for (const [title, binary, code, told] of programs) {
    it(`refuses a program ${title}`, async () => {
      await serve({ limits: { codeBytes: 4096 } });
      await assert.rejects(project("7", binary), refused(code, told));
      await assert.rejects(execute("7"), refused(status.NOT_FOUND, "PROJECT_NOT_KNOWN"));
    });
  }

  it("refuses content that is not hex", async () => {
    await serve();
    for (const content of ["abc", "zz", "0x12"]) {
      const request = { projectID: "7", content, expParam: "" };
      await assert.rejects(call(vmRuntimeService.Create, request), refused(status.INVALID_ARGUMENT, "CODE_NOT_HEX"));
    }
  });

  it("knows projects by any text without spaces, and tells their versions apart", async () => {
    await serve();
    for (const id of ["did:io:0x12", "Ωne-project", "007"]) {
      await project(id);
      await execute(id, Buffer.of(1), [Buffer.of(65)]);
    }
    await assert.rejects(execute("7", Buffer.of(1), [Buffer.of(65)]), refused(status.NOT_FOUND, "PROJECT_NOT_KNOWN"));
  });

  const requests: [string, string, Uint8Array, Buffer[]][] = [
    ["a project with a space", "one two", Buffer.of(1), [Buffer.of(65)]],
    ["no project", "", Buffer.of(1), [Buffer.of(65)]],
    ["a task of 33 bytes", "7", Buffer.alloc(33), [Buffer.of(65)]],
    ["no messages", "7", Buffer.of(1), []],
    ["too many messages", "7", Buffer.of(1), Array.from({ length: 1025 }, () => Buffer.of(65))],
    ["a message that is no text", "7", Buffer.of(1), [Buffer.of(0xff, 0xfe)]],
  ];
  for (const [title, projectID, taskID, payloads] of requests) {
    it(`refuses ${title}`, async () => {
      await serve();
      await project("7");
      await assert.rejects(execute(projectID, taskID, payloads), refused(status.INVALID_ARGUMENT, "REQUEST_INVALID"));
    });
  }

  const bytes: [string, Buffer][] = [
    ["a number without an end", Buffer.alloc(20, 255)],
    ["a field beyond the end", Buffer.from("0aff01", "hex")],
    ["a wire type that is not used", Buffer.from("0b", "hex")],
    ["millions of empty messages", Buffer.alloc(4_000_000, Buffer.from("2200", "hex"))],
  ];
  for (const [title, request] of bytes) {
    it(`does not decode ${title}, and goes on`, async () => {
      await serve();
      for (const service of [vmServices.string.ExecuteTask, vmRuntimeService.Execute]) {
        const raw = { ...service, requestSerialize: () => request } as unknown as Method<object, object>;
        await assert.rejects(call(raw, {}), { code: status.INTERNAL });
      }
      await project("7");
      await execute("7");
    });
  }

  it("does not read a request that is too large", async () => {
    await serve({ limits: { messageBytes: 2000 } });
    await assert.rejects(project("7", Buffer.alloc(5000)), { code: status.RESOURCE_EXHAUSTED });
  });

  it("takes only so many tasks at once", async () => {
    let end = () => undefined as void;
    const held = new Promise<void>((resolve) => (end = resolve));
    const prove: Prover["prove"] = () => held.then(() => ({ journal: word(1n), proof: "0x12" }));
    await serve({ limits: { tasks: 1 } }, { prove });
    await project("7");
    const first = execute("7");
    await assert.rejects(execute("7"), refused(status.UNAVAILABLE, "PROVER_BUSY"));
    end();
    await first;
  });

  it("gives a task up when its caller's deadline has passed", async () => {
    let signal: AbortSignal | undefined;
    const prove: Prover["prove"] = (_code, _input, given) => {
      signal = given?.signal;
      return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new Error("given up"))));
    };
    await serve({}, { prove });
    await project("7");
    const request = { projectID: "7", projectVersion: "v1", taskID: Buffer.of(1), payloads: [Buffer.of(65)] };
    // On a slow machine a deadline passes before the task has begun: then the caller has more patience.
    for (let deadlineMs = 300; signal === undefined; deadlineMs *= 2) {
      const late = call(vmServices.string.ExecuteTask, request, deadlineMs);
      await assert.rejects(late, { code: status.DEADLINE_EXCEEDED });
    }
    if (!signal.aborted) await new Promise((resolve) => signal!.addEventListener("abort", resolve));
  });

  const failures: [string, W3bError | Error, status, string][] = [
    [
      "refused inputs",
      new W3bError("INPUTS_REJECTED", "No.", { kind: "input" }),
      status.INVALID_ARGUMENT,
      "INPUTS_REJECTED",
    ],
    [
      "a proof that takes too long",
      new W3bError("PROVING_TIMEOUT", "Too long."),
      status.DEADLINE_EXCEEDED,
      "PROVING_TIMEOUT",
    ],
    ["too little memory", new W3bError("OUT_OF_MEMORY", "Too large."), status.RESOURCE_EXHAUSTED, "OUT_OF_MEMORY"],
    ["a defect", new Error("ouch\nat line 1"), status.INTERNAL, "INTERNAL"],
  ];
  for (const [title, failure, code, told] of failures) {
    it(`says ${title} with the status and the code`, async () => {
      const reports: unknown[] = [];
      await serve({ report: ({ failure }) => void reports.push(failure) }, { prove: () => Promise.reject(failure) });
      await project("7");
      await assert.rejects(execute("7"), refused(code, told));
      assert.deepEqual(reports, [undefined, failure]);
    });
  }

  it("says that it serves, by the standard health service", async () => {
    await serve();
    for (const service of ["", "vm.VM", "vm_runtime.VmRuntime"]) {
      assert.deepEqual(await call(healthService.Check, { service }), { status: "SERVING" });
    }
    await assert.rejects(call(healthService.Check, { service: "other" }), { code: status.NOT_FOUND });
  });

  it("names a port that is taken", async () => {
    await serve();
    const taken = { prover: {} as Prover, vmTypeID: 5, host: "127.0.0.1", port: server.port };
    await assert.rejects(serveVm(taken), { code: "PORT_IN_USE", kind: "input" });
  });
});
