import type { Prover } from "../prover.ts";
import { read, type Reader } from "./read.ts";

/** A prover by the address that registered. */
export async function findProver(pool: Reader, address: string): Promise<Prover | undefined> {
  return (await read<Prover>(pool, "SELECT * FROM chain.prover WHERE id = $1", [address.toLowerCase()]))[0];
}

/** The provers that are not paused and support a vmTypeID, the highest stake first. */
export async function proversOf(pool: Reader, vmType: number): Promise<Prover[]> {
  return read<Prover>(
    pool,
    "SELECT * FROM chain.prover WHERE NOT paused AND $1 = ANY (vm_types) ORDER BY stake DESC, id",
    [vmType],
  );
}
