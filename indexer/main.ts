import { pino } from "pino";
import { HeadWatch } from "../node/rpc/head-watch.ts";
import { type Api, startApi } from "./api/server.ts";
import type { IndexerConfig, IndexerLogger, ProcessorConfig } from "./config.ts";
import { Supervisor } from "./supervisor.ts";
import { chainClient } from "./wait.ts";

export interface RunningIndexer {
  /**
   * Resolves with GraphQL's URL, or undefined if none is served, once the tables are in place and indexing has begun.
   * That can take as long as Postgres or the chain is missing. Rejects as `ended` does.
   */
  readonly ready: Promise<string | undefined>;
  /** Resolves after stop(). Rejects with a W3bError that waiting cannot mend: WRONG_CHAIN, FOREIGN_SCHEMA, PORT_IN_USE. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Indexes a deployment into Postgres until it is stopped, and serves GraphQL over it. Says so when Postgres or the
 * chain is missing, at the start or later, and goes on once it is back. Returns at once: see {@link RunningIndexer}.
 */
export function runIndexer(config: IndexerConfig): RunningIndexer {
  const { graphqlPort, graphqlHost = "127.0.0.1", headMaxAge, ...rest } = config;
  const { logger = pino({ name: "indexer" }), ...processor } = rest;
  const supervisor = new Supervisor(processor, logger);
  let api: Promise<Api> | undefined;
  let watch: HeadWatch | undefined;
  let stopped = false;
  const ready = supervisor.ready.then(async () => {
    if (stopped) return undefined;
    const heads = (watch = watchOf(processor, headMaxAge, logger));
    if (graphqlPort === undefined) return undefined;
    const { databaseUrl } = processor;
    api = startApi({ databaseUrl, head: () => heads.read(), port: graphqlPort, host: graphqlHost }, logger);
    return (await api).url;
  });
  const stop = async () => {
    stopped = true;
    watch?.stop();
    await supervisor.stop();
    await api?.then((running) => running.close()).catch(() => undefined); // an API that never started said so in `ready`
  };
  const ended = Promise.race([supervisor.ended, ready.then(() => supervisor.ended)]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  ended.catch(() => undefined); // whoever awaits it sees the failure
  return { ready, ended, stop };
}

function watchOf(config: ProcessorConfig, maxAgeSeconds: number | undefined, logger: IndexerLogger): HeadWatch {
  const urls = [config.rpcUrl, ...(config.otherRpcUrls ?? [])];
  const { chainId } = config.deployment;
  const client = chainClient(urls, { ...config.rpcLimits, chainId, rounds: 1 });
  return new HeadWatch({ client, maxAgeSeconds, logger });
}
