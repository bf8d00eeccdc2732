import type { ModuleBuilder } from "wasmbuilder";

/** A pair to be added, four 32-bit words: left | sign, right | sign, result (addresses), and what kind of sum it is. */
export const PAIR_BYTES = 16;
/** Bytes of working memory for each pair of a batch, for coordinates of `n8` bytes. */
export const scratchBytes = (n8: number): number => 2 * n8;

/** The cases of an affine addition; for those other than `generic`, see `classify` below. */
const KIND = { generic: 0, leftInfinite: 1, rightInfinite: 2, opposite: 3, equal: 4 };

/**
 * Adds `<curve>_addPairs(pairs, count, scratch)` to the module: sums of many independent pairs of affine points that
 * share one field inversion, six field multiplications a sum (Montgomery's simultaneous inversion: Cohen, "A Course in
 * Computational Algebraic Number Theory", algorithm 10.3.4). Addresses are even; their lowest bit negates the point.
 * Results are written in the order of the pairs, after the operands were read, so that a result may take the place of
 * an operand of its own or an earlier pair.
 */
export function emitAddPairs(module: ModuleBuilder, curve: string, field: string, n8: number): void {
  emitClassify(module, curve, field, n8);
  emitSum(module, curve, field, n8);

  const f = module.addFunction(`${curve}_addPairs`);
  for (const name of ["pairs", "count", "scratch"]) f.addParam(name, "i32");
  for (const name of ["i", "pair", "denominator", "suffix"]) f.addLocal(name, "i32");
  const c = f.getCodeBuilder();
  const product = c.i32_const(module.alloc(n8));
  const inverse = c.i32_const(module.alloc(n8));
  const locate = [
    ...c.setLocal("pair", c.i32_add(c.getLocal("pairs"), c.i32_mul(c.getLocal("i"), c.i32_const(PAIR_BYTES)))),
    ...c.setLocal(
      "denominator",
      c.i32_add(c.getLocal("scratch"), c.i32_mul(c.getLocal("i"), c.i32_const(scratchBytes(n8)))),
    ),
    ...c.setLocal("suffix", c.i32_add(c.getLocal("denominator"), c.i32_const(n8))),
  ];
  f.addCode(
    c.call(`${field}_one`, product),
    // Products from the end on, so that the second pass runs forward.
    c.setLocal("i", c.getLocal("count")),
    c.block(
      c.loop(
        c.br_if(1, c.i32_eqz(c.getLocal("i"))),
        c.setLocal("i", c.i32_sub(c.getLocal("i"), c.i32_const(1))),
        locate,
        c.call(`${field}_copy`, product, c.getLocal("suffix")),
        c.call(`${curve}_classifyPair`, c.getLocal("pair"), c.getLocal("denominator")),
        c.call(`${field}_mul`, product, c.getLocal("denominator"), product),
        c.br(0),
      ),
    ),
    c.call(`${field}_inverse`, product, product),
    c.block(
      c.loop(
        c.br_if(1, c.i32_eq(c.getLocal("i"), c.getLocal("count"))),
        locate,
        c.call(`${field}_mul`, product, c.getLocal("suffix"), inverse),
        c.call(`${field}_mul`, product, c.getLocal("denominator"), product),
        c.call(`${curve}_sumPair`, c.getLocal("pair"), inverse),
        c.setLocal("i", c.i32_add(c.getLocal("i"), c.i32_const(1))),
        c.br(0),
      ),
    ),
  );
  module.exportFunction(`${curve}_addPairs`);
}

