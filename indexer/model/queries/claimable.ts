import type { Task } from "../task.ts";
import { read, type Reader } from "./read.ts";

export interface ClaimableFilter {
  /** The vmTypeIDs the prover can prove. */
  vmTypes: readonly number[];
  /** Ids of tasks that are not wanted now, so that they hide no others. */
  except: readonly string[];
  /** Ids of programs ("<project>-<version>") whose tasks are not wanted now. */
  exceptPrograms: readonly string[];
  /** Addresses of gateways whose tasks are not wanted now. */
  exceptGateways: readonly string[];
  /** Unix time; tasks that leave less than their claimSeconds are past claiming. */
  now: number;
  limit: number;
}

/** The open tasks a prover could claim, the oldest first. */
export async function claimableTasks(pool: Reader, filter: ClaimableFilter): Promise<Task[]> {
  return read<Task>(
    pool,
    `SELECT task.* FROM chain.task
     JOIN chain.program ON program.id = task.project_id || '-' || task.version
     WHERE task.state = 'open' AND program.vm_type = ANY ($1) AND task.id <> ALL ($2)
       AND program.id <> ALL ($3) AND task.gateway <> ALL ($4) AND task.deadline - task.claim_seconds >= $5
     ORDER BY task.submitted_at, task.id LIMIT $6`,
    [filter.vmTypes, filter.except, filter.exceptPrograms, filter.exceptGateways, filter.now, filter.limit],
  );
}
