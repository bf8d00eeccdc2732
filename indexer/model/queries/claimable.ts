import { zeroAddress } from "viem";
import { bindings } from "../../../node/protocol/task.ts";
import type { Prover } from "../prover.ts";
import type { Task } from "../task.ts";
import { read, type Reader } from "./read.ts";

export interface ClaimableFilter {
  /** Who would claim: its stake, its vmTypeIDs and its rebate decide. */
  prover: Prover;
  /** The vmTypeIDs the node can prove. */
  vmTypes: readonly number[];
  /** Verifier contracts that are trusted. */
  verifiers: readonly string[];
  /** Wei of IOTX; what a unit of gas costs. */
  gasPrice: bigint;
  /** Gas of a task without its dApp's callback. */
  gasPerTask: bigint;
  /** Least reward after rebate and gas, in wei of IOTX. */
  minReward: bigint;
  /** Ids of tasks that are not wanted now, so that they hide no others. */
  except: readonly string[];
  /** Ids of programs ("<project>-<version>") whose tasks are not wanted now. */
  exceptPrograms: readonly string[];
  /** Ids of projects' gateways ("<project>-<address>") whose tasks are not wanted now. */
  exceptGateways: readonly string[];
  /** How many tasks of projects are under way: those of projects with fewer come first, so that none fills a page. */
  underWay: Readonly<Record<string, number>>;
  /** Unix time; tasks that leave less than their claimSeconds are past claiming. */
  now: number;
  limit: number;
}

/**
 * The open tasks that are worth claiming for a prover, those that pay most first: worthless ones hide no others. A page
 * has the best few of each project before it has more of any.
 */
export async function claimableTasks(pool: Reader, filter: ClaimableFilter): Promise<Task[]> {
  const { prover, gasPrice, gasPerTask, minReward, now } = filter;
  return read<Task>(
    pool,
    `WITH page AS (SELECT task.id, pays.reward FROM chain.task
     JOIN chain.offer ON offer.id = task.offer
     CROSS JOIN LATERAL (SELECT ${rewardNow} AS reward) AS pays
     WHERE task.state = 'open' AND offer.vm_type = ANY ($1) AND task.id <> ALL ($2)
       AND task.project_id || '-' || task.version <> ALL ($3) AND task.project_id || '-' || task.gateway <> ALL ($4)
       AND task.deadline - task.claim_seconds >= $5
       AND offer.vm_type = ANY ($7) AND offer.binding < ${bindings.length} AND offer.verifier = ANY ($8)
       AND task.collateral <= $9 AND task.token = $10
       AND trunc(pays.reward * (10000 - $11::int) / 10000)
         >= $12::numeric * ($13::numeric + CASE WHEN offer.dapp IS NULL THEN 0 ELSE offer.callback_gas END) + $14
     ORDER BY row_number() OVER (PARTITION BY task.project_id ORDER BY ${bestFirst})
       + coalesce(($15::jsonb ->> task.project_id)::int, 0), ${bestFirst} LIMIT $6)
     SELECT task.* FROM page AS pays JOIN chain.task ON task.id = pays.id ORDER BY ${bestFirst}`,
    [
      ...[filter.vmTypes, filter.except, filter.exceptPrograms, filter.exceptGateways, now, filter.limit],
      ...[prover.vmTypes, filter.verifiers.map((verifier) => verifier.toLowerCase())],
      ...[String(prover.stake - prover.collateral - prover.unstaking), zeroAddress],
      ...[prover.rebateRatio, String(gasPrice), String(gasPerTask), String(minReward)],
      JSON.stringify(filter.underWay),
    ],
  );
}

const bestFirst = "pays.reward DESC, task.submitted_at, task.id";

/** What a claim at $5 would pay, as TaskManager.rewardAt has it. */
const rewardNow = `task.min_reward + CASE
  WHEN $5::bigint - task.submitted_at >= task.ramp_seconds THEN task.max_reward - task.min_reward
  ELSE div((task.max_reward - task.min_reward) * greatest(0, $5::bigint - task.submitted_at), task.ramp_seconds) END`;
