import type { CodeBuilder } from "wasmbuilder";
import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import { wordsOf } from "../../groth16/integers.ts";
import type { Emitter } from "./emitter.ts";
import { addWords, declareWords, loadWords, selectWords, storeWords, subtractWords } from "./words.ts";

/** Fr_F1m_add(x, y, out): the sum, less p if that is not below p. Words have 64 bits; circom's have 32. */
export function addModulo(emitter: Emitter): void {
  const c = begin(emitter, "sum", "less");
  const y = (i: number) => c.getLocal(`y${i}`);
  emitter.fn.addCode(
    addWords(c, "sum", "x", y, "above"),
    lessModulus(c, "sum", "less"),
    storeWords(c, "sum", c.getLocal("out")),
  );
}

/** Fr_F1m_sub(x, y, out): the difference, and p more if that is negative. */
export function subtractModulo(emitter: Emitter): void {
  const c = begin(emitter, "difference", "more");
  const y = (i: number) => c.getLocal(`y${i}`);
  emitter.fn.addCode(
    subtractWords(c, "difference", "x", y, "below"),
    addWords(c, "more", "difference", modulus(c), "above"),
    selectWords(c, "difference", "more", c.i32_wrap_i64(c.getLocal("below"))),
    storeWords(c, "difference", c.getLocal("out")),
  );
}

/** The number in four words and "above" loses p if it is not below p. Needs the locals "below" and "word". */
export function lessModulus(c: CodeBuilder, number: string, less: string): number[] {
  return [
    ...subtractWords(c, less, number, modulus(c), "below"),
    ...selectWords(c, number, less, c.i64_ge_u(c.getLocal("above"), c.getLocal("below"))),
  ];
}

const modulusWords = wordsOf(SCALAR_MODULUS);
const modulus = (c: CodeBuilder) => (i: number) => c.i64_const(modulusWords[i]!);

function begin({ fn, code: c }: Emitter, ...numbers: string[]): CodeBuilder {
  for (const name of ["x", "y", "out"]) fn.addParam(name, "i32");
  declareWords(fn, "x", "y", ...numbers);
  for (const name of ["above", "below", "word"]) fn.addLocal(name, "i64");
  fn.addCode(loadWords(c, "x", c.getLocal("x")), loadWords(c, "y", c.getLocal("y")));
  return c;
}
