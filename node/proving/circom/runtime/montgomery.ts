import type { Code, CodeBuilder } from "wasmbuilder";
import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import type { Emitter } from "./emitter.ts";
import { lessModulus } from "./sums.ts";
import { anyBit, declareWords, loadWords, storeWords } from "./words.ts";

/*
 * Multiplication in Montgomery form: (x y + q p) / 2^256, with the q that makes the division exact, less p if that is
 * not below p. circom's functions work with limbs of 32 bits and carry at every product. Here limbs have 29 bits: 18
 * products of them fit into 64 bits, so that columns are summed without carrying.
 *
 * Eight rounds divide by 2^29 and a ninth by 2^24, together by 2^256. The result is the same for all operands, also for
 * those that are not below p.
 */

/** Fr_F1m_mul(x, y, out). */
export function multiply({ fn, code: c }: Emitter): void {
  for (const name of ["x", "y", "out"]) fn.addParam(name, "i32");
  declare(fn, "x", "y");
  fn.addCode(loadWords(c, "xWord", c.getLocal("x")), loadWords(c, "yWord", c.getLocal("y")));
  fn.addCode(unlessZero(c, "xWord"), unlessZero(c, "yWord"));
  for (let i = 0; i < LIMBS; i++) fn.addCode(c.setLocal(`y${i}`, limb(c, "y", i)));
  for (let round = 0; round < LIMBS; round++) {
    fn.addCode(c.setLocal("x0", limb(c, "x", round)));
    fn.addCode(reduction(c, round, (i) => c.i64_mul(c.getLocal("x0"), c.getLocal(`y${i}`)), round > 0));
  }
  fn.addCode(store(c));
}

/** Fr_F1m_fromMontgomery(x, out). */
export function fromMontgomery({ fn, code: c }: Emitter): void {
  for (const name of ["x", "out"]) fn.addParam(name, "i32");
  declare(fn, "x");
  fn.addCode(loadWords(c, "xWord", c.getLocal("x")));
  for (let i = 0; i < LIMBS; i++) fn.addCode(c.setLocal(column(i), limb(c, "x", i)));
  for (let round = 0; round < LIMBS; round++) fn.addCode(reduction(c, round, () => [], true));
  fn.addCode(store(c));
}

/** Returns 0 for an operand of 0: in circuits a quarter of all products. */
function unlessZero(c: CodeBuilder, operand: string): Code {
  const zero = storeWords(c, "out", c.getLocal("out")); // locals are 0 in the beginning
  return c.if(c.i64_eqz(anyBit(c, operand)), [...zero, ...c.ret([])]);
}

const LIMBS = 9;
const BITS = 29;
const LAST_BITS = 256 - 8 * BITS;
const mask = (bits: number) => (1n << BigInt(bits)) - 1n;

const modulusLimbs = Array.from({ length: LIMBS }, (_, i) => (SCALAR_MODULUS >> BigInt(BITS * i)) & mask(BITS));

/** Columns pass through as many locals: the one that a round divides away is the next round's highest. */
const column = (weight: number) => `t${weight % LIMBS}`;

function declare(fn: Emitter["fn"], ...operands: string[]): void {
  for (const operand of operands) {
    declareWords(fn, `${operand}Word`);
    for (let i = 0; i < LIMBS; i++) fn.addLocal(`${operand}${i}`, "i64");
  }
  for (let i = 0; i < LIMBS; i++) fn.addLocal(column(i), "i64");
  declareWords(fn, "out", "less");
  for (const name of ["q", "above", "below", "word"]) fn.addLocal(name, "i64");
}

/** 29 bits of a number in words; of the last limb's there are 24. */
function limb(c: CodeBuilder, operand: string, i: number): Code {
  const [word, bit] = [Math.floor((BITS * i) / 64), (BITS * i) % 64];
  let value = c.getLocal(`${operand}Word${word}`);
  if (bit > 0) value = c.i64_shr_u(value, c.i64_const(bit));
  if (i === LIMBS - 1) return value;
  if (bit + BITS > 64) {
    const next = c.getLocal(`${operand}Word${word + 1}`);
    value = c.i64_or(value, c.i64_shl(next, c.i64_const(64 - bit)));
  }
  return c.i64_and(value, c.i64_const(mask(BITS)));
}

