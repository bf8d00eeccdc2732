import type { Code, CodeBuilder } from "wasmbuilder";
import { type Emitter } from "./emitter.ts";

/**
 * Fr_int_inverseMod(x, m, r): 1/x modulo m by Lehmer's variant of Euclid's algorithm (Knuth, TAOCP volume 2, 4.5.2,
 * algorithm L). circom's function divides 256-bit numbers about 150 times. This one computes the same quotients, some
 * 16 at a time, from the leading 64 bits of both numbers, and then applies them to the numbers at once.
 *
 * Why the quotients are the same: after some steps from a' = floor(a / 2^s), b' = floor(b / 2^s) with cofactors U, V (of
 * absolute value) the true remainders differ from 2^s r' by less than 2^s max(U, V). A step is taken only if its
 * remainder r' >= 2^33 and is 2^33 less than the one before; as V r' <= a' < 2^64, cofactors are below 2^31. So the true
 * remainders are in order and not negative either, and the quotient is the one that Euclid's algorithm has.
 *
 * Where no step can be taken (x = 0, x >= m, or a quotient above 2^30, as of small x), circom's own code, which follows,
 * does the whole. Its temporary memory is used here as well.
 */
export function inverseMod({ fn, code: c }: Emitter, original: Code): void {
  for (const name of ["x", "m", "out"]) fn.addParam(name, "i32");
  for (let i = 0; i < 11; i++) fn.addLocal(`original${i}`, "i32"); // the original's own locals keep their numbers
  for (const name of ["limbs", "cofactorLimbs", "odd", "stepOdd", "at", "end"]) fn.addLocal(name, "i32");
  for (const name of [
    "a",
    "b",
    "q",
    "rest",
    "u0",
    "u1",
    "v0",
    "v1",
    "next",
    "carry0",
    "carry1",
    "low0",
    "low1",
    "p",
    "s",
  ]) {
    fn.addLocal(name, "i64");
  }
  fn.addCode(
    c.block([
      ...c.br_if(0, c.call("Fr_int_isZero", c.getLocal("x"))),
      ...c.br_if(0, c.call("Fr_int_gte", c.getLocal("x"), c.getLocal("m"))),
      ...prepare(c),
      ...c.block(
        c.loop(
          ...dropZeroLimbs(c),
          c.br_if(1, c.i32_eq(c.getLocal("limbs"), c.i32_const(1))),
          leading(c),
          steps(c),
          c.br_if(2, c.i64_eqz(c.getLocal("v0"))), // no step taken
          applyToRemainders(c),
          applyToCofactors(c),
          c.br(0),
        ),
      ),
      ...lastSteps(c),
      ...result(c),
    ]),
    original,
  );
}

/** Where the numbers are, within the original's temporary memory; above each there is room for another limb. */
const t0 = 320; // cofactors of x: t0 x = a, t1 x = b, modulo m, but for their signs
const t1 = 384;
const a = 456; // remainders; below each is a limb of zero
const b = 520;

function prepare(c: CodeBuilder): Code {
  const code: Code = [];
  for (let i = 0; i < 4; i++) {
    code.push(...c.i64_store(c.i32_const(a), 8 * i, c.i64_load(c.getLocal("m"), 8 * i)));
    code.push(...c.i64_store(c.i32_const(b), 8 * i, c.i64_load(c.getLocal("x"), 8 * i)));
  }
  for (const below of [a - 4, b - 4]) code.push(...c.i32_store(c.i32_const(below), 0, c.i32_const(0)));
  code.push(...c.i32_store(c.i32_const(t0), 0, c.i32_const(0)), ...c.i32_store(c.i32_const(t1), 0, c.i32_const(1)));
  code.push(...c.setLocal("limbs", c.i32_const(8)), ...c.setLocal("cofactorLimbs", c.i32_const(1)));
  return [...code, ...c.setLocal("odd", c.i32_const(0))];
}

