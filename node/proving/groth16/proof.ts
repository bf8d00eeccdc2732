/** A proof in the JSON form of snarkjs: decimal strings, points in projective coordinates. */
export interface SnarkjsProof {
  pi_a: string[];
  pi_b: string[][];
  pi_c: string[];
  protocol: string;
  curve: string;
}

/** The 256 bytes of a proof (A, B, C; big endian; EIP-197's order, imaginary part first) in snarkjs' form. */
export function toSnarkjsProof(proof: Uint8Array): SnarkjsProof {
  if (proof.length !== 256) throw new RangeError(`A proof has 256 bytes, not ${proof.length}.`);
  const [ax, ay, bxIm, bxRe, byIm, byRe, cx, cy] = Array.from({ length: 8 }, (_, i) =>
    BigInt(`0x${Buffer.from(proof.subarray(32 * i, 32 * i + 32)).toString("hex")}`).toString(),
  ) as [string, string, string, string, string, string, string, string];
  return {
    pi_a: [ax, ay, "1"],
    pi_b: [
      [bxRe, bxIm],
      [byRe, byIm],
      ["1", "0"],
    ],
    pi_c: [cx, cy, "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}

/** The public signals of a witness, as decimal strings: what follows the constant 1. */
export function publicSignalsOf(witness: Uint8Array, count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    BigInt(
      `0x${Buffer.from(witness.subarray(32 * (i + 1), 32 * (i + 2)))
        .reverse()
        .toString("hex")}`,
    ).toString(),
  );
}
