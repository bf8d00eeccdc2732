import { createHash } from "node:crypto";
import type { PublicClient } from "viem";
import { schemas } from "./model/index.ts";
import type { IndexedDeployment } from "./config.ts";

/** To be raised when handlers give other rows for the same events: it makes every indexer rebuild its tables. */
const HANDLERS_VERSION = 2;

/** What the tables are made of. Tables whose identity differs in any part are rebuilt. */
export interface Identity {
  model: string;
  chain: string;
  deployment: string;
}

/** What each part of an identity is, to say what has changed. */
export const identityParts: Record<keyof Identity, string> = {
  model: "the tables or what fills them",
  chain: "the chain",
  deployment: "the deployment",
};

/**
 * The identity of the tables that this program would make of this deployment. The chain is told by its genesis
 * block's hash besides its id: development chains share one id. Returns undefined while the node does not have the
 * deployment's block yet.
 */
export async function identityOf(client: PublicClient, deployment: IndexedDeployment): Promise<Identity | undefined> {
  const genesis = await blockHash(client, 0);
  const block = await blockHash(client, deployment.block);
  if (genesis === undefined || block === undefined) return undefined;
  const { chainId, projectRegistry, proverRegistry, taskManager, deviceRegistry } = deployment;
  const addresses = [projectRegistry, proverRegistry, taskManager, deviceRegistry].map((a) => a.toLowerCase());
  return {
    model: digest([HANDLERS_VERSION, ...schemas.map((schema) => schema.options)]),
    chain: digest([chainId, genesis]),
    deployment: digest([deployment.block, block, ...addresses]),
  };
}

/** The hash of the chain's block at a height, or undefined if the node has none there. */
export async function blockHash(client: PublicClient, height: number): Promise<string | undefined> {
  const raw = await client.request({
    method: "eth_getBlockByNumber",
    params: [`0x${height.toString(16)}`, false],
  });
  return raw?.hash ?? undefined;
}

function digest(value: unknown): string {
  // Column transformers are functions: named by type alone, they do not change a table.
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
