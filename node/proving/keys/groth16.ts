import type { G1, G2 } from "../circom/points.ts";
import { keyInvalid } from "../circom/zkey-file.ts";
import type { VerifyingKey } from "../systems/circom-groth16/verifying-key.ts";
import { keyForgeable } from "./forgeable.ts";
import {
  affineG2,
  curve,
  generators,
  type Relation,
  relationAcross,
  relationInG1,
  relationInG2,
  sentenceOf,
  SMALL,
} from "./relations.ts";

/**
 * Refuses Groth16 keys under which anyone can forge proofs from public data: with infinity, with a secret that is
 * known, or with points whose secrets have a known ratio. Nobody sees a ratio that whoever made the key keeps.
 * @throws W3bError KEY_FORGEABLE, PROGRAM_INVALID (input)
 */
export async function checkGroth16Key(key: VerifyingKey): Promise<void> {
  const { alpha, beta, gamma, delta, ic } = key;
  const identity = [alpha, beta, gamma, delta, ...ic].map((point) => Object.values(point).join()).join();
  if (sound.has(identity)) return;

  const inG1 = [{ name: "alpha", point: alpha }, ...ic.map((point, index) => ({ name: `IC[${index}]`, point }))];
  const inG2 = Object.entries({ gamma, delta, beta }).map(([name, point]) => ({ name, point }));
  for (const { name, point } of [...inG1, ...inG2]) {
    if (Object.values(point).every((coordinate) => coordinate === 0n)) throw keyForgeable(`${name} is infinity`);
  }
  await checkInGroups([alpha, ...ic], [beta, gamma, delta]);

  const small = <Named>(points: Named[]) => points.map((point) => ({ ...point, multiples: SMALL }));
  const { g1, g2 } = await generators();
  const relation =
    // snarkjs makes gamma the generator: there, rows of their own tell the signals apart.
    (await relationInG2([g2, ...small(inG2)], (one, other) => one === "gamma" && other === g2.name)) ??
    // One signal could be moved to another's point, but not to the constant's.
    (await relationInG1([g1, ...small(inG1)], (one, other) => one.startsWith("IC[") && other === "IC[0]"));
  if (relation) throw keyForgeable(reasonOf(relation));

  for (const [name, point] of Object.entries({ beta, delta })) {
    const across = await relationAcross({ name: "alpha", point: alpha }, { name, point });
    if (across) throw keyForgeable(sentenceOf(across));
  }
  if (sound.size === MAX_REMEMBERED) sound.clear();
  sound.add(identity);
}

/** Keys that were checked: a process reads the same ones again and again. */
const sound = new Set<string>();
const MAX_REMEMBERED = 1000;

/** Where delta is gamma, or known: of all relations the one that comes of carelessness. */
function reasonOf(relation: Relation): string {
  const isPhase2 = relation.names[0] === "delta";
  return sentenceOf(relation) + (isPhase2 ? " (phase 2 of its set-up has no contribution that is secret)" : "");
}

async function checkInGroups(g1: G1[], g2: G2[]): Promise<void> {
  const { G1, G2 } = await curve();
  try {
    for (const point of g1) G1.ProjectivePoint.fromAffine(point).assertValidity();
    for (const point of g2) G2.ProjectivePoint.fromAffine(affineG2(point)).assertValidity();
  } catch {
    throw keyInvalid("a point of its verification key is not on the curve or not in its group");
  }
}
