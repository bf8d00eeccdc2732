import { invert, modulo } from "./field.ts";

/** Poseidon over BN254 with a state of three: x^5, 8 full rounds, 57 partial ones, as circomlib has it. */
export const FULL_ROUNDS = 8;
export const PARTIAL_ROUNDS = 57;
const WIDTH = 3;
const FIELD_BITS = 254;

/** Three numbers for each round, and the matrix of the linear layer. */
export interface Parameters {
  roundConstants: bigint[][];
  matrix: bigint[][];
}

/**
 * The parameters of the reference generator (Poseidon paper, appendix E): bits of a shift register that is seeded with
 * the parameters; numbers beyond the field are dropped; the matrix is Cauchy's.
 */
export function parameters(): Parameters {
  const next = shiftRegister();
  const number = () => {
    let value = 0n;
    for (let bit = 0; bit < FIELD_BITS; bit++) value = (value << 1n) | next();
    return value;
  };
  const element = () => {
    for (;;) {
      const value = number();
      if (value === modulo(value)) return value;
    }
  };
  const three = (make: () => bigint) => Array.from({ length: WIDTH }, make);
  const roundConstants = Array.from({ length: FULL_ROUNDS + PARTIAL_ROUNDS }, () => three(element));
  const [xs, ys] = [three(number), three(number)];
  return { roundConstants, matrix: xs.map((x) => ys.map((y) => invert(modulo(x + y)))) };
}

function shiftRegister(): () => bigint {
  const seed: [value: number, bits: number][] = [
    [1, 2], // a prime field
    [0, 4], // x^alpha
    [FIELD_BITS, 12],
    [WIDTH, 12],
    [FULL_ROUNDS, 10],
    [PARTIAL_ROUNDS, 10],
    [2 ** 30 - 1, 30],
  ];
  const state = seed.flatMap(([value, bits]) => Array.from({ length: bits }, (_, i) => (value >> (bits - 1 - i)) & 1));
  const raw = () => {
    const bit = [62, 51, 38, 23, 13, 0].reduce((sum, place) => sum ^ state[place]!, 0);
    state.shift();
    state.push(bit);
    return bit;
  };
  for (let i = 0; i < 160; i++) raw();
  return () => {
    while (raw() === 0) raw(); // a pair that begins with 0 is dropped
    return BigInt(raw());
  };
}
