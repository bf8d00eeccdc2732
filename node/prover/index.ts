import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { type Address, isAddressEqual, type LocalAccount, type PublicClient } from "viem";
import { gatewayUri } from "../../indexer/model/queries/index.ts";
import { asChainError, reasonOf } from "../chain/trouble.ts";
import { ProjectSource } from "../data/project-source.ts";
import type { DataStore } from "../data/store.ts";
import type { Deployment } from "../protocol/deployment.ts";
import { asDatabaseError } from "../protocol/database-trouble.ts";
import { codeOf, W3bError } from "../protocol/errors.ts";
import type { ProvingPool } from "../proving/pool.ts";
import { HeadWatch } from "../rpc/head-watch.ts";
import { Alarm } from "./alarm.ts";
import { ChainReads, recentMs } from "./chain-reads.ts";
import { type ProverConfig, withDefaults } from "./config.ts";
import type { ProverContext } from "./context.ts";
import { type ProverHealth, healthOf } from "./health.ts";
import { hear } from "./hear.ts";
import { KeptJobs } from "./kept-jobs.ts";
import { KeptOffers } from "./kept-offers.ts";
import { KeptPrograms } from "./kept-programs.ts";
import { Needs } from "./needs.ts";
import { Payloads } from "./payloads.ts";
import { ProveTimes } from "./prove-times.ts";
import { Recent } from "./recent.ts";
import { resume } from "./resume.ts";
import { Scheduler, type TaskNews } from "./scheduler.ts";
import { SeenClaims } from "./seen-claims.ts";
import { Trials } from "./trials.ts";

export { defaultVerifiers, type ProverConfig } from "./config.ts";

export interface ProverOptions {
  /** Database with the schemas `node` (migrated) and `chain` (filled by an indexer). */
  pool: Pool;
  publicClient: PublicClient;
  /** The operator's account; its transactions are sent by a TransactionSender that the caller runs. */
  account: Pick<LocalAccount, "address">;
  deployment: Deployment;
  /** For whom it claims; any prover whose operator the account is, unless given. */
  prover?: Address | undefined;
  /** Where payloads and programs of claimed tasks are kept: must take as much as a program's code has. */
  store: DataStore;
  provingPool: ProvingPool;
  config?: Partial<ProverConfig>;
  /** How old the chain's newest block may be, in seconds; 0: as old as it likes. Default: by the chain's pace. */
  headMaxAge?: number | undefined;
  logger: Logger;
}

export interface RunningProver {
  /** Whether it can work, for who watches it; never throws. */
  health(): Promise<ProverHealth>;
  /** Cuts short what it is doing, to go on after the next start; pool, store and proving pool stay open. */
  stop(): Promise<void>;
}

/**
 * Starts a prover: hears of tasks, chooses, fetches, dry-runs, claims, proves and submits. All it must not lose is in
 * Postgres, so it may be killed at any instant. While the database or the chain is gone, or the account is no prover's
 * operator, it says so and tries again.
 */
export function startProver(options: ProverOptions): RunningProver {
  const logger = options.logger.child({ operator: options.account.address });
  const stopping = new AbortController();
  const watch = new HeadWatch({ client: options.publicClient, maxAgeSeconds: options.headMaxAge, logger });
  const alarm = new Alarm();
  const news: TaskNews = { areThere: true, areWanted: true };
  const hearing = hear(options.pool, logger, (what) => {
    if (what === "task") news.areThere = true;
    if (what === "transaction" || news.areWanted) alarm.ring();
  });
  const running = run({ ...options, logger }, stopping.signal, alarm, news);
  return {
    health: () => healthOf(watch, options.pool),
    async stop() {
      watch.stop();
      stopping.abort();
      alarm.ring();
      await Promise.all([running, hearing.stop()]);
    },
  };
}

/** Longest pause after failures in a row, in milliseconds. */
const longestPauseMs = 10_000;

async function run(options: ProverOptions, stopping: AbortSignal, alarm: Alarm, news: TaskNews): Promise<void> {
  let scheduler: Scheduler | undefined;
  let pauseMs = 0;
  while (!stopping.aborted) {
    let waitMs: number;
    try {
      scheduler ??= await prepare(options, stopping, alarm, news);
      waitMs = await scheduler.turn();
      if (pauseMs > 0) options.logger.info("the prover goes on");
      pauseMs = 0;
    } catch (thrown) {
      const error = asDatabaseError(thrown) ?? asChainError(thrown) ?? thrown;
      pauseMs = waitMs = Math.min(Math.max(2 * pauseMs, 500), longestPauseMs);
      const details = { code: codeOf(error), reason: reasonOf(error), retryMs: pauseMs };
      if (!stopping.aborted) options.logger.warn(details, "the prover waits");
    }
    await sleep(scheduler?.restMs ?? 0, undefined, { signal: stopping }).catch(() => undefined); // woken by stop
    await alarm.wait(waitMs, pauseMs > 0, stopping);
  }
  await scheduler?.idle();
}

async function prepare(
  options: ProverOptions,
  stopping: AbortSignal,
  alarm: Alarm,
  news: TaskNews,
): Promise<Scheduler> {
  const { pool, publicClient, account, deployment, store, provingPool, logger } = options;
  const config = withDefaults(options.config ?? {}, deployment);
  const chain = new ChainReads(publicClient, deployment);
  const prover = await chain.proverOf(account.address);
  if (prover === undefined) {
    throw new W3bError("PROVER_NOT_REGISTERED", `${account.address} is no registered prover's operator.`, {
      kind: "unavailable",
      action: "Register it with `w3b prover register`; this prover goes on by itself then.",
    });
  }
  if (options.prover && !isAddressEqual(options.prover, prover)) {
    throw new W3bError(
      "PROVER_MISMATCH",
      `${account.address} is the operator of ${prover}, not of ${options.prover}.`,
      {
        kind: "unavailable",
        meaning: "Anybody may name any account as operator; rewards would go to somebody else.",
        action: "Register the prover with an operator's account that nobody else has named.",
      },
    );
  }
  const recent = new Recent(recentMs);
  const name = prover.toLowerCase() as Address;
  const proveTimes = new ProveTimes(config.expectedProveMs);
  const context: ProverContext = {
    ...{ pool, chain, deployment, provingPool, config, stopping, recent },
    operator: account.address,
    prover: name,
    jobs: new KeptJobs(pool, name),
    projects: new ProjectSource({ allowFileUris: config.allowFileUris, allowPrivate: config.allowPrivate }),
    programs: new KeptPrograms(store),
    payloads: new Payloads({
      ...{ store, logger, allowPrivate: config.allowPrivate },
      uriOf: (project, gateway) =>
        recent.get(`gateway ${project} ${gateway}`, () => gatewayUri(pool, project, gateway)),
    }),
    proveTimes,
    trials: new Trials({ chain, provingPool, proveTimes, stopping }, { waitMs: config.trialWaitMs }),
    seenClaims: new SeenClaims(),
    offers: new KeptOffers(pool),
    needs: new Needs(logger.child({ prover })),
    logger: logger.child({ prover }),
  };
  await resume(context);
  context.logger.info({ threads: provingPool.threads }, "the prover is ready");
  return new Scheduler(context, news, () => alarm.ring());
}
