import type { Emitter } from "./emitter.ts";

/**
 * Fr_copy(out, x): 40 bytes. The first eight are a small value and a type, which circom stores one by one; a processor
 * waits for such stores when they are loaded as one word, as circom does.
 */
export function copy({ fn, code: c }: Emitter): void {
  for (const name of ["out", "x"]) fn.addParam(name, "i32");
  const [out, x] = [c.getLocal("out"), c.getLocal("x")];
  for (const at of [0, 4]) fn.addCode(c.i32_store(out, at, c.i32_load(x, at)));
  for (const at of [8, 16, 24, 32]) fn.addCode(c.i64_store(out, at, c.i64_load(x, at)));
}
