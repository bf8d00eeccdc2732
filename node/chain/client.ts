import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type Chain, createPublicClient, type PublicClient, type Transport } from "viem";
import { W3bError } from "../protocol/errors.ts";
import { RpcClient, type RpcClientOptions } from "../rpc/client.ts";
import type { RpcLimits } from "../rpc/endpoint.ts";
import { behindWords } from "../rpc/head-compare.ts";
import { rpcTransport } from "../rpc/transport.ts";
import { chainOf } from "./chains.ts";
import { reasonOf } from "./trouble.ts";

/** A client that knows its chain. */
export type ChainClient = PublicClient<Transport, Chain>;

export interface ChainClientOptions {
  /** How often subscriptions and waits look for new blocks, in ms. Default 1000. */
  pollMs?: number;
  /** How long to wait for a chain that does not answer yet, in ms. Default 0: not at all. */
  waitMs?: number;
  /** What the endpoints take. */
  limits?: RpcLimits;
  logger?: Pick<Logger, "info" | "warn">;
  signal?: AbortSignal;
  /** Milliseconds since the epoch, for the age of the endpoints' heads; tests have clocks of their own. */
  now?: () => number;
}

/**
 * Connects to the chain behind these JSON-RPC endpoints and learns which it is. Each call goes to the first endpoint
 * that can do it; endpoints of another chain are not used. Throws W3bError CHAIN_UNREACHABLE, RPC_URL_INVALID.
 */
export async function createChainClient(urls: string[], options: ChainClientOptions = {}): Promise<ChainClient> {
  const { pollMs = 1_000, waitMs = 0, limits, logger, signal, now } = options;
  const nameless = createPublicClient({ transport: transportOf(urls, limits) });
  const deadline = Date.now() + waitMs;
  for (let delay = 250; ; delay = Math.min(delay * 2, 5_000)) {
    try {
      const chain = chainOf(await nameless.getChainId(), urls[0] ?? "");
      const onBehind = (place: string, seconds: number | undefined) => {
        if (seconds === undefined) logger?.info({}, behindWords(place, seconds));
        else logger?.warn({ code: "ENDPOINT_BEHIND" }, behindWords(place, seconds));
      };
      const transport = transportOf(urls, { ...limits, onBehind, ...(now && { now }) }, chain.id);
      return createPublicClient({ chain, transport, pollingInterval: pollMs, cacheTime: 0 });
    } catch (error) {
      const reason = reasonOf(error);
      if (Date.now() + delay > deadline) {
        throw new W3bError("CHAIN_UNREACHABLE", `The chain does not answer: ${reason}`, {
          kind: "unavailable",
          action:
            "Start the node, or check --rpc-url. A service told to --wait waits for it. A chain of your own: npx w3b dev.",
          cause: error,
        });
      }
      logger?.warn({ error: reason, retryInMs: delay }, "The chain does not answer; trying again");
      await sleep(delay, undefined, { signal });
    }
  }
}

/** The endpoints as one transport, for a chain if its id is given. Throws W3bError RPC_URL_INVALID. */
export function transportOf(urls: string[], options: RpcClientOptions = {}, chainId?: number): Transport {
  for (const url of urls) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw invalidUrl();
  }
  if (urls.length === 0) throw invalidUrl();
  return rpcTransport(new RpcClient(urls, { ...options, chainId }));
}

/** The URL itself is not shown: it may hold an API key. */
function invalidUrl(): W3bError {
  return new W3bError("RPC_URL_INVALID", "An RPC URL is missing or is not http:// or https://", {
    kind: "input",
    action: "Give one or more URLs such as https://babel-api.testnet.iotex.io, comma separated.",
  });
}
