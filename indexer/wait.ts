import pg from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { createPublicClient, type PublicClient } from "viem";
import { databaseTrouble } from "../node/protocol/database-trouble.ts";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { RpcClient, type RpcClientOptions } from "../node/rpc/client.ts";
import { rpcTransport } from "../node/rpc/transport.ts";
import type { ProcessorConfig } from "./config.ts";
import { type Identity, identityOf } from "./identity.ts";
import { log } from "./log.ts";
import { placeOf, withoutUrls } from "./places.ts";

/** Any 64-bit number that nothing else in the database uses as an advisory lock. */
const LOCK = 8_245_310_977_266_310n;

/** First and longest pause between attempts, in ms. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;
/** How often a wait that goes on is mentioned again, in ms. */
const REMINDER = 60_000;

/** A Postgres that accepts connections and then says nothing is as good as none. */
const patience = { connectionTimeoutMillis: 10_000, query_timeout: 60_000, keepAlive: true };

/**
 * A connection that holds the indexer's lock: two indexers in one database would undo each other's work. Waits for
 * Postgres, and for another indexer to end; then calls `lost` if the connection ever breaks.
 */
export async function lockDatabase(url: string, lost: (reason: string) => void): Promise<pg.Client> {
  return until(async () => {
    const client = new pg.Client({ connectionString: url, application_name: "w3b indexer lock", ...patience });
    let reason = "the connection was closed";
    client.on("error", (error) => (reason = messageOf(error)));
    try {
      await client.connect();
      const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [LOCK]);
      if (!rows[0]?.held) throw databaseBusy();
    } catch (error) {
      await client.end().catch(() => undefined); // it is broken already; the reason is what counts
      throw error instanceof W3bError ? error : databaseUnavailable(url, error);
    }
    client.on("end", () => lost(reason));
    return client;
  });
}

/** The chain, once a node of it answers and has the deployment. */
export interface FoundChain {
  /** Asks all nodes. */
  client: PublicClient;
  identity: Identity;
}

/**
 * Waits until one of the chain's nodes answers and has the deployment. Throws W3bError WRONG_CHAIN for a node of another
 * chain.
 */
export async function waitForChain(config: ProcessorConfig): Promise<FoundChain> {
  const { chainId } = config.deployment;
  const urls = [config.rpcUrl, ...(config.otherRpcUrls ?? [])];
  const nodes = urls.map((rpcUrl) => ({ rpcUrl, client: chainClient([rpcUrl], { rounds: 1 }) }));
  const client = chainClient(urls, { ...config.rpcLimits, chainId, rounds: 8 });
  return until(async () => {
    const failures: W3bError[] = [];
    for (const node of nodes) {
      try {
        return { client, identity: await askNode(node.rpcUrl, node.client, config) };
      } catch (error) {
        if (!(error instanceof W3bError) || error.kind !== "unavailable") throw error;
        failures.push(error);
      }
    }
    const [first, ...others] = failures;
    if (first === undefined || others.length === 0) throw first ?? new TypeError("no RPC URL");
    const message = failures.map((failure) => failure.message).join("; ");
    throw new W3bError(first.code, message, { kind: "unavailable", action: first.action, cause: first });
  });
}

/** The chain's nodes as a viem client. */
export function chainClient(urls: string[], options: RpcClientOptions): PublicClient {
  return createPublicClient({ transport: rpcTransport(new RpcClient(urls, options)), cacheTime: 0 });
}

async function askNode(rpcUrl: string, client: PublicClient, config: ProcessorConfig): Promise<Identity> {
  const { chainId, block } = config.deployment;
  const actual = await client.getChainId().catch((error: unknown) => {
    throw chainUnavailable(rpcUrl, error);
  });
  if (actual !== chainId) throw wrongChain(rpcUrl, chainId, actual);
  const identity = await identityOf(client, config.deployment).catch((error: unknown) => {
    throw chainUnavailable(rpcUrl, error);
  });
  if (!identity) {
    throw new W3bError("CHAIN_BEHIND", `The chain's node does not have block ${block}, the deployment's, yet`, {
      kind: "unavailable",
    });
  }
  return identity;
}

/**
 * Repeats an attempt that fails with an `unavailable` W3bError, with growing pauses, and says so: at the first
 * failure, when the reason changes, once a minute, and when it is over.
 */
export async function until<T>(attempt: () => Promise<T>): Promise<T> {
  let said: string | undefined;
  let saidAt = 0;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      const result = await attempt();
      if (said !== undefined) log("info", "That is over: going on");
      return result;
    } catch (error) {
      if (!(error instanceof W3bError) || error.kind !== "unavailable") throw error;
      if (error.message !== said || Date.now() - saidAt > REMINDER) {
        log("warn", `${error.message}; trying again until it works`, { code: error.code, action: error.action });
        said = error.message;
        saidAt = Date.now();
      }
      await sleep(pause);
    }
  }
}

function databaseUnavailable(url: string, cause: unknown): W3bError {
  // Waiting may help even where it was refused: others fix passwords and make databases.
  return new W3bError("DATABASE_UNAVAILABLE", `Postgres at ${placeOf(url)} cannot be used: ${messageOf(cause)}`, {
    action: databaseTrouble(cause) === "refused" ? "Check DATABASE_URL." : "Start Postgres.",
    kind: "unavailable",
    cause,
  });
}

function databaseBusy(): W3bError {
  return new W3bError("INDEXER_ALREADY_RUNNING", "Another indexer is at work in this database", {
    action: "Stop it, or leave this one waiting to take over when it ends.",
    kind: "unavailable",
  });
}

function chainUnavailable(url: string, cause: unknown): W3bError {
  const reason = withoutUrls((cause as { details?: string }).details ?? messageOf(cause));
  return new W3bError("CHAIN_UNREACHABLE", `The chain's node at ${placeOf(url)} does not answer: ${reason}`, {
    action: "Start the node, or give another RPC URL.",
    kind: "unavailable",
    cause,
  });
}

function wrongChain(url: string, expected: number, actual: number): W3bError {
  return new W3bError("WRONG_CHAIN", `The node at ${placeOf(url)} is of chain ${actual}, not ${expected}`, {
    meaning: "The deployment that is to be indexed is on another chain.",
    action: `Give the RPC URL of chain ${expected}, or the deployment of chain ${actual}.`,
    kind: "input",
  });
}
