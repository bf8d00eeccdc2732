import { bytesToHex, type Hex, hexToBytes, size, slice } from "viem";
import { type ProofVerifier, processBackend } from "../../groth16/backend.ts";
import type { Proof } from "../../types.ts";
import { verificationPartsOfKey } from "../circom-groth16/verification-parts.ts";
import type { VerifyingKey } from "../circom-groth16/verifying-key.ts";
import { claimDigest, keyDigest, parametersDigest, splitDigest } from "./digests.ts";
import { type RiscZeroVersion, type ToldVersion, type RiscZeroVersions, versionRefused } from "./versions.ts";

/** What a RiscZeroVerifier contract accepts: one Groth16 key, and versions that it tells by selector. */
export interface RiscZeroParameters {
  key: VerifyingKey;
  versions: readonly RiscZeroVersion[];
}

/** Verifies Groth16 receipts as the contract does. */
export class ReceiptVerifier {
  readonly #key: VerifyingKey;
  readonly #versions: Map<Hex, RiscZeroVersion>;
  readonly #contract: RiscZeroVersions | undefined;
  #groth16: ProofVerifier | undefined;

  /** With a contract, versions are those it says at the time, in place of those given. */
  constructor({ key, versions }: RiscZeroParameters, contract?: RiscZeroVersions) {
    this.#key = key;
    this.#versions = new Map(versions.map((version) => [selectorOf(version, key), version]));
    this.#contract = contract;
  }

  /**
   * Whether the contract accepts; the proof is a selector and 256 bytes. Throws RISC_ZERO_VERSION_UNKNOWN or
   * RISC_ZERO_VERSION_STOPPED (unavailable) where it says so of the version, and what asking it throws.
   */
  async verify(imageId: Hex, { journal, proof }: Proof, verifier?: Hex): Promise<boolean> {
    if (size(proof) !== SEAL_BYTES) return false;
    const version = await this.require(slice(proof, 0, 4), verifier);
    if (version === undefined) return false;
    const root = splitDigest(version.controlRoot);
    const claim = splitDigest(claimDigest(imageId, journal));
    this.#groth16 ??= processBackend().verifier(verificationPartsOfKey(this.#key));
    return this.#groth16.verify([...root, ...claim, BigInt(version.bn254ControlId)], hexToBytes(slice(proof, 4)));
  }

  /** The version of a selector; undefined where there is none and no contract says why. Throws as verify does. */
  async require(selector: Hex, verifier?: Hex): Promise<RiscZeroVersion | undefined> {
    const found = await this.#contract?.find(selector, verifier);
    if (found === undefined) return this.#versions.get(selector);
    return this.#running(selector, found);
  }

  /** Whether the contract says that it takes seals of a selector; false where it tells no versions. Throws as verify does. */
  async isListed(selector: Hex, verifier?: Hex): Promise<boolean> {
    const found = await this.#contract?.find(selector, verifier);
    return found !== undefined && this.#running(selector, found) !== undefined;
  }

  /** Whether versions are asked of a contract, which may refuse one. */
  get asksContract(): boolean {
    return this.#contract !== undefined;
  }

  #running(selector: Hex, { state, version }: ToldVersion): RiscZeroVersion | undefined {
    if (state !== "running") throw versionRefused(state, selector);
    // A contract of another key: its versions' selectors do not follow from this one.
    return selectorOf(version, this.#key) === selector ? version : undefined;
  }

  /** Bytes of memory held. */
  get bytes(): number {
    return this.#groth16?.bytes ?? 0;
  }
}

/** Selector, then a Groth16 proof. */
export const SEAL_BYTES = 4 + 256;

/** The first four bytes of a version's seals: they follow from it and the key. */
export function selectorOf({ controlRoot, bn254ControlId }: RiscZeroVersion, key: VerifyingKey): Hex {
  return bytesToHex(parametersDigest(controlRoot, bn254ControlId, keyDigest(key)).subarray(0, 4));
}
