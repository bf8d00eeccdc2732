import type { Settlement } from "../settlement.ts";
import { read, type Reader } from "./read.ts";

export interface SettlementFilter {
  projectId?: bigint | number | string;
  /** Address of the prover. */
  prover?: string;
  /** Address of the gateway. */
  gateway?: string;
  limit: number;
}

/** What settled tasks paid, the newest first. */
export async function settlements(pool: Reader, filter: SettlementFilter): Promise<Settlement[]> {
  const { projectId, prover, gateway, limit } = filter;
  return read<Settlement>(
    pool,
    `SELECT * FROM chain.settlement
     WHERE ($1::text IS NULL OR project_id = $1) AND ($2::text IS NULL OR prover = $2)
       AND ($3::text IS NULL OR gateway = $3)
     ORDER BY block DESC, id LIMIT $4`,
    [projectId?.toString(), prover?.toLowerCase(), gateway?.toLowerCase(), limit],
  );
}
