import type { Groth16Proof } from "snarkjs";
import { concat, type Hex, numberToHex, size, slice } from "viem";

/** The journal: the public signals as 32-byte big-endian words. */
export function journalOf(signals: bigint[]): Hex {
  return concat(signals.map(word));
}

/** The public signals of a journal; a rest shorter than a word is a signal too, so that no such journal verifies. */
export function signalsOf(journal: Hex): string[] {
  const count = Math.ceil(size(journal) / 32);
  return Array.from({ length: count }, (_, index) => String(BigInt(slice(journal, 32 * index, 32 * (index + 1)))));
}

/** The 256 bytes the verifier contract takes: A, B, C in EIP-197's order. */
export function encodeProof({ pi_a, pi_b, pi_c }: Groth16Proof): Hex {
  const [[bx0, bx1] = [], [by0, by1] = []] = pi_b;
  return concat([pi_a[0], pi_a[1], bx1, bx0, by1, by0, pi_c[0], pi_c[1]].map((value) => word(BigInt(value ?? ""))));
}

/** The proof inside 256 bytes, as snarkjs has it. */
export function decodeProof(proof: Hex): Groth16Proof {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = signalsOf(proof) as [string, ...string[]];
  return {
    pi_a: [ax, ay!, "1"],
    pi_b: [
      [bx0!, bx1!],
      [by0!, by1!],
      ["1", "0"],
    ],
    pi_c: [cx!, cy!, "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}

function word(value: bigint): Hex {
  return numberToHex(value, { size: 32 });
}
