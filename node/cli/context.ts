import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { createWalletClient, type PublicClient } from "viem";
import type { Caller } from "../chain/actions/transact.ts";
import { createChainClient, transportOf } from "../chain/client.ts";
import { loadAccount } from "../chain/keys.ts";
import { type Deployment, parseDeployment } from "../protocol/deployment.ts";
import { messageOf, W3bError } from "../protocol/errors.ts";

/** What every command may have been given. */
export interface GlobalOptions {
  json?: boolean;
  rpcUrl: string;
  deployment?: string;
  keyFile?: string;
}

export interface ChainContext {
  publicClient: PublicClient;
  deployment: Deployment;
  rpcUrls: string[];
}

/** Connects to the chain and finds the contracts on it. */
export async function chainContext(command: Command): Promise<ChainContext> {
  const { rpcUrl, deployment: file } = command.optsWithGlobals<GlobalOptions>();
  const rpcUrls = rpcUrl.split(",").map((url) => url.trim());
  const publicClient = await createChainClient(rpcUrls);
  const deployment = await readDeployment(file ?? `deployments/${publicClient.chain.id}.json`);
  if (deployment.chainId !== publicClient.chain.id) {
    throw new W3bError(
      "WRONG_CHAIN",
      `The deployment is for chain ${deployment.chainId}, but ${rpcUrls[0]} is chain ${publicClient.chain.id}`,
      { action: "Give the --rpc-url and the --deployment of one network.", kind: "input" },
    );
  }
  return { publicClient, deployment, rpcUrls };
}

/** The same with the account that sends. */
export async function callerContext(command: Command): Promise<Caller & ChainContext> {
  const context = await chainContext(command);
  const account = await loadAccount({ keyFile: command.optsWithGlobals<GlobalOptions>().keyFile });
  const { chain } = context.publicClient;
  if (!chain) throw new W3bError("WRONG_CHAIN", "The client has no chain");
  return { ...context, walletClient: createWalletClient({ account, chain, transport: transportOf(context.rpcUrls) }) };
}

async function readDeployment(file: string): Promise<Deployment> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new W3bError("DEPLOYMENT_NOT_FOUND", `The deployment file ${file} cannot be read: ${messageOf(error)}`, {
      meaning: "It holds the addresses of the contracts on this chain.",
      action: 'Name it with --deployment, or deploy with "npm run deploy". On a fresh machine try "w3b dev" first.',
      kind: "input",
    });
  });
  return parseDeployment(text);
}
