import type { Offer } from "../offer.ts";
import { read, type Reader } from "./read.ts";

/** What tasks were submitted under, by its address. */
export async function findOffer(pool: Reader, address: string): Promise<Offer | undefined> {
  return (await read<Offer>(pool, "SELECT * FROM chain.offer WHERE id = $1", [address.toLowerCase()]))[0];
}
