import { type Address, type PublicClient, parseAbi } from "viem";
import { deviceEvents } from "./handlers/devices.ts";
import type { Handlers } from "./handlers/index.ts";
import { projectEvents } from "./handlers/projects.ts";
import { proverEvents } from "./handlers/provers.ts";
import { taskEvents } from "./handlers/tasks.ts";
import type { IndexedDeployment } from "./config.ts";

const constants = parseAbi([
  "function treasury() view returns (address)",
  "function BOUNTY_BPS() view returns (uint256)",
]);

/** The handlers of a deployment's contracts. Reads from the chain what the TaskManager was deployed with. */
export async function deploymentHandlers(client: PublicClient, deployment: IndexedDeployment): Promise<Handlers> {
  const { chainId, taskManager } = deployment;
  const contract = { address: taskManager, abi: constants } as const;
  const treasury = await client.readContract({ ...contract, functionName: "treasury" });
  const bountyBps = await client.readContract({ ...contract, functionName: "BOUNTY_BPS" });
  const key = (address: Address) => address.toLowerCase();
  return new Map([
    [key(deployment.projectRegistry), projectEvents],
    [key(deployment.proverRegistry), proverEvents],
    [key(deployment.deviceRegistry), deviceEvents],
    [key(deployment.taskManager), taskEvents({ chainId, taskManager, treasury: key(treasury), bountyBps })],
  ]);
}
