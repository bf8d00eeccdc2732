import { createTransport, HttpRequestError, RpcRequestError, type Transport } from "viem";
import type { RpcClient } from "./client.ts";
import { RpcTrouble } from "./trouble.ts";

/**
 * An RpcClient as viem's transport. viem's RpcRequestError says what the chain answered, its HttpRequestError that the
 * chain could not be asked; neither names an endpoint.
 */
export function rpcTransport(client: RpcClient): Transport {
  return () =>
    createTransport({
      key: "rpc",
      name: "JSON-RPC endpoints",
      type: "rpc",
      retryCount: 0, // the client has its own way
      async request({ method, params }) {
        try {
          return (await client.call(method, params as unknown[] | undefined)) as never;
        } catch (error) {
          throw error instanceof RpcTrouble ? viemError(error, { method, params }) : error;
        }
      },
    });
}

const place = "the chain's endpoints";

function viemError(trouble: RpcTrouble, body: { method: string; params?: unknown }): Error {
  const { rpcError: error, status, message } = trouble;
  if (error && !trouble.passes) return new RpcRequestError({ body, error, url: place });
  return new HttpRequestError({ body, cause: trouble, details: message, status, url: place });
}
