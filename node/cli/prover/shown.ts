import { type Address, type PublicClient, zeroAddress } from "viem";
import { proverRegistryAbi as abi } from "../../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import type { Deployment } from "../../protocol/deployment.ts";
import { messageOf, W3bError } from "../../protocol/errors.ts";
import { formatIotx, formatTime, list } from "../../protocol/text.ts";
import { formatVmType } from "../../protocol/vm-types.ts";
import { ask } from "../task/graphql.ts";

interface Sources {
  publicClient: PublicClient;
  deployment: Deployment;
  graphqlUrl: string;
}

/** All that is known of a prover: amounts in wei, `unstakeAt` in Unix seconds, 0 when nothing is asked back. */
export async function readProver({ publicClient, deployment, graphqlUrl }: Sources, account: Address) {
  const [prover, tasks] = await Promise.all([
    readChain(publicClient, deployment, account),
    countTasks(graphqlUrl, account).catch((error: unknown) => ({ unknown: messageOf(error) })),
  ]);
  return { ...prover, tasks };
}

/** The same for people. */
export function readable({ balances, tasks, vmTypes, unstakeAt, ...shown }: Awaited<ReturnType<typeof readProver>>) {
  const hasOperator = shown.operator !== zeroAddress;
  return list({
    ...shown,
    operator: hasOperator ? shown.operator : "none: its key has chosen otherwise (w3b prover operator)",
    stake: formatIotx(shown.stake),
    collateral: `${formatIotx(shown.collateral)} (locked by claims)`,
    free: `${formatIotx(shown.free)} (claims can lock it)`,
    unstaking:
      formatIotx(shown.unstaking) + (unstakeAt === 0 ? "" : `, can be withdrawn from ${formatTime(unstakeAt)}`),
    owed: `${formatIotx(shown.owed)} (w3b prover collect)`,
    rebateRatio: `${shown.rebateRatio / 100} %`,
    "VM types": vmTypes.map(formatVmType).join(", ") || "none",
    ...(hasOperator && { "operator has": `${formatIotx(balances.operator)} for gas` }),
    "prover has": formatIotx(balances.prover),
    "beneficiary has": formatIotx(balances.beneficiary),
    tasks:
      "unknown" in tasks ? `not known: ${tasks.unknown}` : `${tasks.settled} settled, ${tasks.claimed} claimed now`,
  });
}

/** What the contracts and the chain say. */
async function readChain(publicClient: PublicClient, deployment: Deployment, account: Address) {
  const registry = { address: deployment.proverRegistry, abi } as const;
  const prover = await publicClient.readContract({ ...registry, functionName: "prover", args: [account] });
  if (!prover.registered) {
    throw new W3bError("PROVER_NOT_FOUND", `${account} is not registered as a prover`, {
      action: "Register it with w3b prover register.",
      kind: "notFound",
    });
  }
  const balanceOf = (address: Address) => publicClient.getBalance({ address });
  const [free, owed, vmTypes, ...balances] = await Promise.all([
    publicClient.readContract({ ...registry, functionName: "freeStake", args: [account] }),
    publicClient.readContract({
      ...{ address: deployment.taskManager, abi: taskManagerAbi },
      ...{ functionName: "owedTo", args: [zeroAddress, account] },
    }),
    readVmTypes(publicClient, deployment, account),
    ...[account, prover.operator, prover.beneficiary].map(balanceOf),
  ]);
  const [own = 0n, operator = 0n, beneficiary = 0n] = balances;
  return { prover: account, ...prover, free, owed, vmTypes, balances: { prover: own, operator, beneficiary } };
}

/** There are 256 vmTypeIDs, and the contract keeps no list: three calls ask for all. */
async function readVmTypes(publicClient: PublicClient, deployment: Deployment, account: Address): Promise<number[]> {
  const ids = Array.from({ length: 256 }, (_, id) => id);
  const supported = await publicClient.multicall({
    allowFailure: false,
    batchSize: 8_192, // bytes; a call that deploys nothing may have 48 KiB in all
    deployless: true,
    contracts: ids.map((id) => ({
      ...({ address: deployment.proverRegistry, abi } as const),
      ...({ functionName: "isVMTypeSupported", args: [account, BigInt(id)] } as const),
    })),
  });
  return ids.filter((id) => supported[id]);
}

/** How the prover's tasks ended, of an indexer. */
async function countTasks(graphqlUrl: string, account: Address) {
  const query = `query ($prover: String!) {
    settled: allSettlements(condition: { prover: $prover }, first: 0) { totalCount }
    claimed: allTasks(condition: { prover: $prover, state: "claimed" }, first: 0) { totalCount }
  }`;
  interface Counts {
    settled: { totalCount: number };
    claimed: { totalCount: number };
  }
  const { settled, claimed } = await ask<Counts>(graphqlUrl, query, { prover: account.toLowerCase() });
  return { settled: settled.totalCount, claimed: claimed.totalCount };
}
