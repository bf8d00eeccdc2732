import { R } from "./field.ts";
import { constantsOf, type Linear, scheduleOf } from "./poseidon.ts";

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
            let r := add(${R}, iszero(calldatasize()))
            let s0 := 18446744073709551616 // 2^64
            let s1 := 0
            let s2 := 0
            let t0
            let t1
            let t2
            let y
            let element := 32
            let answer := 0

            for { let lengths := calldataload(0) } lengths { lengths := shr(16, lengths) } {
                let left := sub(and(lengths, 0xffff), 1)
                for { let more := 1 } more {} {
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

/** The statements of the permutation, from s0, s1, s2 (s1 and s2 below the order, s0 below three times it) to the same. */
function permutation(): string[] {
  const { roundConstants, mds } = constantsOf();
  const { start, before, partial, afterPartial, after } = scheduleOf(roundConstants, mds);
  const lines = start.map((constant, i) => `s${i} := add(s${i}, ${constant})`);

  lines.push("// full rounds");
  lines.push(...before.flatMap((layer, round) => fullRound(layer, round)));

  lines.push("// partial rounds");
  // s1 and s2 leave the layer before as sums of up to four; a constant comes on top after the last round.
  let summands = 4;
  partial.forEach(({ add, read, constant }, round) => {
    const last = round === partial.length - 1;
    const reduce = summands + 1 > MOST_SUMMANDS - (last ? 1 : 0);
    summands = reduce ? 1 : summands + 1;
    const sum = (i: number, coefficient: bigint) => {
      const term = `mulmod(s0, ${coefficient}, r)`;
      return reduce ? `s${i} := addmod(s${i}, ${term}, r)` : `s${i} := add(s${i}, ${term})`;
    };
    lines.push(...fifthPower("s0"), sum(1, add[0]), sum(2, add[1]));
    lines.push(`s0 := add(add(s0, ${constant}), add(mulmod(s1, ${read[0]}, r), mulmod(s2, ${read[1]}, r)))`);
  });
  afterPartial.forEach((constant, i) => lines.push(`s${i + 1} := add(s${i + 1}, ${constant})`));

  lines.push("// full rounds");
  lines.push(...after.flatMap((layer, round) => fullRound(layer, round)));
  return lines;
}

/** A full round; even ones go from s to t and odd ones back, which spares copies. */
function fullRound({ matrix, constants }: Linear, round: number): string[] {
  const [from, to] = round % 2 === 0 ? ["s", "t"] : ["t", "s"];
  const sums = matrix.map((row, i) => {
    const terms = row.map((x, j) => (x === 1n ? `${from}${j}` : `mulmod(${from}${j}, ${x}, r)`));
    if (constants[i] !== 0n) terms.unshift(String(constants[i]));
    return `${to}${i} := ${terms.reduce((sum, term) => `add(${sum}, ${term})`)}`;
  });
  return [0, 1, 2].flatMap((i) => fifthPower(`${from}${i}`)).concat(sums);
}

function fifthPower(name: string): string[] {
  return [`y := mulmod(${name}, ${name}, r)`, `${name} := mulmod(mulmod(y, y, r), ${name}, r)`];
}
