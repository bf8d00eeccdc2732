import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesToHex, concat, createPublicClient, type Hex, http, zeroHash } from "viem";
import { hardhat } from "viem/chains";
import type { Offer } from "../../../indexer/model/offer.ts";
import { askedContracts } from "../../../node/cli/asked-contracts.ts";
import type { Deployment } from "../../../node/protocol/deployment.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { bindingOf, type Task, versionToBytes32 } from "../../../node/protocol/task.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { ChainReads } from "../../../node/prover/chain-reads.ts";
import type { ProverContext } from "../../../node/prover/context.ts";
import { dryRun } from "../../../node/prover/dry-run.ts";
import { ProvingPool } from "../../../node/proving/pool.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import { serveVm, type VmServer } from "../../../node/proving/serve/server.ts";
import type { ProgramInput } from "../../../node/proving/types.ts";
import { accounts } from "../../../scripts/devnet/accounts.ts";
import { type FakeBonsai, startFakeBonsai } from "../../../scripts/devnet/fakes/bonsai.ts";
import { developmentRiscZero } from "../../../scripts/devnet/fakes/development-risc-zero.ts";
import { Groth16Trapdoor } from "../../../scripts/devnet/fakes/groth16-trapdoor.ts";
import { climateGuest, climateGuestCode } from "../../../scripts/devnet/fakes/risc-zero-guest.ts";
import { type Anvil, startAnvil } from "../../support/anvil.ts";
import { argumentsFor, deployRiscZero, deployVersionless } from "../../support/versionless.ts";
import { temporaryDirectory } from "../cli/support/directory.ts";
import { w3b } from "../cli/support/w3b.ts";
import { hasty } from "../proving/risc0/support.ts";
import { patient } from "../proving/support/patient.ts";

const development = developmentRiscZero();
const [version] = development.parameters.versions as [(typeof development.parameters.versions)[0]];
const readings = { count: 2, time: [60, 120], temperature: [294_000, 295_000], co2: [400_000, 500_001] };
const messages = [JSON.stringify(readings)];
const prover = accounts.provers[0].owner.address;
const ownerKey = bytesToHex(accounts.deployer.getHdKey().privateKey ?? new Uint8Array());
const taskId = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;

