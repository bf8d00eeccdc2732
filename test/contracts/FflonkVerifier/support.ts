import { type CircuitSignals, fflonk, type FflonkProof, type FflonkVerificationKey, zKey } from "snarkjs";
import { concat, type Hex, numberToHex } from "viem";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { developmentKey } from "../../../scripts/circuit/development-key.ts";
import { circuitPath, type Statement, wordAt } from "../support/verifiers.ts";

/** A circuit with FFLONK keys of a development set-up. */
export interface FflonkCircuit {
  key: ReturnType<typeof keyOf>;
  prove(input: CircuitSignals): Promise<Omit<Statement, "programId">>;
  /** Whether snarkjs accepts. */
  accepts(statement: Statement): Promise<boolean>;
}

/** A circuit of test/contracts/circuits. */
export async function fflonkCircuit(name: string): Promise<FflonkCircuit> {
  const { wasm, zkey } = await developmentKey("fflonk", circuitPath(name));
  const verificationKey = (await zKey.exportVerificationKey(zkey)) as unknown as FflonkVerificationKey;
  await stopCurveThreads();
  return {
    key: keyOf(verificationKey),
    prove: async (input) => {
      const { proof, publicSignals } = await fflonk.fullProve(input, wasm, zkey);
      await stopCurveThreads();
      return { journal: words(publicSignals), proof: encoded(proof) };
    },
    accepts: ({ journal, proof }) => fflonk.verify(verificationKey, signalsOf(journal), decoded(proof)),
  };
}

/** FflonkVerifier.FflonkKey, from the content of snarkjs' verification_key.json. */
function keyOf(key: FflonkVerificationKey) {
  const [[x0 = "", x1 = ""] = [], [y0 = "", y1 = ""] = []] = key.X_2;
  const [x = "", y = ""] = key.C0;
  return {
    power: key.power,
    inputs: key.nPublic,
    k1: BigInt(key.k1),
    k2: BigInt(key.k2),
    x2: { x1: BigInt(x1), x0: BigInt(x0), y1: BigInt(y1), y0: BigInt(y0) },
    c0: { x: BigInt(x), y: BigInt(y) },
  };
}

const POINTS = ["C1", "C2", "W1", "W2"] as const;
// prettier-ignore
const EVALUATIONS = [
  "ql", "qr", "qm", "qo", "qc", "s1", "s2", "s3", "a", "b", "c", "z", "zw", "t1w", "t2w",
] as const;

function encoded({ polynomials, evaluations }: FflonkProof): Hex {
  const points = POINTS.flatMap((name) => polynomials[name].slice(0, 2));
  return words([...points, ...EVALUATIONS.map((name) => evaluations[name])]);
}

function decoded(proof: Hex): FflonkProof {
  const word = (index: number) => String(wordAt(proof, 32 * index));
  const polynomials = Object.fromEntries(POINTS.map((name, i) => [name, [word(2 * i), word(2 * i + 1), "1"]]));
  const evaluations = Object.fromEntries(EVALUATIONS.map((name, i) => [name, word(2 * POINTS.length + i)]));
  return { polynomials, evaluations, protocol: "fflonk", curve: "bn128" } as FflonkProof;
}

function signalsOf(journal: Hex): string[] {
  return Array.from({ length: (journal.length - 2) / 64 }, (_, index) => String(wordAt(journal, 32 * index)));
}

function words(values: (bigint | string)[]): Hex {
  return concat(values.map((value) => numberToHex(BigInt(value), { size: 32 })));
}
