import { invert, type Matrix, modulo, multiply, power, productOf, R } from "./field.ts";

/** Poseidon as halo2-base uses it: width 3, x^5, 8 full rounds (4 before and 4 after), 57 partial ones. */
const WIDTH = 3;
const FULL_ROUNDS = 8;
const PARTIAL_ROUNDS = 57;
const FIELD_BITS = 254;

/** A linear layer: out[i] = sum of matrix[i][j] * in[j], plus constants[i]. */
export interface Linear {
  matrix: Matrix;
  constants: bigint[];
}

/**
 * A partial round: with z = s[0]^5, s[1] += add[0] z, s[2] += add[1] z, and then s[0] = z + read[0] s[1] +
 * read[1] s[2] + constant.
 */
export interface PartialRound {
  add: [bigint, bigint];
  read: [bigint, bigint];
  constant: bigint;
}

/**
 * The same permutation with fewer multiplications: add `start` to the state; then four full rounds (x^5 on all three,
 * then the linear layer), the partial rounds, `afterPartial` added to s[1] and s[2], and four more full rounds.
 */
export interface Schedule {
  start: bigint[];
  before: Linear[];
  partial: PartialRound[];
  afterPartial: [bigint, bigint];
  after: Linear[];
}

/**
 * Round constants by round and the matrix, from the reference generator: a Grain LFSR seeded with the parameters
 * (Poseidon paper, appendix E; poseidon-circuit's grain.rs).
 */
export function constantsOf(): { roundConstants: bigint[][]; mds: Matrix } {
  const next = grain();
  const number = () => {
    let value = 0n;
    for (let bit = 0; bit < FIELD_BITS; bit++) value = (value << 1n) | next();
    return value;
  };
  const below = () => {
    for (;;) {
      const value = number();
      if (value < R) return value;
    }
  };
  const roundConstants = Array.from({ length: FULL_ROUNDS + PARTIAL_ROUNDS }, () =>
    Array.from({ length: WIDTH }, below),
  );
  const [xs, ys] = [0, 1].map(() => Array.from({ length: WIDTH }, () => modulo(number()))) as [bigint[], bigint[]];
  return { roundConstants, mds: xs.map((x) => ys.map((y) => invert(x + y))) };
}

/**
 * The schedule that the contract runs. Three equivalent changes to the plain permutation:
 * 1. Partial rounds leave s[1] and s[2] linear, so all of the matrix but first row and column moves back through the
 *    partial rounds into the full round before them, and their constants forward into the full round after them.
 * 2. s[0] is written with the new s[1] and s[2] instead of the old.
 * 3. Every value is held as a multiple of itself, chosen so that the first coefficient of each sum is 1. Only the last
 *    layer gives true values.
 */
