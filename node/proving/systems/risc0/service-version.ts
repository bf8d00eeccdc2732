import type { Hex } from "viem";
import { W3bError } from "../../../protocol/errors.ts";
import type { ReceiptVerifier } from "./parameters.ts";

/** How long a service is taken to make seals as its last one, where the contract refuses those. */
const RELOOK_MS = 600_000;

/**
 * The version of the seals a service makes. Only a seal tells it, and a claim whose seal is refused costs its
 * collateral: so the first of them is made before anything is claimed, and what it says is asked of the contract again
 * before every claim.
 */
export class ServiceVersion {
  readonly #verifier: ReceiptVerifier;
  readonly #now: () => number;
  #last: { selector: Hex; at: number } | undefined;

  constructor(verifier: ReceiptVerifier, now: () => number = () => performance.now()) {
    this.#verifier = verifier;
    this.#now = now;
  }

  /** The service has made a seal. */
  saw(selector: Hex): void {
    this.#last = { selector, at: this.#now() };
  }

  /**
   * Whether the contract takes the seals the service makes; false while only a proof can tell. Throws
   * RISC_ZERO_VERSION_UNKNOWN or RISC_ZERO_VERSION_STOPPED (unavailable).
   */
  async isTaken(verifier?: Hex): Promise<boolean> {
    if (!this.#verifier.asksContract) return true;
    if (this.#last === undefined) return false;
    const { selector, at } = this.#last;
    try {
      return await this.#verifier.isListed(selector, verifier);
    } catch (error) {
      // The service may have been brought to another version meanwhile: now and then a proof is spent on that.
      const isRefused = error instanceof W3bError && error.code.startsWith("RISC_ZERO_VERSION_");
      if (isRefused && this.#now() - at > RELOOK_MS) return false;
      throw error;
    }
  }
}
