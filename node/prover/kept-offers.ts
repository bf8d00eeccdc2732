import type { Pool } from "pg";
import type { Offer } from "../../indexer/model/offer.ts";
import { findOffer } from "../../indexer/model/queries/index.ts";

/** Offers in memory; an owner makes a new one with every change of its terms. */
const cached = 1_000;

/** The offers that jobs belong to. They never change, so that each is read once. */
export class KeptOffers {
  readonly #pool: Pool;
  readonly #known = new Map<string, Offer>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Those of these addresses that are indexed, by address in lower case. Throws what the database throws. */
  async get(addresses: Iterable<string>): Promise<ReadonlyMap<string, Offer>> {
    const found = new Map<string, Offer>();
    for (const address of new Set([...addresses].map((each) => each.toLowerCase()))) {
      const offer = this.#known.get(address) ?? (await findOffer(this.#pool, address));
      if (!offer) continue;
      found.set(address, offer);
      this.#remember(address, offer);
    }
    return found;
  }

  #remember(address: string, offer: Offer): void {
    this.#known.delete(address); // the most recently used is the last to be forgotten
    this.#known.set(address, offer);
    const [oldest] = this.#known.keys();
    if (this.#known.size > cached && oldest !== undefined) this.#known.delete(oldest);
  }
}
