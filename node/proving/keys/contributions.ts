import { Cursor, sectionIn } from "../circom/zkey-file.ts";
import { keyForgeable } from "./forgeable.ts";

/** A step of phase 2 as a Groth16 .zkey file lists it. */
export interface Contribution {
  name: string;
  /** Its randomness is a public value, fixed after the steps before it. */
  isBeacon: boolean;
}

/** What `circuit:setup` calls its own contribution, so that its keys are known for what they are. */
export const developmentContribution = "development";

/**
 * The contributions to phase 2 that a .zkey file lists; none where it has no list. Nothing proves that they took place:
 * `snarkjs zkey verify` does. Throws PROGRAM_INVALID (input). Format: snarkjs, src/zkey_utils.js.
 */
export function contributionsIn(zkey: Uint8Array): Contribution[] {
  const section = sectionIn(zkey, SECTION);
  if (section === undefined) return [];
  const cursor = new Cursor(section);
  cursor.take(CIRCUIT_HASH_BYTES);
  const contributions: Contribution[] = [];
  for (let left = cursor.uint32(); left > 0; left--) {
    cursor.take(POINTS_AND_HASH_BYTES);
    const isBeacon = cursor.uint32() === BEACON;
    contributions.push({ name: nameIn(cursor.take(cursor.uint32())), isBeacon });
  }
  return contributions;
}

/**
 * What is to be said of a Groth16 key's phase 2 before money depends on it; nothing if somebody else contributed.
 * Throws KEY_FORGEABLE (input) where only beacons did, and PROGRAM_INVALID (input).
 */
export function phase2Warnings(zkey: Uint8Array): string[] {
  const contributions = contributionsIn(zkey);
  if (contributions.length === 0) {
    return [
      "It has a DEVELOPMENT KEY, which lists no contribution to phase 2: whoever made it can forge proofs. " +
        "Publish it for tests only.",
    ];
  }
  const secret = contributions.filter(({ isBeacon }) => !isBeacon);
  if (secret.length === 0) throw keyForgeable("nothing but beacons went into phase 2, and their values are public");
  if (secret.some(({ name }) => name !== developmentContribution)) return [];
  return [
    'It has a DEVELOPMENT KEY, with no contribution but "development": whoever made it can forge proofs. ' +
      "Publish it for tests only.",
  ];
}

const SECTION = 10;
const CIRCUIT_HASH_BYTES = 64;
/** Three points of G1, one of G2, the transcript's hash. */
const POINTS_AND_HASH_BYTES = 3 * 64 + 128 + 64;
const BEACON = 1;
const NAME = 1;

/** Each parameter is a byte for its kind and, for a name, its length and text; a name comes first. */
function nameIn(parameters: Uint8Array): string {
  if (parameters[0] !== NAME) return "";
  return Buffer.from(parameters.subarray(2, 2 + parameters[1]!)).toString("utf8");
}
