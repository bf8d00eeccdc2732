import { fileURLToPath } from "node:url";
import { createTestClient, http } from "viem";
import { hardhat } from "viem/chains";
import { freePort } from "../../../node/database/free-port.ts";
import { answering, type startChain } from "../../devnet/chain.ts";
import { startProcess } from "../../devnet/processes.ts";

/** Starts Anvil on 127.0.0.1 and resolves once it answers: an EVM node in Rust, much lighter than Hardhat's. */
export const startAnvil: typeof startChain = async (logDir, port, watching) => {
  const chosen = port ?? (await freePort());
  const launcher = fileURLToPath(new URL("bin.mjs", import.meta.resolve("@foundry-rs/anvil/package.json")));
  const chain = await startProcess({
    name: "chain",
    logDir,
    args: [launcher, "--silent", "--balance", "1000000", "--host", "127.0.0.1", "--port", String(chosen)],
  });
  const rpcUrl = `http://127.0.0.1:${chosen}`;
  const client = clientOf(rpcUrl);
  await answering(chain, async () => (await client.mine({ blocks: 1 }), true), watching);
  return { process: chain, rpcUrl };
};

/** From now on a block every so many seconds; for 0, one for each transaction at once. */
export async function setBlockTime(rpcUrl: string, seconds: number): Promise<void> {
  const client = clientOf(rpcUrl);
  if (seconds > 0) await client.setIntervalMining({ interval: seconds });
  else await client.setAutomine(true);
}

function clientOf(rpcUrl: string) {
  return createTestClient({ mode: "anvil", chain: hardhat, transport: http(rpcUrl, { retryCount: 0 }) });
}