/** The larger number's 32-bit limbs. */
function dropZeroLimbs(c: CodeBuilder): Code[] {
  const top = c.i32_load(c.i32_shl(c.getLocal("limbs"), c.i32_const(2)), a - 4);
  return [
    c.block(
      c.loop(
        c.br_if(1, c.i32_eq(c.getLocal("limbs"), c.i32_const(1))),
        c.br_if(1, top),
        c.setLocal("limbs", c.i32_sub(c.getLocal("limbs"), c.i32_const(1))),
        c.br(0),
      ),
    ),
  ];
}

/** The leading 64 bits of a, and those of b in the same places. */
function leading(c: CodeBuilder): Code {
  const end = c.getLocal("end");
  const word = (number: number) => c.i64_load(end, number - 8, 2);
  const below = (number: number) => c.i64_load32_u(end, number - 12);
  const shifted = (number: number) =>
    c.i64_or(
      c.i64_shl(word(number), c.getLocal("s")),
      c.i64_shr_u(c.i64_shl(below(number), c.getLocal("s")), c.i64_const(32)),
    );
  return [
    ...c.setLocal("end", c.i32_shl(c.getLocal("limbs"), c.i32_const(2))),
    ...c.setLocal("s", c.i64_clz(word(a))),
    ...c.setLocal("a", shifted(a)),
    ...c.setLocal("b", shifted(b)),
  ];
}

/** Euclid's algorithm on the leading bits, as far as they are sure to give the right quotients. */
function steps(c: CodeBuilder): Code {
  const sure = c.i64_const(2n ** 33n);
  return [
    ...start(c),
    ...c.block([
      ...c.br_if(0, c.i64_lt_u(c.getLocal("b"), sure)),
      ...c.loop(
        quotient(c),
        c.br_if(1, c.i64_lt_u(c.getLocal("rest"), sure)),
        c.br_if(1, c.i64_lt_u(c.i64_sub(c.getLocal("b"), c.getLocal("rest")), sure)),
        advance(c),
        c.br(0),
      ),
    ]),
  ];
}

function start(c: CodeBuilder): Code {
  const cofactors: [string, number][] = [
    ["u0", 1],
    ["u1", 0],
    ["v0", 0],
    ["v1", 1],
  ];
  return [
    ...cofactors.flatMap(([name, value]) => c.setLocal(name, c.i64_const(value))),
    ...c.setLocal("stepOdd", c.i32_const(0)),
  ];
}

function quotient(c: CodeBuilder): Code {
  return [
    ...c.setLocal("q", c.i64_div_u(c.getLocal("a"), c.getLocal("b"))),
    ...c.setLocal("rest", c.i64_sub(c.getLocal("a"), c.i64_mul(c.getLocal("q"), c.getLocal("b")))),
  ];
}

function advance(c: CodeBuilder): Code {
  const row = (old: string, newer: string) => [
    ...c.setLocal("next", c.i64_add(c.getLocal(old), c.i64_mul(c.getLocal("q"), c.getLocal(newer)))),
    ...c.setLocal(old, c.getLocal(newer)),
    ...c.setLocal(newer, c.getLocal("next")),
  ];
  return [
    ...c.setLocal("a", c.getLocal("b")),
    ...c.setLocal("b", c.getLocal("rest")),
    ...row("u0", "u1"),
    ...row("v0", "v1"),
    ...c.setLocal("stepOdd", c.i32_xor(c.getLocal("stepOdd"), c.i32_const(1))),
  ];
}

/** a, b = u0 a - v0 b, v1 b - u1 a after an even number of steps, the negatives after an odd one. */
function applyToRemainders(c: CodeBuilder): Code {
  const negate = (name: string) => c.setLocal(name, c.i64_sub(c.i64_const(0), c.getLocal(name)));
  const signs = c.if(c.getLocal("stepOdd"), [...negate("u0"), ...negate("v1")], [...negate("v0"), ...negate("u1")]);
  return [...signs, ...products(c, a, b, c.i64_shr_s.bind(c)), ...signs];
}

