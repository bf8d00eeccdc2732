import type { FflonkVerificationKey } from "snarkjs";
import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import { type G1, g1Components, type G2, g2Components, power as raise } from "../../circom/points.ts";
import { keyInvalid } from "../../circom/zkey-file.ts";
import { SCALAR_MODULUS as R } from "../../../protocol/bn254.ts";
import { checkFflonkPermutation } from "../../keys/plonk.ts";
import type { SetUp } from "../../keys/kzg.ts";
import { readUniversalKey } from "../../snarkjs/universal-key.ts";
import { snarkjsG1, snarkjsG2 } from "../../snarkjs/words.ts";

/** FflonkVerifier.FflonkKey of the contracts: what `registerKey` takes. */
export interface FflonkKey {
  /** The domain has 2^power rows. */
  power: number;
  /** Public signals. */
  inputs: number;
  k1: bigint;
  k2: bigint;
  x2: G2;
  c0: G1;
}

/** What an FFLONK proving key tells: see ReadKey. */
export interface ReadFflonkKey {
  witness: number;
  publicSignals: number;
  programId: Hex;
  setUp: SetUp;
  contractKey: FflonkKey;
  snarkjsKey: FflonkVerificationKey;
}

/**
 * Reads a snarkjs .zkey file for FFLONK. Throws PROGRAM_INVALID, KEY_FORGEABLE (input). Format: snarkjs,
 * src/fflonk_setup.js.
 */
export function readFflonkKey(zkey: Uint8Array): ReadFflonkKey {
  const { witness, publicSignals, power, k1, k2, powers, section, header } = readUniversalKey(zkey, {
    protocol: "fflonk",
    blindedRows: 2,
    // Each polynomial has its n coefficients and its values on a domain four times as large.
    scalars: (n, signals) => [
      ...[7, 8, 9, 10, 11, 12, 13, 14].map((id): [number, number] => [id, 5 * n]), // selectors and permutation
      [15, Math.max(signals, 1) * 5 * n], // Lagrange polynomials
      [17, 8 * n], // C0
    ],
    powers: (n) => [16, 9 * n + 18],
  });
  const [w3, w4, w8, wr] = Array.from({ length: 4 }, () => header.scalar()) as [bigint, bigint, bigint, bigint];
  const w = raise(ROOT, 2n ** BigInt(28 - power), R);
  const areRoots =
    (w3 * w3 + w3 + 1n) % R === 0n && (w4 * w4 + 1n) % R === 0n && (w8 * w8 - w4) % R === 0n && raise(wr, 3n, R) === w;
  if (!areRoots) throw keyInvalid("its roots of unity are none");
  const x2 = header.g2();
  const c0 = header.g1();
  header.end();
  checkFflonkPermutation(section(S1), 2 ** power);
  const contractKey = { power, inputs: publicSignals, k1, k2, x2, c0 };
  return {
    ...{ witness, publicSignals, contractKey, setUp: { sG2: x2, powers } },
    programId: fflonkProgramId(contractKey),
    snarkjsKey: {
      protocol: "fflonk",
      curve: "bn128",
      nPublic: publicSignals,
      power,
      k1: String(k1),
      k2: String(k2),
      w: String(w),
      w3: String(w3),
      w4: String(w4),
      w8: String(w8),
      wr: String(wr),
      X_2: snarkjsG2(x2),
      C0: snarkjsG1(c0),
    },
  };
}

/** The key's hash as the verifier contract computes it: keccak256(abi.encode(key)). */
export function fflonkProgramId(key: FflonkKey): Hex {
  return keccak256(encodeAbiParameters([keyParameter], [key]));
}

/** 5^((r - 1) / 2^28), of order 2^28: ffjavascript's domains are made of its powers. */
const ROOT = raise(5n, (R - 1n) >> 28n, R);

/** The section of the permutation's first polynomial. */
const S1 = 12;

const keyParameter = {
  type: "tuple",
  components: [
    { name: "power", type: "uint8" },
    { name: "inputs", type: "uint16" },
    { name: "k1", type: "uint256" },
    { name: "k2", type: "uint256" },
    { name: "x2", type: "tuple", components: g2Components },
    { name: "c0", type: "tuple", components: g1Components },
  ],
} as const;
