import type { G1, G2 } from "../circom/points.ts";
import { keyForgeable } from "./forgeable.ts";
import { curve, generators, relationInG2, sentenceOf, SMALL } from "./relations.ts";

/** What a key of PLONK, FFLONK or Halo2 shows of its set-up: powers of a secret s that nobody may know. */
export interface SetUp {
  /** s G2. */
  sG2: G2;
  /** s^e G1 for e = 1, 2, 4, 8, ... as far as the key has them. */
  powers: G1[];
}

/**
 * Refuses set-ups whose secret everybody knows, with which anyone can open commitments to whatever they like: zero, a
 * small number, a root of unity.
 * @throws W3bError KEY_FORGEABLE (input)
 */
export async function checkSetUp({ sG2, powers }: SetUp): Promise<void> {
  if (Object.values(sG2).every((coordinate) => coordinate === 0n)) throw keyForgeable("the secret of its set-up is 0");
  const { g1, g2 } = await generators();
  const relation = await relationInG2([g2, { name: "s G2 of its set-up", point: sG2, multiples: SMALL }]);
  if (relation) throw keyForgeable(sentenceOf(relation));
  // 1 or -1: they have the same x.
  const order = powers.findIndex(({ x }) => x === g1.point.x);
  if (order >= 0) throw keyForgeable(`the secret of its set-up is a root of unity, of order 2^${order + 1} at most`);
}

/** A point of G1 times a number. */
export async function timesG1(point: G1, factor: bigint): Promise<G1> {
  const { G1 } = await curve();
  return G1.ProjectivePoint.fromAffine(point).multiply(factor).toAffine();
}
