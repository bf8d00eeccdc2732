import type { Hex } from "viem";
import type { FflonkProof } from "snarkjs";
import { vmTypes } from "../../../protocol/vm-types.ts";
import { universalSystem } from "../../snarkjs/system.ts";
import { decodeProof, encodeProof } from "../../snarkjs/words.ts";
import { readFflonkKey } from "./key.ts";

/**
 * FFLONK over BN254 on circuits written in Circom, proved by snarkjs: as PLONK, cheaper to verify and slower to prove.
 */
export const fflonk = universalSystem({
  vmTypeID: vmTypes.fflonk,
  name: "fflonk",
  verifier: "fflonkVerifier",
  readKey: readFflonkKey,
  prove: async (snarkjs, zkey, witness) => (await snarkjs.fflonk.prove(zkey, witness)).proof,
  verify: (snarkjs, key, signals, proof) => snarkjs.fflonk.verify(key.snarkjsKey, signals, proof),
  encode,
  decode,
});

const POINTS = ["C1", "C2", "W1", "W2"] as const;
// prettier-ignore
const EVALUATIONS = [
  "ql", "qr", "qm", "qo", "qc", "s1", "s2", "s3", "a", "b", "c", "z", "zw", "t1w", "t2w",
] as const;

/** 736 bytes: FflonkVerifier's encoding. snarkjs' last evaluation, an inverse, is left out: the contract computes it. */
function encode({ polynomials, evaluations }: FflonkProof): Hex {
  return encodeProof(
    POINTS.map((name) => polynomials[name]),
    EVALUATIONS.map((name) => evaluations[name]),
  );
}

function decode(proof: Hex): FflonkProof | undefined {
  const parts = decodeProof(proof, POINTS.length, EVALUATIONS.length);
  if (parts === undefined) return undefined;
  const polynomials = Object.fromEntries(POINTS.map((name, i) => [name, parts.points[i]]));
  const evaluations = Object.fromEntries(EVALUATIONS.map((name, i) => [name, parts.evaluations[i]]));
  return { polynomials, evaluations, protocol: "fflonk", curve: "bn128" } as FflonkProof;
}
