import type { PlonkVerificationKey } from "snarkjs";
import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { type G1, g1Components, type G2, g2Components } from "../../circom/points.ts";
import { checkPlonkKey } from "../../keys/plonk.ts";
import type { SetUp } from "../../keys/kzg.ts";
import { readUniversalKey } from "../../snarkjs/universal-key.ts";
import { snarkjsG1, snarkjsG2 } from "../../snarkjs/words.ts";

/** PlonkVerifier.PlonkKey of the contracts: what `registerKey` takes. */
export interface PlonkKey {
  /** The domain has 2^power rows. */
  power: number;
  /** Public signals. */
  inputs: number;
  k1: bigint;
  k2: bigint;
  x2: G2;
  qm: G1;
  ql: G1;
  qr: G1;
  qo: G1;
  qc: G1;
  s1: G1;
  s2: G1;
  s3: G1;
}

/** What a PLONK proving key tells: see ReadKey. */
export interface ReadPlonkKey {
  witness: number;
  publicSignals: number;
  programId: Hex;
  setUp: SetUp;
  contractKey: PlonkKey;
  snarkjsKey: PlonkVerificationKey;
}

/**
 * Reads a snarkjs .zkey file for PLONK. Throws PROGRAM_INVALID, KEY_FORGEABLE (input). Format: snarkjs,
 * src/plonk_setup.js.
 */
export function readPlonkKey(zkey: Uint8Array): ReadPlonkKey {
  const { witness, publicSignals, power, k1, k2, powers, header } = readUniversalKey(zkey, {
    protocol: "plonk",
    blindedRows: 0,
    // Each polynomial has its n coefficients and its values on a domain four times as large.
    scalars: (n, signals) => [
      ...[7, 8, 9, 10, 11].map((id): [number, number] => [id, 5 * n]), // selectors
      [12, 15 * n], // permutation
      [13, Math.max(signals, 1) * 5 * n], // Lagrange polynomials
    ],
    powers: (n) => [14, n + 6],
  });
  const [qm, ql, qr, qo, qc, s1, s2, s3] = Array.from({ length: 8 }, () => header.g1()) as [
    ...[G1, G1, G1, G1],
    ...[G1, G1, G1, G1],
  ];
  const x2 = header.g2();
  header.end();
  const contractKey = { power, inputs: publicSignals, k1, k2, x2, qm, ql, qr, qo, qc, s1, s2, s3 };
  const setUp = { sG2: x2, powers };
  checkPlonkKey(contractKey, powers[0]!);
  return {
    ...{ witness, publicSignals, contractKey, setUp },
    programId: plonkProgramId(contractKey),
    snarkjsKey: {
      protocol: "plonk",
      curve: "bn128",
      nPublic: publicSignals,
      power,
      k1: String(k1),
      k2: String(k2),
      Qm: snarkjsG1(qm),
      Ql: snarkjsG1(ql),
      Qr: snarkjsG1(qr),
      Qo: snarkjsG1(qo),
      Qc: snarkjsG1(qc),
      S1: snarkjsG1(s1),
      S2: snarkjsG1(s2),
      S3: snarkjsG1(s3),
      X_2: snarkjsG2(x2),
    },
  };
}

/** The key's hash as the verifier contract computes it: keccak256(abi.encode(key)). */
export function plonkProgramId(key: PlonkKey): Hex {
  return keccak256(encodeAbiParameters([keyParameter], [key]));
}

const g1 = <Name extends string>(name: Name) => ({ name, type: "tuple", components: g1Components }) as const;

const keyParameter = {
  type: "tuple",
  components: [
    { name: "power", type: "uint8" },
    { name: "inputs", type: "uint16" },
    { name: "k1", type: "uint256" },
    { name: "k2", type: "uint256" },
    { name: "x2", type: "tuple", components: g2Components },
    g1("qm"),
    g1("ql"),
    g1("qr"),
    g1("qo"),
    g1("qc"),
    g1("s1"),
    g1("s2"),
    g1("s3"),
  ],
} as const;
