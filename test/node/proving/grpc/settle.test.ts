import assert from "node:assert/strict";
import { concat, type Hex, slice } from "viem";
import { ProvingPool } from "../../../../node/proving/pool.ts";
import { programCodeOf } from "../../../../node/proving/program-code.ts";
import { serveVm, type VmServer, type VmServerOptions } from "../../../../node/proving/serve/server.ts";
import { circomGroth16 } from "../../../../node/proving/systems/circom-groth16/index.ts";
import { snarkjsKeyOf } from "../../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { grpcProver, type GrpcProver, type GrpcProverSettings } from "../../../../node/proving/systems/grpc/index.ts";
import type { CallReport } from "../../../../node/proving/serve/handlers.ts";
import { bindingOf } from "../../../../node/protocol/task.ts";
import { vmTypes } from "../../../../node/protocol/vm-types.ts";
import { patient } from "../support/patient.ts";
import { tinyCode } from "../support/tiny-circuit.ts";

const taskId = `0xff${"34".repeat(31)}` as const;
const binding = bindingOf(taskId, "0x00000000000000000000000000000000000000aa");
const task = { projectId: 7n, projectVersion: "v1.0.0", taskId, clientId: "did:io:00" };
const messages = ['{"values":[[1,2],[3,4]],"turns":5}'];
const input = { messages, binding, task };

