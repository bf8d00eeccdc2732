import { BASE_MODULUS as Q, SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";
import { multiplesOfGenerator, type PointKind } from "./generator-multiples.ts";
import { binaryFile, element, uint32 } from "./binary-file.ts";
import { lagrange, mod, power, secret } from "./lagrange.ts";
import { readR1cs, type Combination, type R1cs } from "./r1cs.ts";

export interface InsecureKeys {
  zkey: Uint8Array;
  /** The content of verification_key.json, without the pairing that snarkjs adds and does not read. */
  verificationKey: Record<string, unknown>;
}

/**
 * Groth16 keys of a constraint system, straight from secrets that this process draws and knows: whoever has them
 * forges proofs. For tests and measurements, where a ceremony would take minutes. Sections 1 to 9 of a .zkey as snarkjs
 * writes them (src/zkey_new.js, src/zkey_utils.js); its rows for the public signals and its odd coset for H included. The
 * evaluation domain is the smallest that fits, or `leastDomain` (a power of two), so that a small circuit can stand for
 * the transforms of a large one.
 */
export function insecureKeys(r1csFile: Uint8Array, leastDomain = 2): InsecureKeys {
  const r1cs = readR1cs(r1csFile);
  const rows = r1cs.constraints.length + r1cs.publicSignals + 1;
  const domain = Math.max(leastDomain, 2 ** Math.ceil(Math.log2(rows)));
  const [tau, alpha, beta, delta] = [secret(), secret(), secret(), secret()] as [bigint, bigint, bigint, bigint];
  const { a, b, c } = evaluateAt(r1cs, lagrange(domain, 1n, tau));
  const ic = (s: number, divisor: bigint) => mod((beta * a[s]! + alpha * b[s]! + c[s]!) * divisor);
  const signals = Array.from({ length: r1cs.variables }, (_, s) => s);
  const isPublic = (s: number) => s <= r1cs.publicSignals;

  // h's values are those of A * B - C on the coset, where Z is -2 everywhere.
  const odd = power(5n, (R - 1n) / BigInt(2 * domain));
  const vanishing = mod(power(tau, BigInt(domain)) - 1n);
  const hFactor = mod(vanishing * power(mod(-2n * delta), R - 2n));
  const h = lagrange(domain, odd, tau).map((value) => mod(value * hFactor));

  const inverseDelta = power(delta, R - 2n);
  const points = (kind: PointKind, scalars: bigint[]) => multiplesOfGenerator(kind, scalars);
  const g1 = points("g1", [alpha, beta, delta]);
  const g2 = points("g2", [beta, 1n, delta]);
  const icPoints = points(
    "g1",
    signals.filter(isPublic).map((s) => ic(s, 1n)),
  );
  const [n1, n2] = [64, 128];
  const header = Buffer.concat([
    uint32(32),
    element(Q),
    uint32(32),
    element(R),
    uint32(r1cs.variables),
    uint32(r1cs.publicSignals),
    uint32(domain),
    g1.bytes.subarray(0, 2 * n1),
    g2.bytes.subarray(0, 2 * n2),
    g1.bytes.subarray(2 * n1),
    g2.bytes.subarray(2 * n2),
  ]);
  const zkey = binaryFile("zkey", [
    [1, uint32(1)],
    [2, header],
    [3, icPoints.bytes],
    [4, coefficients(r1cs)],
    [5, points("g1", a).bytes],
    [6, points("g1", b).bytes],
    [7, points("g2", b).bytes],
    [
      8,
      points(
        "g1",
        signals.filter((s) => !isPublic(s)).map((s) => ic(s, inverseDelta)),
      ).bytes,
    ],
    [9, points("g1", h).bytes],
  ]);
  const [alpha1] = g1.projective();
  const [beta2, gamma2, delta2] = g2.projective();
  const names = { vk_alpha_1: alpha1, vk_beta_2: beta2, vk_gamma_2: gamma2, vk_delta_2: delta2 };
  const verificationKey = { protocol: "groth16", curve: "bn128", nPublic: r1cs.publicSignals, ...names };
  return { zkey, verificationKey: { ...verificationKey, IC: icPoints.projective() } };
}

/** The values at tau of each signal's polynomials in A, B and C. */
function evaluateAt(r1cs: R1cs, basis: bigint[]): Record<"a" | "b" | "c", bigint[]> {
  const [a, b, c] = [0, 1, 2].map(() => new Array<bigint>(r1cs.variables).fill(0n)) as [bigint[], bigint[], bigint[]];
  const add = (sums: bigint[], combination: Combination, row: number) => {
    for (const [signal, value] of combination) sums[signal] = mod(sums[signal]! + value * basis[row]!);
  };
  r1cs.constraints.forEach(([left, right, product], row) => {
    add(a, left, row);
    add(b, right, row);
    add(c, product, row);
  });
  for (let s = 0; s <= r1cs.publicSignals; s++) add(a, [[s, 1n]], r1cs.constraints.length + s);
  return { a, b, c };
}

/** Section 4: the entries of A and B with the rows of the public signals; values times 2^512, as snarkjs stores them. */
function coefficients(r1cs: R1cs): Buffer {
  const parts: Buffer[] = [];
  const add = (matrix: number, row: number, combination: Combination) => {
    for (const [signal, value] of combination) {
      parts.push(uint32(matrix), uint32(row), uint32(signal), element((value << 512n) % R));
    }
  };
  r1cs.constraints.forEach(([left, right], row) => {
    add(0, row, left);
    add(1, row, right);
  });
  for (let s = 0; s <= r1cs.publicSignals; s++) add(0, r1cs.constraints.length + s, [[s, 1n]]);
  return Buffer.concat([uint32(parts.length / 4), ...parts]);
}
