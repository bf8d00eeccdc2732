import type { Hex } from "viem";
import { W3bError } from "../protocol/errors.ts";
import { sha256Of } from "../protocol/sha256.ts";

/** Where payloads can be read. */
export interface DataSource {
  /**
   * The bytes whose SHA-256 is `hash`, checked; undefined if the source does not have them. Throws W3bError
   * PAYLOAD_HASH_MISMATCH, PAYLOAD_TOO_LARGE, and PAYLOAD_UNAVAILABLE (worth retrying) when the source does not answer.
   */
  get(hash: Hex): Promise<Uint8Array | undefined>;
}

/** Where several can be read at a time. */
export interface ManySource extends DataSource {
  /**
   * Those of the first that the source has and that together have no more than `maxBytes`, one at least if it has any.
   * Throws as `get` does.
   */
  getSome(hashes: readonly Hex[], maxBytes: number): Promise<Map<Hex, Uint8Array>>;
}

/** Where payloads can be kept as well. */
export interface DataStore extends ManySource {
  /** Keeps the bytes for good; returns their hash. Keeping them again changes nothing. Throws as `get` does. */
  put(bytes: Uint8Array): Promise<Hex>;
  /** The same for several, which cost little more than one; their hashes in the same order. */
  putAll(payloads: readonly Uint8Array[]): Promise<Hex[]>;
}

/** Limits every implementation accepts. */
export interface DataLimits {
  /** Largest payload, in bytes. Default 4 MB. */
  maxBytes?: number;
}

export const defaultMaxBytes = 4_000_000;

/** The bytes themselves if they are what the hash says; throws W3bError PAYLOAD_HASH_MISMATCH. */
export function verified(bytes: Uint8Array, hash: Hex, source: string): Uint8Array {
  const actual = sha256Of(bytes);
  if (actual === hash.toLowerCase()) return bytes;
  throw new W3bError("PAYLOAD_HASH_MISMATCH", `${source} returned other bytes than asked for: ${actual}, not ${hash}`, {
    kind: "integrity",
    meaning: "The payload is damaged or forged. It is not used.",
    action: "Ask another source; if this one is yours, check its disk.",
  });
}

/** Throws W3bError PAYLOAD_TOO_LARGE. */
export function assertSize(size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new W3bError("PAYLOAD_TOO_LARGE", `A payload of ${size} bytes is larger than ${maxBytes} bytes`, {
    kind: "tooLarge",
    action: "Send fewer or smaller messages a task, or raise the operator's limit.",
  });
}

/** Hashes become file names and paths of URLs: nothing else may pass. Throws W3bError PAYLOAD_HASH_INVALID. */
export function canonicalHash(hash: Hex): Hex {
  if (/^0x[0-9a-fA-F]{64}$/.test(hash)) return hash.toLowerCase() as Hex;
  throw new W3bError("PAYLOAD_HASH_INVALID", `"${hash.slice(0, 80)}" is not the hash of a payload`, {
    kind: "input",
    action: "A hash is 0x and 64 hex digits: the SHA-256 of the payload.",
  });
}