describe("a gRPC prover that this node serves itself", () => {
  let code: Uint8Array;
  let pool: ProvingPool;
  let server: VmServer;
  let reports: CallReport[] = [];
  const provers: GrpcProver[] = [];

  before(async () => {
    // On shared memory, as pools pass it.
    ({ code } = programCodeOf({ vmTypeID: vmTypes.circom, code: await tinyCode(), codeExpParam: "" }));
    pool = new ProvingPool({ threads: 1, ...patient });
  });
  beforeEach(async () => {
    reports = [];
    server = await serve();
  });
  afterEach(async () => {
    for (const prover of provers.splice(0)) prover.close();
    await server.close();
  });
  after(() => pool.close());

  function serve(options: Partial<VmServerOptions> = {}): Promise<VmServer> {
    const report = (about: CallReport) => void reports.push(about);
    return serveVm({ prover: pool, vmTypeID: vmTypes.circom, host: "127.0.0.1", port: 0, report, ...options });
  }

  function proverOf(settings: Partial<GrpcProverSettings>): GrpcProver {
    const prover = grpcProver({ vmTypeID: 100, url: server.url, ...settings });
    provers.push(prover);
    return prover;
  }

  const protos: [string, Partial<GrpcProverSettings>][] = [
    ["the newer proto with project ids as strings", { proto: "vm", projectIdType: "string" }],
    ["the newer proto with project ids of 64 bits", { proto: "vm", projectIdType: "uint64" }],
    ["the newer proto with programs that are not compressed", { proto: "vm", code: "raw" }],
    ["the older proto", { proto: "vm_runtime" }],
    ["whichever proto it serves", { proto: "auto" }],
  ];
  for (const [title, settings] of protos) {
    it(`proves a Circom program over ${title}`, async () => {
      const program = await proverOf(settings).load(code, "");
      const { journal, proof } = await program.prove(input);
      assert.equal(slice(journal, 0, 32), binding);
      const local = await circomGroth16.load(code, "");
      assert.equal(journal, await local.dryRun(input));
      assert.ok(await local.check({ journal, proof }), "the proof verifies");
    });
  }

  it("makes the whole proof in the dry run and keeps it for the task", async () => {
    const program = await proverOf({}).load(code, "");
    const journal = await program.dryRun(input);
    assert.ok(program.memory() > 0);
    const proved = await program.prove(input);
    assert.equal(proved.journal, journal);
    assert.deepEqual(
      reports.map(({ call }) => call),
      ["NewProject", "ExecuteTask"],
    );
    assert.equal(program.memory(), 0, "what is proved is not kept");
    await program.prove({ ...input, binding: bindingOf(taskId, "0x00000000000000000000000000000000000000bb") });
    assert.equal(reports.length, 3, "another prover's binding is another proof; the program is known already");
  });

  it("tells the input hash to a gateway, which has no task yet", async () => {
    const program = await proverOf({}).load(code, "");
    const zero: Hex = `0x${"00".repeat(32)}`;
    const journal = await program.dryRun({ messages, binding: zero });
    assert.equal(slice(journal, 0, 32), zero);
    assert.equal(slice(journal, 32), slice(await program.dryRun(input), 32));
  });

  it("checks proofs by the verifying key that the project names, and is then published with it", async () => {
    const { warnings, ...description } = await circomGroth16.describe(code);
    assert.equal(warnings?.length, 1, "only a proving key tells who contributed");
    const verifyingKey = snarkjsKeyOf(description.key as never);
    const prover = proverOf({});
    const parameter = JSON.stringify({ mine: 1, w3bstream: { verifyingKey } });
    assert.deepEqual(await prover.describe(code, parameter), description);
    const program = await prover.load(code, parameter);
    assert.equal(program.programId, description.programId);
    const proved = await program.prove(input);
    assert.ok(await program.check(proved));
    assert.ok(!(await program.check({ ...proved, journal: concat([slice(proved.journal, 0, 64), proved.journal]) })));
    assert.ok(!(await program.check({ ...proved, journal: concat([binding, proved.journal]) })));

    const other = { ...verifyingKey, IC: verifyingKey.IC.toReversed() };
    const wrong = await prover.load(code, JSON.stringify({ w3bstream: { verifyingKey: other } }));
    await assert.rejects(wrong.dryRun(input), { code: "PROVER_SERVICE_RESULT_INVALID", message: /does not verify/ });
  });

  it("says of a program without a key that the project brings its verifier", async () => {
    const description = await proverOf({ binding: "template" }).describe(code, "");
    assert.deepEqual(description, { programId: undefined, verifier: undefined, binding: "template" });
  });

  it("passes the program's refusal of inputs on with its code", async () => {
    const program = await proverOf({}).load(code, "");
    await assert.rejects(program.dryRun({ ...input, messages: ["{}"] }), { code: "INPUTS_INVALID", kind: "input" });
    const refused = reports.at(-1)?.failure as { code: string };
    assert.equal(refused.code, "INPUTS_INVALID");
  });

  it("refuses what is no program with PROGRAM_INVALID", async () => {
    for (const proto of ["vm", "vm_runtime"] as const) {
      const program = await proverOf({ proto }).load(Buffer.from("nothing"), "");
      await assert.rejects(program.dryRun(input), { code: "PROGRAM_INVALID", kind: "input" });
    }
  });

  it("goes on when the service was started anew and knows nothing any more", async () => {
    const program = await proverOf({ retries: 20 }).load(code, "");
    await program.prove(input);
    const { port } = server;
    await server.close();
    const later = program.prove({ ...input, binding: bindingOf(taskId, "0x00000000000000000000000000000000000000cc") });
    server = await serve({ port });
    assert.ok((await later).proof);
    assert.deepEqual(
      reports.map(({ call, failure }) => [call, failure === undefined]),
      [
        ["NewProject", true],
        ["ExecuteTask", true],
        ["ExecuteTask", false],
        ["NewProject", true],
        ["ExecuteTask", true],
      ],
    );
  });

  it("proves several programs of one project, one after the other", async () => {
    const prover = proverOf({ proto: "vm_runtime" });
    const programs = await Promise.all(["", "a", "b"].map((parameter) => prover.load(code, parameter)));
    const inputs = Array.from({ length: 6 }, (_, turns) => ({
      ...input,
      messages: [`{"values":[[1,2],[3,4]],"turns":${turns}}`],
    }));
    const proved = await Promise.all(inputs.map((each, index) => programs[index % 3]!.prove(each)));
    assert.deepEqual(
      proved.map(({ journal }) => BigInt(slice(journal, 64))),
      [0n, 1n, 2n, 3n, 4n, 5n],
    );
  });

  it("is healthy while it serves, and not when it is gone", async () => {
    const prover = proverOf({});
    await prover.health();
    await server.close();
    await assert.rejects(prover.health(500), { code: "PROVER_SERVICE_UNREACHABLE", kind: "unavailable" });
  });
});
