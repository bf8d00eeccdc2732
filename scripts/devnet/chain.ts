import { createPublicClient, http } from "viem";
import { freePort } from "../../node/database/free-port.ts";
import { type ManagedProcess, startProcess } from "./processes.ts";
import { until, type UntilOptions } from "./until.ts";

/** How the start of a chain is watched. */
export type Watching = Pick<UntilOptions, "progress" | "signal">;

/** Starts a Hardhat chain on 127.0.0.1 and resolves once it answers. Where it does not, nothing is left behind. */
export async function startChain(
  logDir: string,
  port?: number,
  watching: Watching = {},
): Promise<{ process: ManagedProcess; rpcUrl: string }> {
  const chosen = port ?? (await freePort());
  const chain = await startProcess({
    name: "chain",
    logDir,
    args: [
      "node_modules/hardhat/dist/src/cli.js",
      ...["--network", "devnet", "node", "--hostname", "127.0.0.1", "--port", String(chosen)],
    ],
  });
  const rpcUrl = `http://127.0.0.1:${chosen}`;
  const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 0, timeout: 1000 }) });
  await answering(chain, async () => (await client.getChainId()) === 31337, watching);
  return { process: chain, rpcUrl };
}

/** Resolves once the chain answers; however long it takes, unless its process ends. A chain that failed is stopped. */
export async function answering(
  chain: ManagedProcess,
  probe: () => Promise<boolean>,
  watching: Watching = {},
): Promise<void> {
  const over = new AbortController();
  const signal = watching.signal ? AbortSignal.any([over.signal, watching.signal]) : over.signal;
  try {
    const up = until(probe, { ...watching, signal, what: "the chain's start" });
    await Promise.race([up, chain.ended.then((how) => Promise.reject(new Error(how)))]);
  } catch (error) {
    over.abort();
    await chain.stop(2_000);
    throw error;
  }
}