/** t0, t1 = u0 t0 + v0 t1, u1 t0 + v1 t1: their signs alternate with the steps. */
function applyToCofactors(c: CodeBuilder): Code {
  const end = c.getLocal("end");
  return [
    ...c.setLocal("end", c.i32_shl(c.getLocal("cofactorLimbs"), c.i32_const(2))),
    ...products(c, t0, t1, c.i64_shr_u.bind(c)),
    ...c.if(c.i32_eqz(c.i64_eqz(c.getLocal("carry1"))), [
      ...c.i64_store32(end, t0, c.getLocal("carry0")),
      ...c.i64_store32(end, t1, c.getLocal("carry1")),
      ...c.setLocal("cofactorLimbs", c.i32_add(c.getLocal("cofactorLimbs"), c.i32_const(1))),
    ]),
    ...c.setLocal("odd", c.i32_xor(c.getLocal("odd"), c.getLocal("stepOdd"))),
  ];
}

/** The numbers at two addresses, of `end` bytes, become u0 n0 + v0 n1 and u1 n0 + v1 n1; carries remain. */
function products(c: CodeBuilder, n0: number, n1: number, shift: (value: Code, by: Code) => Code): Code {
  const at = c.getLocal("at");
  const sum = (carry: string, u: string, v: string) =>
    c.setLocal(
      carry,
      c.i64_add(
        c.i64_add(c.getLocal(carry), c.i64_mul(c.getLocal(u), c.getLocal("low0"))),
        c.i64_mul(c.getLocal(v), c.getLocal("low1")),
      ),
    );
  const store = (carry: string, number: number) => [
    ...c.i64_store32(at, number, c.getLocal(carry)),
    ...c.setLocal(carry, shift(c.getLocal(carry), c.i64_const(32))),
  ];
  return [
    ...c.setLocal("at", c.i32_const(0)),
    ...c.setLocal("carry0", c.i64_const(0)),
    ...c.setLocal("carry1", c.i64_const(0)),
    ...c.loop(
      c.setLocal("low0", c.i64_load32_u(at, n0)),
      c.setLocal("low1", c.i64_load32_u(at, n1)),
      sum("carry0", "u0", "v0"),
      sum("carry1", "u1", "v1"),
      store("carry0", n0),
      store("carry1", n1),
      c.setLocal("at", c.i32_add(at, c.i32_const(4))),
      c.br_if(0, c.i32_lt_u(at, c.getLocal("end"))),
    ),
  ];
}

/** Both numbers are below 2^32: to the end, where a is the greatest common divisor and t0 its cofactor. */
function lastSteps(c: CodeBuilder): Code {
  return [
    ...c.setLocal("a", c.i64_load32_u(c.i32_const(a))),
    ...c.setLocal("b", c.i64_load32_u(c.i32_const(b))),
    ...start(c),
    ...c.block(c.loop(c.br_if(1, c.i64_eqz(c.getLocal("b"))), quotient(c), advance(c), c.br(0))),
    ...c.setLocal("u1", c.i64_const(0)),
    ...c.setLocal("v1", c.i64_const(0)),
    ...applyLast(c),
  ];
}

function applyLast(c: CodeBuilder): Code {
  const end = c.getLocal("end");
  return [
    ...c.setLocal("end", c.i32_shl(c.getLocal("cofactorLimbs"), c.i32_const(2))),
    ...products(c, t0, t1, c.i64_shr_u.bind(c)),
    ...c.i64_store32(end, t0, c.getLocal("carry0")),
    ...c.setLocal("odd", c.i32_xor(c.getLocal("odd"), c.getLocal("stepOdd"))),
    ...c.block(
      c.loop(
        c.setLocal("end", c.i32_add(end, c.i32_const(4))),
        c.br_if(1, c.i32_gt_u(end, c.i32_const(28))),
        c.i64_store32(end, t0, c.i64_const(0)),
        c.br(0),
      ),
    ),
  ];
}

function result(c: CodeBuilder): Code {
  const negative = c.i32_eqz(c.getLocal("odd"));
  return [
    ...c.if(
      negative,
      c.drop(c.call("Fr_int_sub", c.getLocal("m"), c.i32_const(t0), c.getLocal("out"))),
      c.call("Fr_int_copy", c.i32_const(t0), c.getLocal("out")),
    ),
    ...c.ret([]),
  ];
}
