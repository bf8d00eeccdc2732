import { createPublicClient, http } from "viem";
import { freePort } from "../../node/database/free-port.ts";
import { type ManagedProcess, startProcess } from "./processes.ts";
import { until } from "./until.ts";

/** Starts a Hardhat chain on 127.0.0.1 and resolves once it answers. */
export async function startChain(logDir: string, port?: number): Promise<{ process: ManagedProcess; rpcUrl: string }> {
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
  const up = until(async () => (await client.getChainId()) === 31337, { what: "the chain's start", timeoutMs: 30_000 });
  await Promise.race([up, chain.ended.then((how) => Promise.reject(new Error(how)))]);
  return { process: chain, rpcUrl };
}