/** Writes the kind of the pair into it, and what its slope is divided by to `denominator`; never zero. */
function emitClassify(module: ModuleBuilder, curve: string, field: string, n8: number): void {
  const f = module.addFunction(`${curve}_classifyPair`);
  for (const name of ["pair", "denominator"]) f.addParam(name, "i32");
  for (const name of ["a", "b", "signs"]) f.addLocal(name, "i32");
  const c = f.getCodeBuilder();
  const [a, b, pair, denominator] = ["a", "b", "pair", "denominator"].map((name) => c.getLocal(name)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const isKind = (kind: number) => c.i32_store(pair, 12, c.i32_const(kind));
  const withoutInverse = (kind: number) => [...isKind(kind), ...c.call(`${field}_one`, denominator), ...c.ret([])];
  const y = (point: number[]) => c.i32_add(point, c.i32_const(n8));
  f.addCode(
    c.setLocal("a", c.i32_and(c.i32_load(pair), c.i32_const(-2))),
    c.setLocal("b", c.i32_and(c.i32_load(pair, 4), c.i32_const(-2))),
    isKind(KIND.generic),
    c.call(`${field}_sub`, b, a, denominator),
    // Infinity is (0, 0).
    c.if(c.call(`${field}_isZero`, a), c.if(c.call(`${field}_isZero`, y(a)), withoutInverse(KIND.leftInfinite))),
    c.if(c.call(`${field}_isZero`, b), c.if(c.call(`${field}_isZero`, y(b)), withoutInverse(KIND.rightInfinite))),
    c.if(c.call(`${field}_isZero`, denominator), [
      ...c.setLocal("signs", c.i32_and(c.i32_xor(c.i32_load(pair), c.i32_load(pair, 4)), c.i32_const(1))),
      ...c.if(
        c.i32_or(
          c.i32_eq(c.getLocal("signs"), c.call(`${field}_eq`, y(a), y(b))),
          c.call(`${field}_isZero`, y(a)), // a point of order two, on the twist only
        ),
        withoutInverse(KIND.opposite),
      ),
      ...isKind(KIND.equal),
      ...c.call(`${field}_add`, y(a), y(a), denominator),
    ]),
  );
}

/** Writes the pair's sum, given the inverse of its denominator. */
function emitSum(module: ModuleBuilder, curve: string, field: string, n8: number): void {
  const f = module.addFunction(`${curve}_sumPair`);
  for (const name of ["pair", "inverse"]) f.addParam(name, "i32");
  for (const name of ["a", "b", "out", "kind"]) f.addLocal(name, "i32");
  const c = f.getCodeBuilder();
  const [y1, y2, slope, x3, t] = Array.from({ length: 5 }, () => c.i32_const(module.alloc(n8))) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const [a, b, out, pair] = ["a", "b", "out", "pair"].map((name) => c.getLocal(name)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const y = (point: number[]) => c.i32_add(point, c.i32_const(n8));
  const signedY = (offset: number, point: number[], result: number[]) =>
    c.if(
      c.i32_and(c.i32_load(pair, offset), c.i32_const(1)),
      c.call(`${field}_neg`, y(point), result),
      c.call(`${field}_copy`, y(point), result),
    );
  const isKind = (kind: number) => c.i32_eq(c.getLocal("kind"), c.i32_const(kind));
  const finish = (...code: number[][]) => [...code.flat(), ...c.ret([])];
  f.addCode(
    c.setLocal("a", c.i32_and(c.i32_load(pair), c.i32_const(-2))),
    c.setLocal("b", c.i32_and(c.i32_load(pair, 4), c.i32_const(-2))),
    c.setLocal("out", c.i32_load(pair, 8)),
    c.setLocal("kind", c.i32_load(pair, 12)),
    signedY(0, a, y1),
    signedY(4, b, y2),
    c.if(isKind(KIND.leftInfinite), finish(c.call(`${field}_copy`, b, out), c.call(`${field}_copy`, y2, y(out)))),
    c.if(isKind(KIND.rightInfinite), finish(c.call(`${field}_copy`, a, out), c.call(`${field}_copy`, y1, y(out)))),
    c.if(isKind(KIND.opposite), finish(c.call(`${field}_zero`, out), c.call(`${field}_zero`, y(out)))),
    c.if(
      isKind(KIND.equal),
      [
        ...c.call(`${field}_square`, a, t),
        ...c.call(`${field}_add`, t, t, slope),
        ...c.call(`${field}_add`, t, slope, slope),
        // The denominator was 2 * y without its sign; the sign belongs to the slope.
        ...c.if(c.i32_and(c.i32_load(pair), c.i32_const(1)), c.call(`${field}_neg`, slope, slope)),
      ],
      c.call(`${field}_sub`, y2, y1, slope),
    ),
    c.call(`${field}_mul`, slope, c.getLocal("inverse"), slope),
    c.call(`${field}_square`, slope, x3),
    c.call(`${field}_sub`, x3, a, x3),
    c.call(`${field}_sub`, x3, b, x3),
    c.call(`${field}_sub`, a, x3, t),
    c.call(`${field}_mul`, slope, t, t),
    c.call(`${field}_copy`, x3, out),
    c.call(`${field}_sub`, t, y1, y(out)),
  );
}
