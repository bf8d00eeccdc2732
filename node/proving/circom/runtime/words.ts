import type { Code, CodeBuilder } from "wasmbuilder";
import type { Emitter } from "./emitter.ts";

/** Numbers of 256 bits in four locals of 64 bits, named after the number: "x0" to "x3", least significant first. */
const WORDS = [0, 1, 2, 3];

/** Declares the locals of numbers. */
export function declareWords(fn: Emitter["fn"], ...numbers: string[]): void {
  for (const number of numbers) for (const i of WORDS) fn.addLocal(`${number}${i}`, "i64");
}

export function loadWords(c: CodeBuilder, number: string, address: Code): Code {
  return WORDS.flatMap((i) => c.setLocal(`${number}${i}`, c.i64_load(address, 8 * i)));
}

export function storeWords(c: CodeBuilder, number: string, address: Code): Code {
  return WORDS.flatMap((i) => c.i64_store(address, 8 * i, c.getLocal(`${number}${i}`)));
}

/** out = x + y, and `carry` what is above 256 bits. Needs the local "word"; `out` is neither x nor y. */
export function addWords(c: CodeBuilder, out: string, x: string, y: (i: number) => Code, carry: string): Code {
  return WORDS.flatMap((i) => {
    const [sum, a] = [`${out}${i}`, c.getLocal(`${x}${i}`)];
    const add = c.setLocal(sum, c.i64_add(a, y(i)));
    const over = c.i64_extend_i32_u(c.i64_lt_u(c.getLocal(sum), a));
    if (i === 0) return [...add, ...c.setLocal(carry, over)];
    return [
      ...add,
      ...c.setLocal("word", over),
      ...c.setLocal(sum, c.i64_add(c.getLocal(sum), c.getLocal(carry))),
      ...c.setLocal(
        carry,
        c.i64_or(c.getLocal("word"), c.i64_extend_i32_u(c.i64_lt_u(c.getLocal(sum), c.getLocal(carry)))),
      ),
    ];
  });
}

/** out = x - y modulo 2^256, and `borrow` 1 if y is above x. Needs the local "word"; `out` is neither x nor y. */
export function subtractWords(c: CodeBuilder, out: string, x: string, y: (i: number) => Code, borrow: string): Code {
  return WORDS.flatMap((i) => {
    const [difference, a] = [`${out}${i}`, c.getLocal(`${x}${i}`)];
    const subtract = c.setLocal(difference, c.i64_sub(a, y(i)));
    const under = c.i64_extend_i32_u(c.i64_lt_u(a, y(i)));
    if (i === 0) return [...subtract, ...c.setLocal(borrow, under)];
    return [
      ...subtract,
      ...c.setLocal(
        "word",
        c.i64_or(under, c.i64_extend_i32_u(c.i64_lt_u(c.getLocal(difference), c.getLocal(borrow)))),
      ),
      ...c.setLocal(difference, c.i64_sub(c.getLocal(difference), c.getLocal(borrow))),
      ...c.setLocal(borrow, c.getLocal("word")),
    ];
  });
}

/** The number becomes `other` where the condition is not 0, without a jump, which would be mispredicted half the time. */
export function selectWords(c: CodeBuilder, number: string, other: string, condition: Code): Code {
  const select = 0x1b;
  return WORDS.flatMap((i) =>
    c.setLocal(`${number}${i}`, [...c.getLocal(`${other}${i}`), ...c.getLocal(`${number}${i}`), ...condition, select]),
  );
}

/** 0 if and only if the number is 0, in 64 bits. */
export function anyBit(c: CodeBuilder, number: string): Code {
  return WORDS.map((i) => c.getLocal(`${number}${i}`)).reduce((a, b) => c.i64_or(a, b));
}
