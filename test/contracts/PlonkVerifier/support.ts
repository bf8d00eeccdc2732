import { plonk, type CircuitSignals, type PlonkProof, type PlonkVerificationKey, zKey } from "snarkjs";
import { concat, type Hex, numberToHex } from "viem";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { developmentKey } from "../../../scripts/circuit/development-key.ts";
import { circuitPath, type Statement } from "../support/verifiers.ts";

/** A circuit with PLONK keys of a development set-up. */
export interface PlonkCircuit {
  key: ReturnType<typeof keyOf>;
  prove(input: CircuitSignals): Promise<Omit<Statement, "programId">>;
}

/** A circuit of test/contracts/circuits. */
export async function plonkCircuit(name: string): Promise<PlonkCircuit> {
  const { wasm, zkey } = await developmentKey("plonk", circuitPath(name));
  const verificationKey = (await zKey.exportVerificationKey(zkey)) as unknown as PlonkVerificationKey;
  await stopCurveThreads();
  return {
    key: keyOf(verificationKey),
    prove: async (input) => {
      const { proof, publicSignals } = await plonk.fullProve(input, wasm, zkey);
      if (!(await plonk.verify(verificationKey, publicSignals, proof))) {
        throw new Error("snarkjs rejects its own proof");
      }
      await stopCurveThreads();
      return { journal: words(publicSignals), proof: encoded(proof) };
    },
  };
}

/** PlonkVerifier.PlonkKey, from the content of snarkjs' verification_key.json. */
function keyOf(key: PlonkVerificationKey) {
  const [[x0 = "", x1 = ""] = [], [y0 = "", y1 = ""] = []] = key.X_2;
  return {
    power: key.power,
    inputs: key.nPublic,
    k1: BigInt(key.k1),
    k2: BigInt(key.k2),
    x2: { x1: BigInt(x1), x0: BigInt(x0), y1: BigInt(y1), y0: BigInt(y0) },
    qm: g1Of(key.Qm),
    ql: g1Of(key.Ql),
    qr: g1Of(key.Qr),
    qo: g1Of(key.Qo),
    qc: g1Of(key.Qc),
    s1: g1Of(key.S1),
    s2: g1Of(key.S2),
    s3: g1Of(key.S3),
  };
}

/** snarkjs' points are projective; infinity is (0, 1, 0) there and (0, 0) on the chain. */
function g1Of([x = "", y = "", z = ""]: string[]) {
  return z === "0" ? { x: 0n, y: 0n } : { x: BigInt(x), y: BigInt(y) };
}

function encoded(proof: PlonkProof): Hex {
  const { A, B, C, Z, T1, T2, T3, Wxi, Wxiw } = proof;
  const points = [A, B, C, Z, T1, T2, T3, Wxi, Wxiw].map(g1Of).flatMap(({ x, y }) => [x, y]);
  const { eval_a, eval_b, eval_c, eval_s1, eval_s2, eval_zw } = proof;
  return words([...points, eval_a, eval_b, eval_c, eval_s1, eval_s2, eval_zw]);
}

function words(values: (bigint | string)[]): Hex {
  return concat(values.map((value) => numberToHex(BigInt(value), { size: 32 })));
}
