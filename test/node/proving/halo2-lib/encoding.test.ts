import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { concat, hexToBytes, numberToHex, type Hex } from "viem";
import { circuitOf, shapeOf } from "../../../../node/proving/systems/halo2-lib/circuit.ts";
import type { CheckedCode } from "../../../../node/proving/systems/halo2-lib/code.ts";
import { fromContract, toContract } from "../../../../node/proving/systems/halo2-lib/encoding.ts";
import { vector } from "../../../contracts/support/verifiers.ts";

interface Vector {
  config: { k: number; numAdvice: number; numLookupAdvice: number; numLookupBits: number };
  partialVk: Hex;
  proof: Hex;
  onchain: { vkWords: string[]; proofWords: string[] };
}

/** Some of the vectors leave halo2's own bytes out. */
const vectors = readdirSync(new URL("../../../contracts/vectors/halo2", import.meta.url))
  .filter((file) => file !== "poseidon.json")
  .map((file) => ({ name: file, ...vector<Vector>(`halo2/${file}`) }))
  .filter(({ proof, partialVk }) => proof !== undefined && partialVk !== undefined);
const words = (values: string[]) => concat(values.map((value) => numberToHex(BigInt(value), { size: 32 })));

describe("the encoding of halo2-lib proofs and keys", () => {
  it("is tested with one and several columns, with and without lookups", () => {
    assert.ok(vectors.length >= 6);
  });

  for (const { name, config, partialVk, proof, onchain } of vectors) {
    it(`is that of the verifier contract, and back: ${name}`, () => {
      const shape = shapeOf(config);
      const encoded = toContract(hexToBytes(proof), shape);
      assert.equal(encoded, words(onchain.proofWords));
      assert.deepEqual(fromContract(encoded, shape), Buffer.from(hexToBytes(proof)));

      const srs = { sG2: { x1: 0n, x0: 0n, y1: 0n, y0: 0n } };
      const circuit = circuitOf({ config, partialVk: hexToBytes(partialVk), publicWires: [0, 1], srs } as CheckedCode);
      const points = [...circuit.fixedColumns, ...circuit.permutationColumns].flatMap(({ x, y }) => [x, y]);
      assert.deepEqual([circuit.transcriptRepr, ...points], onchain.vkWords.slice(1).map(BigInt));
    });
  }
});
