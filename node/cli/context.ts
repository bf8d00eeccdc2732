import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Logger } from "pino";
import type { Caller } from "../chain/actions/transact.ts";
import type { ChainClient } from "../chain/client.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { RpcLimits } from "../rpc/endpoint.ts";
import { messageOf, W3bError } from "../protocol/errors.ts";

/** What every command may have been given. */
interface GlobalOptions {
  rpcUrl: string;
  deployment?: string;
  keyFile?: string;
  rpcBatch?: number;
  rpcRange?: number;
  rpcRate?: number;
  pollMs?: number;
  /** "true" of services told so. */
  wait?: string;
}

export interface ChainContext {
  publicClient: ChainClient;
  deployment: Deployment;
  rpcUrls: string[];
  rpcLimits: RpcLimits;
}

/**
 * Connects to the chain and finds the contracts on it. Only a service told to `--wait` waits for a chain that does not
 * answer yet: anybody else may have mistyped its URL, and is told at once.
 */
export async function chainContext(command: Command, logger?: Logger): Promise<ChainContext> {
  const { createChainClient } = await import("../chain/client.ts");
  const { rpcUrl, deployment: file, pollMs, wait, ...limits } = command.optsWithGlobals<GlobalOptions>();
  const rpcLimits = { batch: limits.rpcBatch, range: limits.rpcRange, rate: limits.rpcRate };
  const rpcUrls = rpcUrl.split(",").map((url) => url.trim());
  const publicClient = await createChainClient(rpcUrls, {
    ...{ pollMs, logger, waitMs: wait === "true" ? Infinity : 0 },
    limits: rpcLimits,
  });
  const chainId = publicClient.chain.id;
  const deployment = await readDeployment(file ?? `deployments/${chainId}.json`);
  if (deployment.chainId === chainId) return { publicClient, deployment, rpcUrls, rpcLimits };
  throw new W3bError(
    "WRONG_CHAIN",
    `The deployment is for chain ${deployment.chainId}, but the RPC is chain ${chainId}`,
    {
      action: "Give the --rpc-url and the --deployment of one network.",
      kind: "input",
    },
  );
}

/** The same with the account that sends. */
export async function callerContext(command: Command): Promise<Caller & ChainContext> {
  const { createWalletClient } = await import("viem");
  const { transportOf } = await import("../chain/client.ts");
  const { loadAccount } = await import("../chain/keys.ts");
  const context = await chainContext(command);
  const account = await loadAccount({ keyFile: command.optsWithGlobals<GlobalOptions>().keyFile });
  const { chain } = context.publicClient;
  const transport = transportOf(context.rpcUrls, context.rpcLimits, chain.id);
  return { ...context, walletClient: createWalletClient({ account, chain, transport }) };
}

async function readDeployment(file: string): Promise<Deployment> {
  const { parseDeployment } = await import("../protocol/deployment.ts");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new W3bError("DEPLOYMENT_NOT_FOUND", `The deployment file ${file} cannot be read: ${messageOf(error)}`, {
      meaning: "It holds the addresses of the contracts on this chain.",
      action: 'Name it with --deployment, or deploy with "npm run deploy". On a fresh machine try "w3b dev" first.',
      kind: "input",
    });
  });
  return parseDeployment(text);
}
