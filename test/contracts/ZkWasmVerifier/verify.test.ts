import assert from "node:assert/strict";
import { concat, encodeAbiParameters, getAddress, type Hex, keccak256, numberToHex, size, slice, zeroHash } from "viem";
import { zkWasmVerifierAbi } from "../../../contracts/abi/zkWasmVerifier.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { accepts, flipped, R, rejection, type Statement, vector } from "../support/verifiers.ts";
import { actors, deployContract, reset, testClient } from "../support/world.ts";

interface Vector {
  proof: Hex[];
  verifyInstance: Hex[];
  aux: Hex[];
  targetInstance: Hex[][];
}

const sample = vector<Vector>("zkwasm-aggregator-proof.json");
const words = (values: (bigint | Hex)[]) => concat(values.map((value) => numberToHex(BigInt(value), { size: 32 })));
const proof = words([...sample.proof, ...sample.verifyInstance, ...sample.aux]);
const journal = words(sample.targetInstance[0]!);

/**
 * Commitments to the first Lagrange polynomials, of the set-up that the sample was made with: AggregatorConfig.sol
 * beside it, `calc_target_circuit_lagrange`.
 */
const lagrange: [bigint, bigint][] = [
  [
    13938980328550419284738776706827246176280969423964448730223027259710187967972n,
    10080804936426178450898268601502284759221542143860061343367267903388751914553n,
  ],
  [
    8785898000555272117392662891855023697868648910016545667070392444550738873717n,
    17544078540429682313246998034158690681555575459640547856455405590958600791n,
  ],
];

/** The sample's program: one public input, nothing that names an image. */
const program = {
  aggregator: "0x" as Hex,
  proofWords: sample.proof.length,
  verifyInstances: sample.verifyInstance.length,
  auxWords: sample.aux.length,
  journalWords: 1,
  packed: false,
  prefix: [] as bigint[],
};

async function deployAggregator() {
  const arrays = [{ type: "uint256[]" }, { type: "uint256[]" }, { type: "uint256[]" }];
  const parts = [sample.proof, sample.verifyInstance, sample.aux].map((part) => part.map(BigInt));
  const accepted = keccak256(encodeAbiParameters(arrays, parts));
  return (await deployContract("MockAggregator", [], [lagrange, accepted])).address;
}

describe("ZkWasmVerifier", () => {
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  let aggregator: Hex;
  const deployVerifier = () => deployContract("ZkWasmVerifier", zkWasmVerifierAbi);
  const register = async (changed: typeof program): Promise<Hex> => {
    const { result } = await verifier.simulate.register([changed]);
    await mined(verifier.write.register([changed], { account: actors.stranger }));
    return result;
  };
  beforeEach(async () => {
    await reset();
    verifier = await deployVerifier();
    aggregator = await deployAggregator();
  });
  after(reset);

  describe("verify, of the sample batch of Delphinus' batcher", () => {
    let statement: Statement;
    beforeEach(async () => {
      statement = { programId: await register({ ...program, aggregator }), journal, proof };
    });
    const rejects = async (change: Partial<Statement>, error: string) =>
      assert.equal(await rejection(verifier, { ...statement, ...change }), error);

    it("accepts the target that the proof commits to", async () => {
      await accepts(verifier, statement);
    });

    it("rejects every other target", async () => {
      for (const value of [0n, 299n, 301n, R - 300n, R - 1n]) {
        await rejects({ journal: words([value]) }, "ProofRejected");
      }
    });

    it("rejects the same target by another name, or with another number of words", async () => {
      await rejects({ journal: words([300n + R]) }, "InputNotInField");
      await rejects({ journal: words([300n, 0n]) }, "InvalidJournalLength");
      await rejects({ journal: "0x" }, "InvalidJournalLength");
      await rejects({ journal: slice(journal, 1) }, "InvalidJournalLength");
    });

    it("rejects the proof with any word changed", async () => {
      for (let offset = 0; offset < size(proof); offset += 32) {
        await rejects({ proof: flipped(proof, offset + 31) }, "ProofRejected");
      }
    });

    it("rejects a proof that is truncated, extended or empty", async () => {
      for (const other of [
        slice(proof, 0, size(proof) - 1),
        slice(proof, 32),
        concat([proof, zeroHash]),
        "0x" as Hex,
      ]) {
        await rejects({ proof: other }, "InvalidProofLength");
      }
    });

    it("rejects a program that nobody registered", async () => {
      await rejects({ programId: zeroHash }, "UnknownProgram");
    });

    it("rejects everything once the aggregator's code is another", async () => {
      await testClient.setCode({ address: aggregator, bytecode: "0x00" });
      await rejects({}, "AggregatorChanged");
      await testClient.setCode({ address: aggregator, bytecode: "0x" });
      await rejects({}, "AggregatorChanged");
    });
  });

  it("asks for the program's prefix before the journal", async () => {
    // The sample's target has one word; with that as prefix, the journal is a zero behind it.
    const programId = await register({ ...program, aggregator, prefix: [300n] });
    await accepts(verifier, { programId, journal: words([0n]), proof });
    assert.equal(await rejection(verifier, { programId, journal: words([1n]), proof }), "ProofRejected");
    const other = await register({ ...program, aggregator, prefix: [301n] });
    assert.equal(await rejection(verifier, { programId: other, journal: words([0n]), proof }), "ProofRejected");
  });

  it("gives the module binding and inputHash as four 64-bit words each, little-endian", async () => {
    const programId = await register({ ...program, aggregator, prefix: [7n], journalWords: 3, packed: true });
    const binding: Hex = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const target = await verifier.read.targetOf([programId, concat([binding, `0x${"ff".repeat(32)}`, words([5n])])]);
    const all = 2n ** 64n - 1n;
    assert.deepEqual(target, [
      7n,
      0x0706050403020100n,
      0x0f0e0d0c0b0a0908n,
      0x1716151413121110n,
      0x1f1e1d1c1b1a1918n,
      ...[all, all, all, all],
      5n,
    ]);
  });

  it("registers a program once, for anyone", async () => {
    const { result: programId } = await verifier.simulate.register([{ ...program, aggregator }]);
    const events = await eventsOf(verifier.write.register([{ ...program, aggregator }]), zkWasmVerifierAbi);
    const registered = { ...program, aggregator: getAddress(aggregator), prefix: [] };
    assert.deepEqual(events, [
      ["ProgramRegistered", { programId, aggregator: registered.aggregator, program: registered }],
    ]);
    const { logs } = await mined(verifier.write.register([{ ...program, aggregator }]));
    assert.equal(logs.length, 0);
  });

  it("tells the public inputs of registered programs only", async () => {
    await reverts(verifier.read.targetOf([zeroHash, journal]), "UnknownProgram", [zeroHash]);
  });

  it("refuses programs that cannot be", async () => {
    for (const change of [
      { aggregator: actors.stranger },
      { proofWords: 0 },
      { proofWords: 1025 },
      { verifyInstances: 0 },
      { verifyInstances: 1025 },
      { auxWords: 1025 },
      { journalWords: 0 },
      { journalWords: 1025 },
      { packed: true, journalWords: 1 },
      { prefix: Array.from({ length: 1025 }, () => 0n) },
    ]) {
      await reverts(verifier.write.register([{ ...program, aggregator, ...change }]), "InvalidProgram");
    }
    await reverts(verifier.write.register([{ ...program, aggregator, prefix: [R] }]), "InputNotInField");
  });
});