export function scheduleOf(roundConstants: bigint[][], mds: Matrix): Schedule {
  const half = FULL_ROUNDS / 2;
  const partialConstants = roundConstants.slice(half, half + PARTIAL_ROUNDS);

  // 1. Backwards: matrix = S * diag(1, inner), and diag(1, inner) commutes with the S-box on s[0] alone.
  const partials: { b: bigint; v: bigint[]; w: bigint[]; c: bigint[] }[] = [];
  let matrix = mds;
  for (let round = PARTIAL_ROUNDS - 1; round >= 0; round--) {
    const [[b, v1, v2], [w1, m11, m12], [w2, m21, m22]] = matrix as [bigint[], bigint[], bigint[]] as [
      [bigint, bigint, bigint],
      [bigint, bigint, bigint],
      [bigint, bigint, bigint],
    ];
    const scale = invert(m11 * m22 - m12 * m21);
    const v = [modulo((v1 * m22 - v2 * m21) * scale), modulo((v2 * m11 - v1 * m12) * scale)];
    const inner = [
      [1n, 0n, 0n],
      [0n, m11, m12],
      [0n, m21, m22],
    ];
    const c = productOf(
      inner,
      partialConstants[round]!.map((x) => [x]),
    ).map(([x]) => x!);
    partials.unshift({ b, v, w: [w1, w2], c });
    matrix = productOf(inner, mds);
  }

  const start = roundConstants[0]!;
  const before: Linear[] = [];
  let scales = [1n, 1n, 1n];
  for (let round = 0; round < half; round++) {
    const last = round === half - 1;
    // The constants of s[1] and s[2] in the first partial round travel on with the others.
    const constants = last ? [partials[0]!.c[0]!, 0n, 0n] : roundConstants[round + 1]!;
    const scaled = scaledLayer(last ? matrix : mds, constants, scales);
    before.push(scaled.layer);
    scales = scaled.scales;
  }

  // 3. in the partial rounds: s[1] and s[2] keep their scale, that of s[0] changes with each round.
  const kept = scales.slice(1);
  let d = scales[0]!;
  let carried = [0n, 0n];
  const partial = partials.map(({ b, v, w, c }, round): PartialRound => {
    carried = carried.map((sum, i) => modulo(sum + c[i + 1]!));
    const fifth = power(d, 5n);
    // 2. s[0] = b z + v old = (b - v w) z + v new
    d = multiply(modulo(b - v[0]! * w[0]! - v[1]! * w[1]!), fifth);
    const offset = v[0]! * carried[0]! + v[1]! * carried[1]!;
    const next = partials[round + 1]?.c[0] ?? roundConstants[half + PARTIAL_ROUNDS]![0]!;
    return {
      add: pair((i) => w[i]! * fifth * invert(kept[i]!)),
      read: pair((i) => v[i]! * kept[i]! * invert(d)),
      constant: multiply(modulo(next + offset), invert(d)),
    };
  });
  const afterPartial = pair((i) => (roundConstants[half + PARTIAL_ROUNDS]![i + 1]! + carried[i]!) * invert(kept[i]!));

  scales = [d, ...kept];
  const after: Linear[] = [];
  for (let round = half + PARTIAL_ROUNDS; round < FULL_ROUNDS + PARTIAL_ROUNDS; round++) {
    const next = roundConstants[round + 1];
    const scaled = scaledLayer(mds, next ?? [0n, 0n, 0n], scales, next === undefined);
    after.push(scaled.layer);
    scales = scaled.scales;
  }
  return { start, before, partial, afterPartial, after };
}

/** The layer after an S-box whose inputs were `scales` times smaller than the true values; likewise its outputs. */
function scaledLayer(matrix: Matrix, constants: bigint[], scales: bigint[], last = false) {
  const fifths = scales.map((scale) => power(scale, 5n));
  const outputs = matrix.map((row) => (last ? 1n : multiply(row[0]!, fifths[0]!)));
  const layer: Linear = {
    matrix: matrix.map((row, i) => row.map((x, j) => modulo(x * fifths[j]! * invert(outputs[i]!)))),
    constants: constants.map((c, i) => multiply(c, invert(outputs[i]!))),
  };
  return { layer, scales: outputs };
}

function pair(of: (index: number) => bigint): [bigint, bigint] {
  return [modulo(of(0)), modulo(of(1))];
}

/** The bits of the self-shrinking Grain LFSR. */
function grain(): () => bigint {
  const field = (value: number, bits: number) => [...value.toString(2).padStart(bits, "0")].map(Number);
  // field: prime, S-box: x^5, then the parameters
  const state = [
    ...field(1, 2),
    ...field(0, 4),
    ...field(FIELD_BITS, 12),
    ...field(WIDTH, 12),
    ...field(FULL_ROUNDS, 10),
    ...field(PARTIAL_ROUNDS, 10),
    ...Array.from({ length: 30 }, () => 1),
  ];
  const raw = () => {
    const bit = [62, 51, 38, 23, 13, 0].reduce((sum, tap) => sum ^ state[tap]!, 0);
    state.shift();
    state.push(bit);
    return bit;
  };
  for (let i = 0; i < 160; i++) raw();
  return () => {
    for (;;) {
      const [keep, bit] = [raw(), raw()];
      if (keep === 1) return BigInt(bit);
    }
  };
}
