import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createPublicClient, createWalletClient } from "viem";
import { hardhat } from "viem/chains";
import { transportOf } from "../../node/chain/client.ts";
import { startPostgres } from "../../node/database/embedded.ts";
import type { Deployment } from "../../node/protocol/deployment.ts";
import { W3bError } from "../../node/protocol/errors.ts";
import { deploy } from "../deploy.ts";
import { accounts, privateKeyOf } from "./accounts.ts";
import { startChain } from "./chain.ts";
import { startFileServer } from "./file-server.ts";
import { freePort } from "../../node/database/free-port.ts";
import { type ManagedProcess, startProcess, tailsOf } from "./processes.ts";
import { seed, type Seeded } from "./seed.ts";
import { until, type UntilOptions } from "./until.ts";

export interface DevnetOptions {
  /** Told of each step. */
  progress?: (text: string) => void;
  /** Where data and logs go; a new temporary directory, removed by stop(), unless given. */
  directory?: string;
  /** A Postgres to use instead of an embedded one; its database should be empty. */
  databaseUrl?: string;
  /** Told of the processes that run, whenever there are more: whoever outlives this process can stop them. */
  started?: (pids: number[]) => Promise<void>;
  /** Gives up starting. */
  signal?: AbortSignal;
  /** Called once the contracts are there: what gateway and provers are to be told besides, and prove besides Circom. */
  operators?: (deployed: Deployed) => Promise<OperatorSettings>;
  /** Another chain than Hardhat's, with the same accounts. */
  startChain?: typeof startChain;
  /** False leaves proving to others: the two provers are registered and do not run. */
  provers?: boolean;
  /** Ports to use instead of any free ones. */
  ports?: { chain?: number; gateway?: number; graphql?: number };
}

/** A chain with the contracts on it. */
export interface Deployed {
  rpcUrl: string;
  deployment: Deployment;
  directory: string;
}

export interface OperatorSettings {
  /** Environment of gateway and provers. */
  env: Record<string, string>;
  /** vmTypeIDs the provers register for besides Circom's. */
  vmTypes: number[];
}

/** A whole network on this machine: chain, database, indexer, gateway and two provers, with the example project. */
export interface Devnet extends Seeded {
  deployment: Deployment;
  urls: { rpc: string; gateway: string; graphql: string; database: string; files: string };
  /** Makes a project file available and returns its URI. */
  publishFile(bytes: Uint8Array, name: string): string;
  pool: pg.Pool;
  directory: string;
  processes: Processes;
  /** Starts a process anew that was killed or stopped. */
  restart(name: string): Promise<void>;
  /** Resolves with a sentence if a process ends that nobody stopped; never if all is well. */
  failure: Promise<string>;
  stop(): Promise<void>;
}

/** What has to be done to stop what was started, in reverse. */
type Undo = (() => Promise<unknown>)[];
type Processes = Map<string, ManagedProcess>;

/**
 * Starts everything and resolves once it is ready for messages. On failure, or when `signal` aborts meanwhile, all that
 * was started is stopped, and `progress` is told the end of every log.
 */
export async function startDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const undo: Undo = [];
  const processes: Processes = new Map();
  const stop = async () => {
    const failures: unknown[] = [];
    for (let step = undo.pop(); step; step = undo.pop()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "Not everything could be stopped");
  };
  try {
    return await build(options, processes, undo, stop);
  } catch (error) {
    if (!options.signal?.aborted) options.progress?.(await tailsOf(processes));
    await stop();
    throw error;
  }
}

