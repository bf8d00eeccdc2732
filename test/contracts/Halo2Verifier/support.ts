import { readdirSync } from "node:fs";
import { concat, type Hex, numberToHex } from "viem";
import { halo2VerifierAbi } from "../../../contracts/abi/halo2Verifier.ts";
import { type Statement, vector } from "../support/verifiers.ts";
import { deployContract } from "../support/world.ts";

interface Vector {
  name: string;
  config: { k: number; numAdvice: number; numLookupAdvice: number };
  layout: { nFixed: number };
  srs: { s_g2: { x: Coordinate; y: Coordinate } };
  instances: string[];
  second: { instances: string[] };
  onchain: { vkWords: string[]; proofWords: string[]; secondProofWords: string[] };
}

interface Coordinate {
  c0: string;
  c1: string;
}

export type Circuit = ReturnType<typeof circuitOf>;

/** Halo2Verifier's bound on gate and lookup columns, and the verifier with the circuit a proof is for. */
export interface Case {
  name: string;
  circuit: Circuit;
  /** How many points and evaluations a proof has: points first, evaluations, then two points. */
  evaluationsAt: number;
  pointsAgainAt: number;
  proofs: Omit<Statement, "programId">[];
}

/** Every configuration there are vectors for, with two proofs each. */
export const cases: Case[] = readdirSync(new URL("../vectors/halo2", import.meta.url))
  .filter((file) => /^k\d+-a\d+-l\d+\.json$/.test(file))
  .map((file) => caseOf(vector<Vector & Layout>(`halo2/${file}`)));

interface Layout {
  layout: { nFixed: number; nPoints: number; nEvals: number };
}

/** The verifier, with its transcript. */
export async function deployVerifier() {
  const transcript = await deployContract("Halo2Transcript", []);
  return deployContract("Halo2Verifier", halo2VerifierAbi, [transcript.address]);
}

function caseOf(data: Vector & Layout): Case {
  const { name, layout, instances, second, onchain } = data;
  const evaluationsAt = 64 * (layout.nPoints - 2);
  return {
    name,
    circuit: circuitOf(data),
    evaluationsAt,
    pointsAgainAt: evaluationsAt + 32 * layout.nEvals,
    proofs: [
      { journal: words(instances), proof: words(onchain.proofWords) },
      { journal: words(second.instances), proof: words(onchain.secondProofWords) },
    ],
  };
}

function circuitOf({ config, layout, srs, instances, onchain }: Vector) {
  const [, transcriptRepr = "", ...coordinates] = onchain.vkWords;
  const points = Array.from({ length: coordinates.length / 2 }, (_, i) => ({
    x: BigInt(coordinates[2 * i]!),
    y: BigInt(coordinates[2 * i + 1]!),
  }));
  const { x, y } = srs.s_g2;
  return {
    k: config.k,
    numAdvice: config.numAdvice,
    numLookupAdvice: config.numLookupAdvice,
    numInstances: instances.length,
    transcriptRepr: BigInt(transcriptRepr),
    srs: { x1: BigInt(x.c1), x0: BigInt(x.c0), y1: BigInt(y.c1), y0: BigInt(y.c0) },
    fixedColumns: points.slice(0, layout.nFixed),
    permutationColumns: points.slice(layout.nFixed),
  };
}

function words(values: string[]): Hex {
  return concat(values.map((value) => numberToHex(BigInt(value), { size: 32 })));
}
