import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { concat, type Hex, numberToHex, slice } from "viem";
import { constantsOf } from "../../../scripts/halo2/poseidon.ts";
import { R, vector } from "../support/verifiers.ts";
import { deployContract, publicClient, reset } from "../support/world.ts";

interface Sponge {
  absorb: string[];
  squeeze1: string;
  squeeze2_empty: string;
}

interface Reference {
  sponge: Sponge[];
  roundConstants: string[][];
  mds: string[][];
}

const reference = vector<Reference>("halo2/poseidon.json");
const word = (value: bigint) => numberToHex(value, { size: 32 });

describe("Halo2Transcript", () => {
  let address: Hex;
  before(async () => {
    await reset();
    ({ address } = await deployContract("Halo2Transcript", []));
  });
  after(reset);

  /** The challenges drawn after each number of elements. */
  async function challenges(lengths: number[], elements: bigint[]): Promise<bigint[]> {
    const packed = lengths.reduce((sum, length, i) => sum + (BigInt(length + 1) << BigInt(16 * i)), 0n);
    const { data } = await publicClient.call({ to: address, data: concat([word(packed), ...elements.map(word)]) });
    assert.ok(data);
    return lengths.map((_, i) => BigInt(slice(data, 32 * i, 32 * i + 32)));
  }

  for (const { absorb, squeeze1, squeeze2_empty } of reference.sponge) {
    it(`gives the challenges of snark-verifier after ${absorb.length} elements and once more`, async () => {
      const drawn = await challenges([absorb.length, 0], absorb.map(BigInt));
      assert.deepEqual(drawn, [BigInt(squeeze1), BigInt(squeeze2_empty)]);
    });
  }

  it("takes elements modulo the field's order", async () => {
    const small = await challenges([3], [1n, 2n, 3n]);
    assert.deepEqual(await challenges([3], [1n + R, 2n + 4n * R, 3n + 5n * R]), small);
    const largest = 2n ** 256n - 1n;
    assert.deepEqual(
      await challenges([3], [largest, largest, largest]),
      await challenges([3], [largest % R, largest % R, largest % R]),
    );
  });

  it("draws the same whatever comes later, and differently when anything before changes", async () => {
    const [first] = await challenges([2, 1], [5n, 6n, 7n]);
    assert.deepEqual(await challenges([2, 1], [5n, 6n, 8n]).then(([same]) => same), first);
    for (const elements of [[6n, 5n], [5n, 7n], [5n, 6n, 0n], [5n]]) {
      const [other] = await challenges([elements.length], elements);
      assert.notEqual(other, first);
    }
  });

  it("is what its generator writes, from the reference constants", () => {
    const { roundConstants, mds } = constantsOf();
    assert.deepEqual(
      roundConstants,
      reference.roundConstants.map((row) => row.map(BigInt)),
    );
    assert.deepEqual(
      mds,
      reference.mds.map((row) => row.map(BigInt)),
    );
    execFileSync(process.execPath, ["scripts/transcript.ts", "--check"]);
  });

  it("costs at most 12,200 gas for two elements", async () => {
    const elements = Array.from({ length: 100 }, (_, i) => word(BigInt(i)));
    const gas = async (count: number) =>
      publicClient.estimateGas({ to: address, data: concat([word(BigInt(count + 1)), ...elements]) });
    const each = ((await gas(100)) - (await gas(0))) / 50n;
    assert.ok(each <= 12_200n, `${each}`);
  });
});
