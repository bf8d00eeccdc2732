import assert from "node:assert/strict";
import { concat, type Hex, numberToHex, parseAbi, size, slice } from "viem";
import { zkWasmVerifierAbi } from "../../../contracts/abi/zkWasmVerifier.ts";
import { moduleInputs } from "../../../node/proving/systems/zkwasm/inputs.ts";
import { developmentAggregator } from "../../../scripts/devnet/fakes/development-aggregator.ts";
import { mined } from "../support/expect.ts";
import { accepts, flipped, rejection, type Statement } from "../support/verifiers.ts";
import { actors, deployContract, groth16Verifier, reset } from "../support/world.ts";

const aggregatorAbi = parseAbi([
  "function verify(uint256[] proof, uint256[] verifyInstances, uint256[] aux, uint256[][] targets) view",
]);
const development = developmentAggregator();
const module = Buffer.from("any module");
const binding: Hex = `0x00${"5a".repeat(31)}`;
const inputs = moduleInputs({ messages: ['{"public_input":[1,"-1"]}'], binding }, 4);
const made = development.prove(inputs.public, module);
const words = (values: bigint[]) => concat(values.map((value) => numberToHex(value, { size: 32 })));
/** As it is with each word changed in turn, and with one more and one less. */
const changed = (values: bigint[]) => [
  ...values.map((_, index) => values.map((value, at) => (at === index ? value ^ 1n : value))),
  [...values, 0n],
  values.slice(0, -1),
];

describe("ZkWasmVerifier over the development network's aggregator", () => {
  let aggregator: Awaited<ReturnType<typeof deployAggregator>>;
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  let statement: Statement;
  const deployAggregator = () =>
    deployContract("DevelopmentAggregator", aggregatorAbi, [groth16Verifier.address, development.key]);
  const deployVerifier = () => deployContract("ZkWasmVerifier", zkWasmVerifierAbi);
  const register = async (prefix: bigint[]): Promise<Hex> => {
    const program = { aggregator: aggregator.address, ...development.counts, journalWords: 4, packed: true, prefix };
    const { result } = await verifier.simulate.register([program]);
    await mined(verifier.write.register([program], { account: actors.stranger }));
    return result;
  };
  before(async () => {
    await reset();
    aggregator = await deployAggregator();
    verifier = await deployVerifier();
    const programId = await register(development.nameOf(module));
    statement = { programId, journal: inputs.journal, proof: words([...made.proof, ...made.shadowInstances]) };
  });
  after(reset);

  it("accepts what the fake service hands out", () => accepts(verifier, statement));

  for (const part of ["proof", "journal"] as const) {
    it(`rejects it with any word of the ${part} changed`, async () => {
      for (let end = 32; end <= size(statement[part]); end += 32) {
        const other = { ...statement, [part]: flipped(statement[part], end - 1) };
        assert.equal(await rejection(verifier, other), "ProofRejected");
      }
    });
  }

  it("rejects it for another module, and another proof's parts in its place", async () => {
    const programId = await register(development.nameOf(Buffer.from("another module")));
    assert.equal(await rejection(verifier, { ...statement, programId }), "ProofRejected");
    const other = development.prove([...inputs.public.slice(0, -1), 2n], module);
    for (const proof of [
      words([...other.proof, ...other.shadowInstances]),
      words([...made.proof, ...other.shadowInstances]),
      concat([words(other.proof), slice(statement.proof, 256)]),
    ]) {
      assert.equal(await rejection(verifier, { ...statement, proof }), "ProofRejected");
    }
  });

  it("stands over an aggregator that takes nothing but the targets and parts it was made for", async () => {
    const { proof, shadowInstances, instances } = made;
    const verified = (...args: [bigint[], bigint[], bigint[], bigint[][]]) => aggregator.read.verify(args);
    await verified(proof, shadowInstances, [], [instances]);
    for (const other of changed(proof)) await assert.rejects(verified(other, shadowInstances, [], [instances]));
    for (const other of changed(shadowInstances)) await assert.rejects(verified(proof, other, [], [instances]));
    for (const other of changed(instances)) await assert.rejects(verified(proof, shadowInstances, [], [other]));
    await assert.rejects(verified(proof, shadowInstances, [0n], [instances]));
    const [first, second] = [instances.slice(0, 4), instances.slice(4)];
    for (const targets of [[], [[]], [instances, []], [instances, instances], [first, second]]) {
      await assert.rejects(verified(proof, shadowInstances, [], targets));
    }
  });
});