describe("versions that are added and stopped while a node runs", () => {
  let anvil: Anvil;
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let deployment: Deployment;
  let chain: string[];
  let bonsai: FakeBonsai;
  let service: VmServer;
  let pool: ProvingPool;
  before(async () => {
    anvil = await startAnvil();
    directory = await temporaryDirectory();
    deployment = await deployVersionless(anvil.url, development.parameters.key);
    chain = await argumentsFor(anvil.url, deployment, join(directory.path, "deployment.json"));
    bonsai = await startFakeBonsai({ guest: climateGuest, receipt: development.receipt, apiKey: "secret" });
    service = await serveSp1();
    const { parameters } = development;
    const riscZero = { url: bonsai.url, apiKey: "secret", version: "1.2.5", limits: hasty, parameters };
    const grpc = [{ vmTypeID: vmTypes.sp1, url: service.url }];
    const contracts = askedContracts(client(), deployment, {});
    pool = new ProvingPool({ threads: 1, ...patient, settings: { riscZero, grpc }, contracts });
  });
  after(async () => {
    await pool.close();
    await Promise.all([bonsai.close(), service.close(), anvil.stop()]);
    await directory[Symbol.asyncDispose]();
  });

  const client = () => createPublicClient({ chain: hardhat, transport: http(anvil.url) });
  const verifier = async (...args: string[]) => {
    const { code, errors } = await w3b([...chain, "verifier", ...args], { W3B_PRIVATE_KEY: ownerKey });
    assert.equal(code, 0, errors);
  };

  it("takes RISC Zero's receipts of a version once its owner adds it, and claims for none once it is stopped", async () => {
    const program = programCodeOf({ vmTypeID: vmTypes.risc0, ...climateGuestCode() });
    const input = (number: number): ProgramInput => {
      const task = { projectId: 1n, projectVersion: "v1", taskId: taskId(number), clientId: "did:io:00" };
      return { messages, binding: bindingOf(task.taskId, prover), task };
    };
    const sent = (path: RegExp) => bonsai.requests.filter((request) => path.test(request.path)).length;
    const unknown = { code: "RISC_ZERO_VERSION_UNKNOWN", kind: "unavailable" };

    await assert.rejects(pool.dryRun(program, input(1)), unknown);
    assert.equal(sent(/snark\/create/), 1, "only a seal tells the service's version, so one is made");
    await assert.rejects(pool.dryRun(program, input(2)), unknown);
    assert.equal(sent(/sessions\/create/), 1, "and nothing is begun while the contract does not take it");
    await pool.dryRun(program, { messages, binding: zeroHash }); // a gateway stakes nothing and wants the journal alone

    const values = ["--control-root", version.controlRoot, "--control-id", version.bn254ControlId];
    await verifier("add", "risc0", "--selector", development.selector, ...values);
    await pool.dryRun(program, input(1));
    const { journal, proof } = await pool.prove(program, input(1));
    assert.equal(sent(/snark\/create/), 1, "the seal that was made is the proof");
    const { imageId } = climateGuestCode();
    const reads = new ChainReads(client(), deployment);
    const refusal = () => reads.refusalOf(deployment.riscZeroVerifier, imageId, { journal, proof });
    assert.equal(await refusal(), undefined);
    await pool.dryRun(program, input(2));
    assert.equal(sent(/snark\/create/), 1, "from now on dry runs make no proof");

    await verifier("stop", "risc0", development.selector);
    const before = sent(/sessions\/create/);
    await assert.rejects(pool.dryRun(program, input(3)), { code: "RISC_ZERO_VERSION_STOPPED", kind: "unavailable" });
    assert.equal(sent(/sessions\/create/), before, "nothing is begun for it");
    assert.equal((await refusal())?.code, "SelectorStopped");
  });

  it("asks the contract that judges the task, and has a proof made where that one tells no versions", async () => {
    const program = programCodeOf({ vmTypeID: vmTypes.risc0, ...climateGuestCode() });
    const other = await deployRiscZero(anvil.url, deployment, development.parameters.key);
    const input = (number: number, verifier: Hex): ProgramInput => {
      const task = { projectId: 1n, projectVersion: "v1", taskId: taskId(number), clientId: "did:io:00" };
      return { messages, binding: bindingOf(task.taskId, prover), task, verifier };
    };
    const snarks = () => bonsai.requests.filter(({ path }) => /snark\/create/.test(path)).length;
    const before = snarks();

    await assert.rejects(pool.dryRun(program, input(11, other)), { code: "RISC_ZERO_VERSION_UNKNOWN" });
    const values = ["--control-root", version.controlRoot, "--control-id", version.bn254ControlId];
    const own = join(directory.path, "other.json");
    const options = await argumentsFor(anvil.url, { ...deployment, riscZeroVerifier: other }, own);
    const added = await w3b([...options, "verifier", "add", "risc0", "--selector", development.selector, ...values], {
      W3B_PRIVATE_KEY: ownerKey,
    });
    assert.equal(added.code, 0, added.errors);
    await pool.dryRun(program, input(11, other));
    assert.equal(snarks(), before, "the deployment's contract has stopped that version and is not asked");

    for (const odd of [prover, deployment.groth16Verifier]) {
      await pool.dryRun(program, input(12 + snarks(), odd));
      assert.equal(snarks() - before, odd === prover ? 1 : 2, "the verifier is asked about a proof that was made");
    }
  });

  it("takes a service's proofs of SP1 once its owner adds their version, and claims for none once it is stopped", async () => {
    const program = programCodeOf({ vmTypeID: vmTypes.sp1, code: Buffer.from("an SP1 program"), codeExpParam: "" });
    const offer = {
      ...{ projectId: "1", version: versionToBytes32("v1"), vmType: vmTypes.sp1, binding: 0 },
      ...{ verifier: deployment.sp1Verifier, programId: sp1.programId },
    } as unknown as Offer;
    const stopping = new AbortController().signal;
    const context = { provingPool: pool, chain: new ChainReads(client(), deployment), stopping };
    const consider = (number: number) => {
      const task = { inputHash: inputHashOf(messages) } as Task;
      const work = { code: program, messages, clientId: "did:io:00" };
      return dryRun(context as unknown as ProverContext, { taskId: taskId(number), prover, task }, offer, work);
    };
    const refused = (reason: RegExp) => ({ code: "VERIFIER_REFUSES", kind: "unavailable", message: reason });

    await assert.rejects(consider(1), refused(/UnknownSelector/));
    const key = join(directory.path, "key.json");
    await writeFile(key, JSON.stringify(sp1.trapdoor.plainKey));
    await verifier("add", "sp1", "--hash", sp1.hash, "--key", key);
    const made = sp1.made.length;
    await consider(1);
    assert.equal(sp1.made.length, made, "the proof that was refused is kept");
    await consider(2);

    await verifier("stop", "sp1", sp1.hash.slice(0, 10));
    await assert.rejects(consider(3), refused(/SelectorStopped/));
  });
});

/** A version of SP1 whose secrets are known: real Groth16 proofs about no execution. */
const sp1 = {
  trapdoor: new Groth16Trapdoor("test SP1", 2),
  hash: `0x5b1e5b1e${"00".repeat(28)}` as Hex,
  programId: `0x00${"5b".repeat(31)}` as Hex,
  made: [] as Hex[],
};

/** What stands for SP1's prover behind a real gRPC service: it commits to binding and input hash. */
function serveSp1(): Promise<VmServer> {
  const prover = {
    describe: () => Promise.resolve({ programId: undefined }),
    prove: (_code: unknown, input: ProgramInput) => {
      const journal = concat([input.binding, inputHashOf(input.messages)]);
      const digest = BigInt(sha256Of(Buffer.from(journal.slice(2), "hex"))) & ((1n << 253n) - 1n);
      const points = sp1.trapdoor.prove([BigInt(sp1.programId), digest]);
      sp1.made.push(journal);
      return Promise.resolve({ journal, proof: concat([sp1.hash.slice(0, 10) as Hex, points]) });
    },
  };
  return serveVm({ prover, vmTypeID: vmTypes.sp1, host: "127.0.0.1", port: 0 });
}

function inputHashOf(data: readonly string[]): Hex {
  return sha256Of(Buffer.from(JSON.stringify(data)));
}
