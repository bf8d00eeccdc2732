import type { Hex } from "viem";
import type { PlonkProof } from "snarkjs";
import { vmTypes } from "../../../protocol/vm-types.ts";
import { universalSystem } from "../../snarkjs/system.ts";
import { decodeProof, encodeProof } from "../../snarkjs/words.ts";
import { readPlonkKey } from "./key.ts";

/** PLONK over BN254 on circuits written in Circom, proved by snarkjs: no ceremony for a circuit of its own. */
export const plonk = universalSystem({
  vmTypeID: vmTypes.plonk,
  name: "plonk",
  verifier: "plonkVerifier",
  readKey: readPlonkKey,
  prove: async (snarkjs, zkey, witness) => (await snarkjs.plonk.prove(zkey, witness)).proof,
  verify: (snarkjs, key, signals, proof) => snarkjs.plonk.verify(key.snarkjsKey, signals, proof),
  encode,
  decode,
});

const POINTS = ["A", "B", "C", "Z", "T1", "T2", "T3", "Wxi", "Wxiw"] as const;
const EVALUATIONS = ["eval_a", "eval_b", "eval_c", "eval_s1", "eval_s2", "eval_zw"] as const;

/** 768 bytes: PlonkVerifier's encoding. */
function encode(proof: PlonkProof): Hex {
  return encodeProof(
    POINTS.map((name) => proof[name]),
    EVALUATIONS.map((name) => proof[name]),
  );
}

function decode(proof: Hex): PlonkProof | undefined {
  const parts = decodeProof(proof, POINTS.length, EVALUATIONS.length);
  if (parts === undefined) return undefined;
  const entries = [
    ...POINTS.map((name, i) => [name, parts.points[i]]),
    ...EVALUATIONS.map((name, i) => [name, parts.evaluations[i]]),
  ];
  return { ...(Object.fromEntries(entries) as PlonkProof), protocol: "plonk", curve: "bn128" };
}
