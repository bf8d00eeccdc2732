import { type Hex, keccak256, parseTransaction } from "viem";
import { type RpcCall, type RpcFate, type RpcProxy, startRpcProxy } from "../../../support/rpc-proxy.ts";
import type { World } from "./world.ts";

interface Pooled {
  raw: Hex;
  hash: Hex;
  fee: bigint;
}

/** A node as IoTeX's are: the account's transaction count includes its pool, whose transactions a market prices. */
export interface PoolCountingNode {
  url: string;
  proxy: RpcProxy;
  /** What waits, by nonce. */
  pool: Map<number, Pooled>;
  /** Wei a gas that a transaction must offer to be mined. */
  market: bigint;
  /** Whether it tells of pooled transactions by their hash; one of several nodes behind one URL may not. */
  knowsPool: boolean;
  /** Every nonce handed over, with its fee. */
  handedOver: { nonce: number; fee: bigint }[];
  /** Mines blocks; what waits for its turn and offers enough goes into the first. */
  mine(blocks: number): Promise<void>;
}

/** Keeps the transactions of the world's account from its anvil (which must not mine by itself) until they are mined. */
export async function startPoolCountingNode(world: World): Promise<PoolCountingNode> {
  const { client, account, evm } = world;
  const inChain = () => client.getTransactionCount({ address: account.address });
  const proxy = await startRpcProxy(world.anvil.url, (call) => fateOf(self, inChain, call));
  const self: PoolCountingNode = {
    ...{ url: proxy.url, proxy, pool: new Map(), market: 0n, knowsPool: true, handedOver: [] },
    async mine(blocks) {
      for (let next = await inChain(); ; next++) {
        const waiting = self.pool.get(next);
        if (!waiting || waiting.fee < self.market) break;
        await client.sendRawTransaction({ serializedTransaction: waiting.raw });
        self.pool.delete(next);
      }
      await evm.mine({ blocks });
    },
  };
  return self;
}

async function fateOf(self: PoolCountingNode, inChain: () => Promise<number>, call: RpcCall): Promise<RpcFate> {
  const { pool } = self;
  if (call.method === "eth_sendRawTransaction") return take(self, await inChain(), call.params[0] as Hex);
  if (call.method === "eth_getTransactionByHash" && self.knowsPool) {
    const [hash] = call.params;
    const found = [...pool.values()].some((waiting) => waiting.hash === hash);
    return found ? { result: { hash, blockHash: null, blockNumber: null } } : undefined;
  }
  if (call.method !== "eth_getTransactionCount") return undefined;
  let count = await inChain();
  while (pool.has(count)) count++;
  return { result: `0x${count.toString(16)}` };
}

function take(self: PoolCountingNode, next: number, raw: Hex): RpcFate {
  const { maxFeePerGas, gasPrice, nonce = 0 } = parseTransaction(raw);
  const [fee, hash] = [maxFeePerGas ?? gasPrice ?? 0n, keccak256(raw)];
  self.handedOver.push({ nonce, fee });
  const have = self.pool.get(nonce);
  if (nonce < next) return refused("nonce too low");
  if (have?.hash === hash) return refused("existed in pool");
  if (have && fee <= have.fee) return refused("replacement transaction underpriced");
  self.pool.set(nonce, { raw, hash, fee });
  return { result: hash };
}

function refused(message: string): RpcFate {
  return { error: { code: -32000, message } };
}
