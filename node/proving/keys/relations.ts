import type { ProjConstructor, ProjPointType } from "@noble/curves/abstract/weierstrass";
import type { G1, G2 } from "../circom/points.ts";

/** A point of a key by its name there, and how many of its multiples are compared. */
export interface NamedPoint<Point> {
  name: string;
  point: Point;
  multiples: number;
}

/** What everybody can find out: a[0] times one point is, but for its sign, b[0] times another. */
export interface Relation {
  names: [string, string];
  factors: [number, number];
}

/** Multiples of a key's points that are compared with those of others. */
export const SMALL = 16;
/** Multiples of the generators: secrets that somebody chose by hand. */
const CHOSEN_BY_HAND = 256;

/** Slow to load, so that only who looks at keys loads it. */
export async function curve() {
  return (await import("@noble/curves/bn254")).bn254;
}

/** The first relation among points of G1, those of pairs that `allowed` names left out; infinity is (0, 0). */
export async function relationInG1(points: NamedPoint<G1>[], allowed: Allowed = none): Promise<Relation | undefined> {
  const group = (await curve()).G1.ProjectivePoint;
  const named = points.map(({ point, ...rest }) => ({ ...rest, point: group.fromAffine(point) }));
  return relationAmong(group, named, String, allowed);
}

/** The same in G2. */
export async function relationInG2(points: NamedPoint<G2>[], allowed: Allowed = none): Promise<Relation | undefined> {
  const group = (await curve()).G2.ProjectivePoint;
  const named = points.map(({ point, ...rest }) => ({ ...rest, point: group.fromAffine(affineG2(point)) }));
  return relationAmong(group, named, ({ c0, c1 }) => `${c0},${c1}`, allowed);
}

/** The groups' generators, of which more multiples are compared. */
export async function generators(): Promise<{ g1: NamedPoint<G1>; g2: NamedPoint<G2> }> {
  const { G1, G2 } = await curve();
  const { x, y } = G2.ProjectivePoint.BASE.toAffine();
  const common = { name: "the generator", multiples: CHOSEN_BY_HAND };
  return {
    g1: { ...common, point: G1.ProjectivePoint.BASE.toAffine() },
    g2: { ...common, point: { x1: x.c1, x0: x.c0, y1: y.c1, y0: y.c0 } },
  };
}

/** The same between the secrets of a point of G1 and one of G2, by their pairings with the generators. */
export async function relationAcross(
  inG1: Omit<NamedPoint<G1>, "multiples">,
  inG2: Omit<NamedPoint<G2>, "multiples">,
): Promise<Relation | undefined> {
  const { G1, G2, pairing, fields } = await curve();
  const one = pairing(G1.ProjectivePoint.fromAffine(inG1.point), G2.ProjectivePoint.BASE);
  const other = pairing(G1.ProjectivePoint.BASE, G2.ProjectivePoint.fromAffine(affineG2(inG2.point)));
  // An element and its inverse have the same first half.
  const halves = (base: typeof one) => {
    const powers = [base];
    while (powers.length < SMALL) powers.push(fields.Fp12.mul(powers.at(-1)!, base));
    return powers.map(({ c0 }) => [c0.c0, c0.c1, c0.c2].flatMap((element) => [element.c0, element.c1]).join());
  };
  const [left, right] = [halves(one), halves(other)];
  for (const [index, half] of left.entries()) {
    const same = right.indexOf(half);
    if (same >= 0) return { names: [inG1.name, inG2.name], factors: [index + 1, same + 1] };
  }
  return undefined;
}

/** In the form that the library takes. */
export function affineG2({ x0, x1, y0, y1 }: G2) {
  return { x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } };
}

/** What a relation says, for people. */
export function sentenceOf({ names: [one, other], factors: [a, b] }: Relation): string {
  const times = (factor: number, name: string) => (factor === 1 ? name : `${factor} times ${name}`);
  return `${times(a, one)} is ${times(b, other)}, or its opposite`;
}

type Allowed = (one: string, other: string) => boolean;
const none: Allowed = () => false;

/** A point and its opposite have the same x. */
function relationAmong<Coordinate>(
  group: ProjConstructor<Coordinate>,
  points: NamedPoint<ProjPointType<Coordinate>>[],
  textOf: (x: Coordinate) => string,
  allowed: Allowed,
): Relation | undefined {
  const seen = new Map<string, { name: string; factor: number }[]>();
  for (const { name, point, multiples } of points) {
    const list: ProjPointType<Coordinate>[] = [point];
    while (list.length < multiples) list.push(list.at(-1)!.add(point));
    for (const [index, multiple] of group.normalizeZ(list).entries()) {
      const x = textOf(multiple.x);
      const others = seen.get(x) ?? [];
      const related = others.find((other) => other.name !== name && !allowed(name, other.name));
      if (related) return { names: [name, related.name], factors: [index + 1, related.factor] };
      seen.set(x, [...others, { name, factor: index + 1 }]);
    }
  }
  return undefined;
}
