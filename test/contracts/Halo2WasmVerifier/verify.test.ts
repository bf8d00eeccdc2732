import assert from "node:assert/strict";
import { concat, type Hex, numberToHex, size, slice } from "viem";
import { checkSnarkVerifier } from "../../../node/chain/snark-verifier/check.ts";
import { shortTaskId } from "../../../node/protocol/task.ts";
import { snarkVerifierAdapterAbi } from "../../../contracts/abi/snarkVerifierAdapter.ts";
import { halo2Wasm } from "../../../node/proving/systems/halo2-wasm/index.ts";
import { buildProductModule } from "../../../scripts/halo2-module/build.ts";
import { deployVerifier } from "../../../scripts/halo2-module/deploy-verifier.ts";
import { deployVerifier as deployHalo2Verifier } from "../Halo2Verifier/support.ts";
import { accepts, flipped, gasOf, P, R, rejection, type Statement, withWord, wordAt } from "../support/verifiers.ts";
import { actors, deployContract, publicClient, reset, walletClient } from "../support/world.ts";

const projectId = 912n;
const taskId: Hex = `0x${"ab".repeat(24)}8123456789abcdef`;
const pointsAt = [0, 32, 64, 96, 128, 160, 192, 25 * 32, 26 * 32];

describe("a project of the Go W3bstream's kind, from its module to the chain", () => {
  let adapter: Awaited<ReturnType<typeof deployContract<typeof snarkVerifierAdapterAbi>>>;
  let verifier: Hex;
  let statement: Statement;

  before(async () => {
    await reset();
    const module = await buildProductModule();
    const program = await halo2Wasm().load(module.wasm, "");
    const task = { projectId, projectVersion: "v1", taskId, clientId: "did:io:12" };
    const proved = await program.prove({ messages: ['{"private_a":3,"private_b":5}'], binding: "0x", task });

    adapter = await deployContract("SnarkVerifierAdapter", snarkVerifierAdapterAbi);
    const halo2Verifier = (await deployHalo2Verifier()).address;
    const chain = { publicClient, walletClient, halo2Verifier, snarkVerifierAdapter: adapter.address };
    const deployed = await deployVerifier(module, chain);
    verifier = deployed.verifier;
    statement = { programId: deployed.programId, journal: proved.journal, proof: proved.proof };
  });
  after(reset);

  const rejects = async (change: Partial<Statement>) =>
    assert.equal(await rejection(adapter, { ...statement, ...change }), "ProofRejected");

  it("is verified by SnarkVerifierAdapter, and bound to its project and task", async () => {
    await accepts(adapter, statement);
    assert.equal(wordAt(statement.journal, 0), 900n);
    assert.equal(wordAt(statement.journal, 32), projectId);
    assert.equal(wordAt(statement.journal, 64), shortTaskId(taskId));
    const gas = await gasOf(adapter, statement);
    assert.ok(gas < 700_000n, String(gas));
  });

  it("is found to take three instances, by calls", async () => {
    const calldata = concat([statement.journal, statement.proof]);
    assert.deepEqual(await checkSnarkVerifier(publicClient, verifier, 3, calldata), []);
    for (const instances of [2, 4])
      await assert.rejects(checkSnarkVerifier(publicClient, verifier, instances, calldata), {
        code: "INSTANCES_DIFFER",
      });
  });

  it("is not verified with any other public input, project or task", async () => {
    for (const offset of [0, 32, 64]) {
      await rejects({ journal: withWord(statement.journal, offset, wordAt(statement.journal, offset) + 1n) });
    }
    const others = concat([
      slice(statement.journal, 32, 64),
      slice(statement.journal, 0, 32),
      slice(statement.journal, 64),
    ]);
    await rejects({ journal: others });
  });

  it("is not verified with any word of its proof changed", async () => {
    for (let offset = 0; offset < size(statement.proof); offset += 32) {
      await rejects({ proof: flipped(statement.proof, offset) });
      await rejects({ proof: flipped(statement.proof, offset + 31) });
    }
  });

  it("is not verified with a proof cut short or of two words exchanged, nor, unlike with generated contracts, longer", async () => {
    const { proof } = statement;
    await rejects({ proof: slice(proof, 0, size(proof) - 32) });
    await rejects({ proof: concat([proof, "0x00"]) });
    await rejects({ proof: concat([slice(proof, 32, 64), slice(proof, 0, 32), slice(proof, 64)]) });
  });

  it("takes every point in one encoding only", async () => {
    const littleEndian = (value: bigint): bigint =>
      BigInt(
        `0x${Buffer.from(numberToHex(value, { size: 32 }).slice(2), "hex")
          .reverse()
          .toString("hex")}`,
      );
    for (const offset of pointsAt) {
      const word = littleEndian(wordAt(statement.proof, offset));
      const x = word & ((1n << 254n) - 1n);
      for (const other of [word | (1n << 255n), word ^ (1n << 254n), x + P, 0n, 1n << 255n]) {
        if (other < 1n << 256n) await rejects({ proof: withWord(statement.proof, offset, littleEndian(other)) });
      }
    }
    const evaluation = littleEndian(wordAt(statement.proof, 224));
    await rejects({ proof: withWord(statement.proof, 224, littleEndian(evaluation + R)) });
  });

  it("says what is wrong when it is called directly", async () => {
    const data = concat([statement.journal, slice(statement.proof, 0, 832)]);
    await assert.rejects(publicClient.call({ account: actors.stranger, to: verifier, data }), /revert/i);
  });
});
