import { R } from "./field.ts";
import { constantsOf, type Linear, type PartialRound, scheduleOf } from "./poseidon.ts";

/** How many values below R may be added up in a word: 2^256 / R is 5.29. */
const MOST_SUMMANDS = 5;

/** The Solidity source of Halo2Transcript. */
export function contractOf(): string {
  return `// SPDX-License-Identifier: GPL-3.0-or-later
// Made by scripts/transcript.ts. Do not edit.
pragma solidity 0.8.28;

/// @title The Fiat-Shamir transcript of halo2-base proofs: a Poseidon sponge over BN254's scalar field
/// @notice Call it with a word of lengths and the elements: it answers with the challenges, 32 bytes each. The word has
/// 16 bits for each challenge, the lowest for the first: one more than the number of elements absorbed before it is
/// drawn. Elements are 32 bytes, taken modulo the field's order.
/// @dev Width 3, x^5, 8 full and 57 partial rounds, initial state (2^64, 0, 0). Pairs of elements are added to s1 and
/// s2; what is left before a challenge, one element or none, is followed by a 1; a challenge is s1. Sources:
/// snark-verifier 0.1.7, system/halo2/transcript/halo2.rs and util/hash/poseidon.rs.
///
/// Values are held as multiples of themselves, chosen so that many coefficients are 1 (scripts/halo2/poseidon.ts), and
/// as sums of up to ${MOST_SUMMANDS} numbers below the order, which mulmod does not mind.
///
/// The compiler's optimiser must be off for this contract: it would put the order in place as a constant 600 times,
/// and exceed the limit of a contract's size. The order is made to look like no constant for the same reason.
contract Halo2Transcript {
    fallback() external {
        assembly {
            // What the permutation does not use comes first: the rest stays within reach of the stack's top.
            let lengths := calldataload(0)
            let element := 32
            let answer := 0
            let left
            let more
            let r := add(${R}, iszero(calldatasize()))
            let s0 := 18446744073709551616 // 2^64
            let s1 := 0
            let s2 := 0

            for { } lengths { lengths := shr(16, lengths) } {
                left := sub(and(lengths, 0xffff), 1)
                for { more := 1 } more {} {
                    more := gt(left, 1)
                    switch left
                    case 0 { s1 := addmod(s1, 1, r) }
                    default {
                        s1 := addmod(s1, calldataload(element), r)
                        switch more
                        case 0 {
                            s2 := addmod(s2, 1, r)
                            element := add(element, 32)
                        }
                        default {
                            s2 := addmod(s2, calldataload(add(element, 32)), r)
                            element := add(element, 64)
                            left := sub(left, 2)
                        }
                    }
${permutation().join("\n")}
                }
                mstore(answer, mod(s1, r))
                answer := add(answer, 32)
            }
            return(0, answer)
        }
    }
}
`;
}

/**
 * The statements of the permutation, from s0, s1, s2 (s1 and s2 below the order, s0 below three times it) to the same.
 * Each round is a block of its own: dropping variables is cheaper than assigning to some that stay.
 */
function permutation(): string[] {
  const { roundConstants, mds } = constantsOf();
  const { start, before, partial, afterPartial, after } = scheduleOf(roundConstants, mds);
  return [
    ...start.map((constant, i) => `s${i} := add(s${i}, ${constant})`),
    "// full rounds",
    ...before.flatMap(fullRound),
    "// partial rounds",
    ...partialRounds(partial),
    ...afterPartial.map((constant, i) => `s${i + 1} := add(s${i + 1}, ${constant})`),
    "// full rounds",
    ...after.flatMap(fullRound),
  ];
}

function partialRounds(rounds: PartialRound[]): string[] {
  // s1 and s2 leave the layer before as sums of up to four; a constant comes on top after the last round.
  let summands = 4;
  return rounds.flatMap(({ add, read, constant }, round) => {
    const most = round === rounds.length - 1 ? MOST_SUMMANDS - 1 : MOST_SUMMANDS;
    const reduce = summands + 1 > most;
    summands = reduce ? 1 : summands + 1;
    const sum = (name: string, coefficient: bigint) => {
      const term = `mulmod(z, ${coefficient}, r)`;
      return reduce ? `${name} := addmod(${name}, ${term}, r)` : `${name} := add(${name}, ${term})`;
    };
    return [
      "{",
      ...fifthPower("s0", "y", "z"),
      sum("s1", add[0]),
      sum("s2", add[1]),
      `s0 := add(add(z, ${constant}), add(mulmod(s1, ${read[0]}, r), mulmod(s2, ${read[1]}, r)))`,
      "}",
    ];
  });
}

function fullRound({ matrix, constants }: Linear): string[] {
  const sums = matrix.map((row, i) => {
    const terms = row.map((x, j) => (x === 1n ? `z${j}` : `mulmod(z${j}, ${x}, r)`));
    if (constants[i] !== 0n) terms.unshift(String(constants[i]));
    return `s${i} := ${terms.reduce((sum, term) => `add(${sum}, ${term})`)}`;
  });
  return ["{", ...[0, 1, 2].flatMap((i) => fifthPower(`s${i}`, `y${i}`, `z${i}`)), ...sums, "}"];
}

function fifthPower(name: string, square: string, fifth: string): string[] {
  return [
    `let ${square} := mulmod(${name}, ${name}, r)`,
    `let ${fifth} := mulmod(mulmod(${square}, ${square}, r), ${name}, r)`,
  ];
}
