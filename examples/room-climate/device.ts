import { createRequire } from "node:module";
import { poseidon9 } from "poseidon-lite";
import { encodeAbiParameters, keccak256, type Hex } from "viem";
import { W3bError } from "../../node/protocol/errors.ts";
import { WINDOW_SIZE, type Reading } from "./readings.ts";

// The ESM build of @zk-kit/eddsa-poseidon 1.1.0 does not load in Node: it imports names that blakejs does not export.
const { derivePublicKey, signMessage } = createRequire(import.meta.url)(
  "@zk-kit/eddsa-poseidon",
) as typeof import("@zk-kit/eddsa-poseidon");

/** A point of the BabyJubJub curve; each coordinate is below the BN254 scalar field's order. */
export type Point = readonly [bigint, bigint];

/**
 * A signed window: the circuit's private input except `binding`, which the prover adds. Its JSON is what a device
 * sends as the message's data. Slots beyond `count` are zero; field elements are decimal strings.
 */
export interface SignedWindow {
  count: number;
  /** Unix seconds. */
  time: number[];
  /** Millikelvin. */
  temperature: number[];
  /** Parts per billion. */
  co2: number[];
  publicKey: [string, string];
  R8: [string, string];
  S: string;
}

/**
 * Signs 1 to 16 readings, oldest first, as one window with the device's 32-byte private key.
 * Throws `WINDOW_INVALID` for another number of readings, or values that do not fit in their slots; whether they are
 * plausible is the circuit's to judge.
 */
export function signWindow(privateKey: Uint8Array, readings: readonly Reading[]): SignedWindow {
  const publicKey = publicKeyOf(privateKey);
  const { R8, S } = signMessage(privateKey, inputHashOf(publicKey, readings));
  return {
    count: readings.length,
    time: slots(readings.map(({ time }) => time)),
    temperature: slots(readings.map(({ temperature }) => temperature)),
    co2: slots(readings.map(({ co2 }) => co2)),
    publicKey: [String(publicKey[0]), String(publicKey[1])],
    R8: [String(R8[0]), String(R8[1])],
    S: String(S),
  };
}

/**
 * The public key (EdDSA with Poseidon on BabyJubJub) of a device's 32-byte private key.
 * Throws `DEVICE_KEY_INVALID` for a key of another length.
 */
export function publicKeyOf(privateKey: Uint8Array): Point {
  if (privateKey.length !== 32) {
    throw new W3bError("DEVICE_KEY_INVALID", `A private key has 32 bytes, not ${privateKey.length}.`, {
      kind: "input",
    });
  }
  return derivePublicKey(privateKey);
}

/** The device's identity on chain: keccak256(abi.encode(uint256 x, uint256 y)). */
export function keyOf(publicKey: Point): Hex {
  return keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], publicKey));
}

/**
 * What the circuit commits to and the device signs: Poseidon(x, y, count, word 0, ... word 5). Each word packs three
 * slots of 84 bits, the first in its lowest bits; a slot is time * 2^52 + temperature * 2^32 + co2.
 * Throws `WINDOW_INVALID` unless there are 1 to 16 readings whose values fit in 32, 20 and 32 bits.
 */
export function inputHashOf(publicKey: Point, readings: readonly Reading[]): bigint {
  if (readings.length < 1 || readings.length > WINDOW_SIZE) {
    throw invalid(`A window has 1 to ${WINDOW_SIZE} readings, not ${readings.length}.`);
  }
  const words = new Array<bigint>(Math.ceil(WINDOW_SIZE / 3)).fill(0n);
  readings.forEach((reading, index) => {
    const word = Math.floor(index / 3);
    words[word]! += packReading(reading) << BigInt(84 * (index % 3));
  });
  return poseidon9([...publicKey, BigInt(readings.length), ...words]);
}

function packReading({ time, temperature, co2 }: Reading): bigint {
  const fits = (value: number, bits: number) => Number.isInteger(value) && value >= 0 && value < 2 ** bits;
  if (!fits(time, 32) || !fits(temperature, 20) || !fits(co2, 32)) {
    throw invalid(`The reading ${JSON.stringify({ time, temperature, co2 })} does not fit in 32, 20 and 32 bits.`);
  }
  return (BigInt(time) << 52n) | (BigInt(temperature) << 32n) | BigInt(co2);
}

function slots(values: number[]): number[] {
  return [...values, ...new Array<number>(WINDOW_SIZE - values.length).fill(0)];
}

function invalid(message: string): W3bError {
  return new W3bError("WINDOW_INVALID", message, { kind: "input" });
}
