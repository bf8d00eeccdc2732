import { constant, mul, mulAdd, type CircuitValue } from "@axiom-crypto/halo2-lib-js";
import { invert, modulo } from "./field.ts";
import { FULL_ROUNDS, parameters, PARTIAL_ROUNDS, type Parameters } from "./poseidon-parameters.ts";

/**
 * Poseidon of two values, the same as circomlib's and poseidon-lite's: one permutation in 2,490 cells, where the
 * library's own `poseidon` takes three permutations and 6,760 cells.
 *
 * Every operation takes four cells, and a constant one more when it is new. So partial rounds are written such that
 * their constants are the same in each: see `partialRounds`.
 */
export function poseidon2(left: CircuitValue, right: CircuitValue): CircuitValue {
  const { roundConstants, matrix } = parameters();
  const known = constants();
  const half = FULL_ROUNDS / 2;
  const { start, rounds, end } = partialRounds({
    roundConstants: roundConstants.slice(half, half + PARTIAL_ROUNDS + 1),
    matrix,
  });

  // The capacity is 0, so the first element is its round constant, and so is its fifth power.
  const [c0, c1, c2] = roundConstants[0]! as [bigint, bigint, bigint];
  const one = known(1n);
  let state = [known(modulo(c0 ** 5n)), fifth(mulAdd(left, one, known(c1))), fifth(mulAdd(right, one, known(c2)))];
  for (let round = 1; round < half; round++) {
    state = layer(known, matrix, roundConstants[round]!, state).map(fifth);
  }
  state = layer(known, ...start, state);
  let [x, newer, older] = state as [CircuitValue, CircuitValue, CircuitValue];
  for (const { ofY, ofNewer, ofOlder, constant: added, alpha, beta } of rounds) {
    const y = fifth(x);
    x = layer(known, [[ofY, ofNewer, ofOlder]], [added], [y, newer, older])[0]!;
    [newer, older] = [mulAdd(known(alpha), newer, mulAdd(known(beta), older, y)), newer];
  }
  state = [x, ...layer(known, ...end, [newer, older])].map(fifth);
  for (let round = half + PARTIAL_ROUNDS + 1; round < FULL_ROUNDS + PARTIAL_ROUNDS; round++) {
    state = layer(known, matrix, roundConstants[round]!, state).map(fifth);
  }
  return layer(known, [matrix[0]!], [0n], state)[0]!;
}

type Known = (value: bigint) => CircuitValue;
/** A linear layer: a matrix, and what is added to each row. */
type Layer = [matrix: bigint[][], constants: bigint[]];

interface PartialRound {
  /** The next x, from this round's y = x^5. */
  ofY: bigint;
  ofNewer: bigint;
  ofOlder: bigint;
  constant: bigint;
  /** newer' = alpha newer + beta older + y; older' = newer. */
  alpha: bigint;
  beta: bigint;
}

/**
 * The partial rounds, rewritten. Only the first element x goes through the S-box; the other two, u, follow the linear
 * recurrence u' = A u + b y + constants with y = x^5. In the basis (b, A b - tr(A) b) the same recurrence is that of one
 * sequence, s' = tr(A) s - det(A) s_before + y, and what constants do to it is known beforehand and moves to x. `roundConstants` are those of the partial rounds and of the full one that follows.
 */
function partialRounds({ roundConstants, matrix }: Parameters): { start: Layer; rounds: PartialRound[]; end: Layer } {
  const [[m, ...row], [b0, a00, a01], [b1, a10, a11]] = matrix as [Triple, Triple, Triple];
  const alpha = modulo(a00 + a11);
  const beta = modulo(a01 * a10 - a00 * a11);
  // u = basis * (newer, older)
  const basis = [
    [b0, modulo(a00 * b0 + a01 * b1 - alpha * b0)],
    [b1, modulo(a10 * b0 + a11 * b1 - alpha * b1)],
  ];
  const toBasis = inverse(basis);
  const [ofNewer, ofOlder] = apply([row], basis, 2)[0] as [bigint, bigint];

  // What constants have added to (newer, older) before a round; the values themselves leave it out.
  let offset = [0n, 0n];
  const rounds = roundConstants.slice(0, -1).map((constants, round) => {
    const added = times(toBasis, constants.slice(1));
    offset = [modulo(offset[0]! + added[0]!), modulo(offset[1]! + added[1]!)];
    const next = roundConstants[round + 1]![0]!;
    const constant = modulo(ofNewer * offset[0]! + ofOlder * offset[1]! + next);
    offset = [modulo(alpha * offset[0]! + beta * offset[1]!), offset[0]!];
    return { ofY: m, ofNewer, ofOlder, constant, alpha, beta };
  });
  return {
    start: [
      [matrix[0]!, ...apply(toBasis, matrix.slice(1), 3)],
      [roundConstants[0]![0]!, 0n, 0n],
    ],
    rounds,
    end: [basis, times(basis, offset).map((value, i) => modulo(value + roundConstants.at(-1)![i + 1]!))],
  };
}

type Triple = [bigint, bigint, bigint];

/** constants[i] + sum of matrix[i][j] state[j], an operation for each coefficient. */
function layer(known: Known, matrix: bigint[][], constants: bigint[], state: CircuitValue[]): CircuitValue[] {
  return matrix.map((row, i) =>
    row.reduce((sum, factor, j) => (factor === 0n ? sum : mulAdd(known(factor), state[j]!, sum)), known(constants[i]!)),
  );
}

function fifth(x: CircuitValue): CircuitValue {
  const square = mul(x, x);
  return mul(x, mul(square, square));
}

/** Each constant once: a copy costs nothing, a second cell does. */
function constants(): Known {
  const cells = new Map<bigint, CircuitValue>();
  return (value) => {
    const cell = cells.get(value) ?? constant(value);
    cells.set(value, cell);
    return cell;
  };
}

function times(matrix: bigint[][], vector: bigint[]): bigint[] {
  return matrix.map((row) => modulo(row.reduce((sum, factor, j) => sum + factor * vector[j]!, 0n)));
}

function apply(left: bigint[][], right: bigint[][], columns: number): bigint[][] {
  return left.map((row) =>
    Array.from({ length: columns }, (_, j) => modulo(row.reduce((sum, factor, i) => sum + factor * right[i]![j]!, 0n))),
  );
}

function inverse(matrix: bigint[][]): bigint[][] {
  const [[a, b], [c, d]] = matrix as [[bigint, bigint], [bigint, bigint]];
  const factor = invert(modulo(a * d - b * c));
  return [
    [modulo(d * factor), modulo(-b * factor)],
    [modulo(-c * factor), modulo(a * factor)],
  ];
}
