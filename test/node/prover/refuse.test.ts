import assert from "node:assert/strict";
import { keccak256, zeroHash } from "viem";
import { groth16VerifierAbi } from "../../../contracts/abi/groth16Verifier.ts";
import { packProjectFile } from "../../../node/protocol/project-file.ts";
import type { RunningProver } from "../../../node/prover/index.ts";
import { programIdOf, verifyingKeyOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { eventually } from "../../support/eventually.ts";
import { people } from "../../indexer/support/chain.ts";
import { roomClimateCode, roomClimateKey } from "../proving/support/room-climate.ts";
import { swappedPoints } from "../proving/support/swapped-points.ts";
import { type LogLine, Network, type Submitted, versionName } from "./support/network.ts";

/** No sender runs here: whatever the prover wanted to send would stay in the outbox and be seen. */
describe("a prover does not claim a task", () => {
  let network: Network;
  let prover: RunningProver & { log: LogLine[] };
  let projectId: bigint;

  before(async () => {
    network = await Network.start();
    projectId = await network.project();
    prover = network.prover();
  });
  after(async () => {
    await prover.stop();
    await network.stop();
  });

  async function assertRefused({ taskId }: Submitted, code: string): Promise<void> {
    const line = await eventually(`the prover's opinion of ${taskId}`, () =>
      prover.log.find((entry) => entry.taskId === taskId && entry.code !== "PROGRAM_ON_TRIAL"),
    );
    assert.deepEqual([line.msg, line.code], ["a task is not claimed", code]);
    assert.equal(await network.jobOf(taskId), undefined);
    assert.deepEqual(await network.world.rows("SELECT id FROM node.outbox"), []);
  }

  it("whose payload has another hash: PAYLOAD_HASH_MISMATCH", async () => {
    await assertRefused(await network.submit(projectId, { served: Buffer.from("x") }), "PAYLOAD_HASH_MISMATCH");
  });

  it("whose payload its gateway does not have: PAYLOAD_NOT_FOUND", async () => {
    await assertRefused(await network.submit(projectId, { served: null }), "PAYLOAD_NOT_FOUND");
  });

  it("whose payload is another project's: PAYLOAD_INVALID", async () => {
    await assertRefused(await network.submit(projectId, { signed: 77 }), "PAYLOAD_INVALID");
  });

  it("whose input hash is of other data: JOURNAL_MISMATCH", async () => {
    await assertRefused(await network.submit(projectId, { inputHash: zeroHash }), "JOURNAL_MISMATCH");
  });

  it("whose project file has another hash: PROJECT_FILE_HASH_MISMATCH", async () => {
    const version = { version: versionName, vmTypeID: 5, code: new Uint8Array(9), codeExpParam: "", output: {} };
    const file = packProjectFile({ defaultVersion: versionName, versions: [version] });
    await assertRefused(await network.submit(await network.project({ file })), "PROJECT_FILE_HASH_MISMATCH");
  });

  it("whose project file cannot be fetched: PROJECT_FILE_UNREACHABLE", async () => {
    const lost = await network.project();
    network.files.delete(`/project/${lost}`);
    await assertRefused(await network.submit(lost), "PROJECT_FILE_UNREACHABLE");
  });

  it("whose key nobody has registered, so that no proof could be accepted: KEY_NOT_REGISTERED", async () => {
    const unregistered = await network.project({ programId: keccak256("0x77") });
    await assertRefused(await network.submit(unregistered), "KEY_NOT_REGISTERED");
  });

  it("whose program on chain is not the project file's: PROGRAM_ID_MISMATCH", async () => {
    const key = verifyingKeyOf(roomClimateKey());
    const other = { ...key, ic: key.ic.slice(0, 3) };
    const { chain } = network.world;
    const to = { address: chain.deployment.groth16Verifier, abi: groth16VerifierAbi };
    await chain.send({ from: people.owner, to, call: "registerKey", args: [other] });
    const mismatched = await network.project({ programId: programIdOf(other) });
    await assertRefused(await network.submit(mismatched), "PROGRAM_ID_MISMATCH");
  });

  it("whose program's proving key is valid and not its circuit's: PROGRAM_TRIAL_FAILED", async () => {
    const spoilt = await network.project({ code: swappedPoints(roomClimateCode(), 8, 1_000, 1_100, 100) });
    await assertRefused(await network.submit(spoilt), "PROGRAM_TRIAL_FAILED");
  });

  it("that leaves too little time to prove: NOT_ENOUGH_TIME", async () => {
    const hasty = await network.project({ terms: { claimSeconds: 1 } });
    await assertRefused(await network.submit(hasty), "NOT_ENOUGH_TIME");
  });
});