/**
 * Adds the products of a round, and q p so that the lowest column is divisible, and divides. As p = 2^28 + 1 modulo
 * 2^29, -1/p is 2^28 - 1, and both multiplications of the lowest column are shifts.
 */
function reduction(c: CodeBuilder, round: number, product: (i: number) => Code, continued: boolean): Code {
  const bits = round === LIMBS - 1 ? LAST_BITS : BITS;
  const sum = (...terms: Code[]) => terms.filter((term) => term.length > 0).reduce((a, b) => c.i64_add(a, b));
  const isNew = (i: number) => !continued || (i === LIMBS - 1 && round > 0);
  const value = (i: number) => sum(isNew(i) ? [] : c.getLocal(column(round + i)), product(i));
  const multiple = (i: number) => c.i64_mul(c.getLocal("q"), c.i64_const(modulusLimbs[i]!));
  const name = column(round);
  const lowest = c.getLocal(name);
  const q = c.getLocal("q");
  const timesPower = (factor: Code) => c.i64_shl(factor, c.i64_const(BITS - 1));
  const code = [
    ...c.setLocal(name, value(0)),
    ...c.setLocal("q", c.i64_and(c.i64_sub(timesPower(lowest), lowest), c.i64_const(mask(bits)))),
    ...c.setLocal(name, c.i64_add(c.i64_add(lowest, q), timesPower(q))),
  ];
  for (let i = 1; i < LIMBS; i++) {
    const carry = i === 1 && round < LIMBS - 1 ? c.i64_shr_u(lowest, c.i64_const(BITS)) : [];
    const before = isNew(i) && product(i).length === 0 ? [] : value(i);
    code.push(...c.setLocal(column(round + i), sum(before, carry, multiple(i))));
  }
  return code;
}

/** Carries from column to column, and stores what the columns hold above the last round's 24 bits. */
function store(c: CodeBuilder): Code {
  const t = (i: number) => c.getLocal(column(LIMBS - 1 + i));
  const code: Code = [];
  for (let i = 1; i < LIMBS; i++) {
    code.push(
      ...c.setLocal(column(LIMBS - 1 + i), c.i64_add(t(i), c.i64_shr_u(t(i - 1), c.i64_const(BITS)))),
      ...c.setLocal(column(LIMBS - 2 + i), c.i64_and(t(i - 1), c.i64_const(mask(BITS)))),
    );
  }
  for (let word = 0; word < 4; word++) code.push(...c.setLocal(`out${word}`, wordOf(c, t, 64 * word + LAST_BITS)));
  const aboveWords = 256 + LAST_BITS - BITS * (LIMBS - 1);
  const isLarge = c.i32_or(
    c.i64_ge_u(c.getLocal("out3"), c.i64_const(SCALAR_MODULUS >> 192n)),
    c.i32_wrap_i64(c.getLocal("above")),
  );
  code.push(
    ...c.setLocal("above", c.i64_shr_u(t(LIMBS - 1), c.i64_const(aboveWords))),
    ...c.if(isLarge, lessModulus(c, "out", "less")),
  );
  return [...code, ...storeWords(c, "out", c.getLocal("out"))];
}

/** 64 bits of the columns, from the given one on. */
function wordOf(c: CodeBuilder, t: (i: number) => Code, first: number): Code {
  const parts = Array.from({ length: LIMBS }, (_, i): Code => {
    const at = BITS * i - first;
    if (at <= -BITS || at >= 64) return [];
    return at < 0 ? c.i64_shr_u(t(i), c.i64_const(-at)) : c.i64_shl(t(i), c.i64_const(at));
  });
  return parts.filter((part) => part.length > 0).reduce((a, b) => c.i64_or(a, b));
}