async function build(
  options: DevnetOptions,
  processes: Processes,
  undo: Undo,
  stop: () => Promise<void>,
): Promise<Devnet> {
  const { progress = () => undefined, ports = {}, signal } = options;
  const directory = options.directory ?? (await temporaryDirectory(undo));
  const logDir = join(directory, "logs");
  await mkdir(logDir, { recursive: true });

  progress("starting Postgres and the chain");
  const [database, { process: chain, rpcUrl }] = await both(
    startDatabase(options.databaseUrl, directory, undo),
    (options.startChain ?? startChain)(logDir, ports.chain, { progress, signal }).then((started) => {
      undo.push(() => started.process.stop(2_000));
      return started;
    }),
  );
  await options.started?.([chain.pid]);
  const pool = new pg.Pool({ connectionString: database });
  pool.on("error", () => undefined); // its idle connections end with the database, in stop()
  undo.push(() => pool.end());

  signal?.throwIfAborted();
  progress("deploying the contracts");
  const transport = transportOf([rpcUrl]);
  const publicClient = createPublicClient({ chain: hardhat, transport, pollingInterval: 50 });
  const walletClient = createWalletClient({ account: accounts.deployer, chain: hardhat, transport });
  const deployment = await deploy({ publicClient, walletClient });
  const deploymentFile = join(directory, "deployment.json");
  await writeFile(deploymentFile, JSON.stringify(deployment, null, 2));

  const operators = await options.operators?.({ rpcUrl, deployment, directory });

  const graphqlPort = ports.graphql ?? (await freePort());
  const gatewayPort = ports.gateway ?? (await freePort());
  const files = await startFileServer();
  undo.push(() => files.close());
  const urls = {
    rpc: rpcUrl,
    gateway: `http://127.0.0.1:${gatewayPort}`,
    graphql: `http://127.0.0.1:${graphqlPort}/graphql`,
    database,
    files: files.url,
  };
  const publishFile = (bytes: Uint8Array, name = "room-climate") => files.add(`${name}.json`, bytes);

  const shared = {
    W3B_RPC_URL: rpcUrl,
    W3B_DEPLOYMENT: deploymentFile,
    DATABASE_URL: database,
    W3B_POLL_MS: "100",
    W3B_CONFIRMATIONS: "2",
    W3B_DATA_DIR: directory,
  };
  const start = (name: string, command: string[], env: NodeJS.ProcessEnv) => async () => {
    const args = ["node/main.ts", ...command];
    processes.set(name, await startProcess({ name, args, env: { ...shared, ...env }, logDir }));
    await options.started?.([...processes.values()].map(({ pid }) => pid));
  };
  const starters = new Map([
    ["indexer", start("indexer", ["indexer"], { W3B_PORT: String(graphqlPort) })],
    [
      "gateway",
      start("gateway", ["gateway"], {
        W3B_PORT: String(gatewayPort),
        W3B_PRIVATE_KEY: privateKeyOf(accounts.gateway),
        W3B_ANY_PROJECT: "true",
        ...operators?.env,
      }),
    ],
    ...accounts.provers.map(
      ({ name, operator }) =>
        [
          name,
          start(name, ["prover"], {
            W3B_PRIVATE_KEY: privateKeyOf(operator),
            W3B_THREADS: "1",
            W3B_BACKOFF_MS: "500",
            W3B_PAYLOADS: "files",
            W3B_DATA_DIR: join(directory, name),
            ...operators?.env,
          }),
        ] as const,
    ),
  ]);
  processes.set("chain", chain);
  undo.push(() =>
    Promise.all([...processes.values()].filter(({ name }) => name !== "chain").map((process) => process.stop())),
  );

  signal?.throwIfAborted();
  progress("registering the project, its devices and two provers, and starting the processes");
  const idle = new Set<string>(options.provers === false ? accounts.provers.map(({ name }) => name) : []);
  for (const [name, starter] of starters) if (!idle.has(name)) await starter();
  const seeded = await seed({
    rpcUrl,
    deployment,
    gatewayUri: urls.gateway,
    publishFile,
    vmTypes: operators?.vmTypes ?? [],
  });
  const failure = watch(processes);
  const ready = until(async () => (await fetch(`${urls.gateway}/health`)).ok, {
    what: "the start of the gateway",
    signal,
    progress,
  });
  await Promise.race([
    Promise.all([ready, indexed(pool, seeded.projectId, { signal, progress })]),
    failure.then((how) => Promise.reject(new W3bError("PROCESS_ENDED", how))),
  ]);
  const restart = async (name: string) => {
    await starters.get(name)?.();
    if (!starters.has(name)) throw new RangeError(`There is no process "${name}"`);
  };
  return { ...seeded, deployment, urls, publishFile, pool, directory, processes, restart, failure, stop };
}

/** Resolves once the indexer has seen that the project is open: until then the gateway refuses its messages. */
export function indexed(
  pool: pg.Pool,
  projectId: bigint,
  watching: Pick<UntilOptions, "progress" | "signal"> = {},
): Promise<unknown> {
  const sql = "SELECT 1 FROM chain.project WHERE id = $1 AND NOT paused";
  return until(async () => (await pool.query(sql, [String(projectId)])).rows.length > 0, {
    what: "the indexing of the project",
    ...watching,
  });
}

/** Both results, once both have come or failed: what one of them started must be known before anything is stopped. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

/** Only the processes running now are watched: one that is killed on purpose is the killer's business. */
function watch(processes: Processes): Promise<string> {
  return new Promise((resolve) => {
    for (const process of processes.values()) {
      void process.ended.then((how) => {
        if (processes.get(process.name) === process) resolve(how);
      });
    }
  });
}

async function temporaryDirectory(undo: Undo): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "w3b-devnet-"));
  await chmod(directory, 0o755); // Postgres runs as another user when root starts it
  undo.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A new, empty database: what an earlier network left belongs to a chain that is gone. */
async function startDatabase(url: string | undefined, directory: string, undo: Undo): Promise<string> {
  if (url) return url;
  const server = await startPostgres({ dataDir: join(directory, "postgres") });
  undo.push(() => server.stop());
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  try {
    await admin.query("DROP DATABASE IF EXISTS w3b_dev WITH (FORCE)");
    await admin.query("CREATE DATABASE w3b_dev");
  } finally {
    await admin.end();
  }
  return server.url.replace(/postgres$/, "w3b_dev");
}
