import type { Offer } from "../../indexer/model/offer.ts";
import type { Prover } from "../../indexer/model/prover.ts";
import { type ClaimableFilter, claimableTasks, findProver, proversOf } from "../../indexer/model/queries/index.ts";
import type { Task } from "../../indexer/model/task.ts";
import { formatIotx } from "../protocol/text.ts";
import { freeStakeOf, rankOf } from "./choose.ts";
import type { ProverContext } from "./context.ts";
import { heldTasks } from "./jobs.ts";

/** An open task this prover could claim. */
export interface Candidate {
  task: Task;
  offer: Offer;
  /** How many provers have the first say before this one. */
  rank: number;
  /** Others have the first say and may be about to claim it. */
  isOthers: boolean;
}

/** What is not looked at now, see ClaimableFilter. */
export type Excepted = Pick<ClaimableFilter, "except" | "exceptPrograms" | "exceptGateways">;
/** What is looked for, see ClaimableFilter. */
export type Wanted = Excepted & Pick<ClaimableFilter, "underWay">;

/** As many tasks as are looked at in one turn; the others come when these are claimed. */
const limit = 200;

/** What claims take. */
export interface Means {
  /** What this prover's claims can still lock, in wei. */
  freeStake: bigint;
  /** What the operator has for gas, and what a unit of it costs, in wei. */
  balance: bigint;
  gasPrice: bigint;
}

/** What the index says of tasks to be claimed. */
export interface Found {
  /** Those that pay most first. */
  candidates: Omit<Candidate, "isOthers">[];
  /** Whether there are no others. */
  areAll: boolean;
  means: Means;
}

/** The open tasks that this prover could claim, without what is excepted. */
export async function findCandidates(context: ProverContext, wanted: Wanted): Promise<Found> {
  const { pool, prover, operator, chain, config, provingPool } = context;
  const [now, gasPrice, balance, self] = await Promise.all([
    chain.now(),
    chain.gasPrice(),
    chain.balanceOf(operator),
    findProver(pool, prover),
  ]);
  const means = { freeStake: self ? freeStakeOf(self) : 0n, balance, gasPrice };
  if (!self) return { candidates: [], areAll: true, means }; // it has registered, but the index is behind
  const filter = {
    ...{ ...wanted, prover: self, vmTypes: provingPool.vmTypes, verifiers: config.trustedVerifiers, now, limit },
    ...{ gasPrice, gasPerTask: config.gasPerTask, minReward: config.minRewardWei },
  };
  const { tasks, areAll } = await withoutHeld(context, filter);
  if (tasks.length === 0) await tellOfStake(context, filter);
  const offers = await context.offers.get(tasks.map(({ offer }) => offer));
  const provers = new Map<number, Promise<Prover[]>>();
  const found = tasks.map(async (task) => {
    const offer = offers.get(task.offer.toLowerCase());
    if (!offer) return undefined;
    const active = await memo(provers, offer.vmType, () => proversOf(pool, offer.vmType));
    return { task, offer, rank: rankOf(prover, active, task) };
  });
  const candidates = (await Promise.all(found)).filter((candidate) => candidate !== undefined);
  return { candidates, areAll, means };
}

/** The query leaves out what asks for more stake than is free: the operator is told of the first such task. */
async function tellOfStake({ pool, needs }: ProverContext, filter: ClaimableFilter): Promise<void> {
  if (needs.isTold("INSUFFICIENT_FREE_STAKE") || filter.prover.collateral > 0n) return; // claims will end and free it
  const rich = { ...filter.prover, stake: unlimitedStake };
  const [task] = await claimableTasks(pool, { ...filter, prover: rich, limit: 1 });
  if (!task) return;
  const free = freeStakeOf(filter.prover);
  const asked = `a claim of task ${task.id} locks ${formatIotx(task.collateral)} of stake, ${formatIotx(free)} are free`;
  needs.tell("INSUFFICIENT_FREE_STAKE", asked);
}

/** More than there are wei. */
const unlimitedStake = 2n ** 96n;

/** Claimable tasks but those that have a job; some at least, if there are any: those that are held may fill a page. */
async function withoutHeld({ pool, prover, config }: ProverContext, filter: ClaimableFilter) {
  const { now } = filter;
  for (let except = filter.except; ;) {
    const found = await claimableTasks(pool, { ...filter, except });
    const ids = found.map(({ id }) => id);
    const held = new Set<string>(await heldTasks(pool, prover, ids, { pauseMs: config.claimPauseMs, now }));
    const tasks = found.filter(({ id }) => !held.has(id));
    const areAll = found.length < limit;
    if (tasks.length > 0 || areAll) return { tasks, areAll };
    except = [...except, ...held];
  }
}

function memo<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
