import { concat, type Hex, keccak256, numberToHex, size } from "viem";
import { generators, times } from "../../support/bn254.ts";
import { deployContract } from "../support/world.ts";

/** What a contract of snark-verifier's kind accepts: instances and proof. */
export interface Sample {
  journal: Hex;
  proof: Hex;
}

/** Three instances, and a proof that begins with a point and ends in zeros. */
export function sampleOf(instances: readonly bigint[] = [5n, 912n, 0x0123456789abcdefn]): Sample {
  const { x, y } = times(generators.g1, 7n)!;
  return { journal: words(...instances), proof: words(x[0]!, y[0]!, 11n, 1n << 248n) };
}

export function words(...values: bigint[]): Hex {
  return concat(values.map((value) => numberToHex(value, { size: 32 })));
}

/** contracts/test/MockGeneratedVerifier.sol for a sample; `unread` are indices of words it does not look at. */
export async function deployGenerated(
  { journal, proof }: Sample,
  { reduces = true, unread = [] as number[], instances = size(journal) / 32 } = {},
): Promise<Hex> {
  const read = Buffer.from(concat([journal, proof]).slice(2), "hex");
  for (const index of unread) read.fill(0, 32 * index, 32 * (index + 1));
  const bits = unread.reduce((sum, index) => sum | (1n << BigInt(index)), 0n);
  const args = [keccak256(read), instances, read.length, reduces, bits];
  return (await deployContract("MockGeneratedVerifier", [], args)).address;
}
