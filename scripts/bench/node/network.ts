import { parseEther } from "viem";
import { stake } from "../../../node/chain/actions/prover.ts";
import { accounts } from "../../devnet/accounts.ts";
import { type Devnet, startDevnet } from "../../devnet/network.ts";
import { callerOf } from "../../devnet/seed.ts";
import { startAnvil } from "./anvil.ts";

/** Of the one prover and of the bare pool. */
export const THREADS = 2;

/** A whole network on this machine with one prover, which has all threads and stake enough for many claims. */
export async function startBenchNetwork(): Promise<Devnet> {
  const devnet = await startDevnet({
    progress: (text) => console.error(text),
    startChain: startAnvil,
    operators: () =>
      Promise.resolve({
        env: { W3B_THREADS: String(THREADS), W3B_BACKOFF_MS: "0", W3B_POLL_MS: "500", W3B_LOG_LEVEL: "warn" },
        vmTypes: [],
      }),
  });
  const [prover, other] = accounts.provers;
  await devnet.processes.get(other.name)!.stop();
  devnet.processes.delete(other.name);
  await stake(callerOf(prover.owner, { rpcUrl: devnet.urls.rpc, deployment: devnet.deployment }), parseEther("8000"));
  return devnet;
}
