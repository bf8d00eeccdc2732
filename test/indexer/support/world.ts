import { pino } from "pino";
import type { IndexerConfig, IndexerLogger } from "../../../indexer/config.ts";
import { type RunningIndexer, runIndexer } from "../../../indexer/main.ts";
import { indexedHead } from "../../../indexer/model/queries/index.ts";
import { eventually } from "../../support/eventually.ts";
import { type TestDatabase, testDatabase } from "../../support/postgres.ts";
import { startChain, type TestChain } from "./chain.ts";

export const finality = 5;

export interface World {
  chain: TestChain;
  database: TestDatabase;
  indexer: RunningIndexer;
  /** Resolves once every block of the chain is in the tables. */
  indexed(): Promise<void>;
  /** Rows of schema `chain`, as Postgres has them. */
  rows<T = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

/** A chain with the contracts, a database, and an indexer between them; `config` overrides the indexer's. */
export async function startWorld(config: Partial<IndexerConfig> = {}): Promise<World> {
  const [chain, database] = await Promise.all([startChain(), testDatabase()]);
  const indexer = startIndexer(chain, database, config);
  await indexer.ready;
  return {
    chain,
    database,
    indexer,
    indexed: () => untilIndexed(chain, database),
    rows: async (sql, values) => (await database.pool.query(sql, values)).rows,
    stop: async () => {
      await indexer.stop();
      await chain.anvil.stop();
      await database.drop();
    },
  };
}

export function startIndexer(
  chain: TestChain,
  database: TestDatabase,
  config: Partial<IndexerConfig> = {},
): RunningIndexer {
  return runIndexer({
    rpcUrl: chain.anvil.url,
    databaseUrl: database.url,
    deployment: chain.deployment,
    finality,
    headPollIntervalMs: 20,
    logger: pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
    ...config,
  });
}

/** Waits until the tables hold the chain's head. */
export async function untilIndexed(chain: TestChain, database: TestDatabase): Promise<void> {
  const head = Number(await chain.client.getBlockNumber({ cacheTime: 0 }));
  await eventually(`block ${head} in the tables`, async () => ((await indexedHead(database.pool)) ?? -1) >= head);
}

export interface ListeningLogger extends IndexerLogger {
  /** "<level>: <message>" */
  lines: string[];
  /** Resolves once a line holds these words. */
  said(words: string): Promise<unknown>;
}

/** A logger that keeps what it is told. */
export function listeningLogger(): ListeningLogger {
  const lines: string[] = [];
  const keep = (level: string) => (_fields: object, message: string) => void lines.push(`${level}: ${message}`);
  const said = (words: string) => eventually(`the words "${words}"`, () => lines.some((line) => line.includes(words)));
  return { lines, said, debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
}
