import { Command } from "commander";
import type { PublicClient } from "viem";
import type { Deployment } from "../../protocol/deployment.ts";
import { W3bError } from "../../protocol/errors.ts";
import { chainContext } from "../context.ts";
import { uint } from "../options.ts";
import { formatIotx, list } from "../../protocol/text.ts";
import { print } from "../output.ts";

/** `w3b project show` */
export function showCommand(): Command {
  return new Command("show")
    .description("show what the contracts say about a project")
    .argument("<project>", "the project's id", uint)
    .action(async (projectId: bigint, _options: unknown, command: Command) => {
      const { publicClient, deployment } = await chainContext(command);
      const project = await readProject(publicClient, deployment, projectId);
      print(command, project, ({ terms, ...shown }) =>
        list({
          ...shown,
          escrow: formatIotx(shown.escrow),
          reward: `${formatIotx(terms.minReward)} to ${formatIotx(terms.maxReward)} over ${terms.rampSeconds} s`,
          collateral: formatIotx(terms.collateral),
          "time to prove": `${terms.claimSeconds} s`,
          "time to live": `${terms.lifeSeconds} s`,
          "results needed": String(terms.redundancy),
        }),
      );
    });
}

/** Reads a project's state; `escrow` in wei is what no task has reserved. */
async function readProject(publicClient: PublicClient, deployment: Deployment, projectId: bigint) {
  const { zeroAddress } = await import("viem");
  const { projectRegistryAbi: abi } = await import("../../../contracts/abi/projectRegistry.ts");
  const { taskManagerAbi } = await import("../../../contracts/abi/taskManager.ts");
  const { revertOf } = await import("../../chain/revert.ts");
  const registry = { address: deployment.projectRegistry, abi, args: [projectId] } as const;
  const [owner, paused, [uri, hash], terms, [dapp, callbackGas], escrow] = await Promise.all([
    publicClient.readContract({ ...registry, functionName: "ownerOf" }).catch((error: unknown) => {
      throw revertOf(error) ? projectNotFound(projectId) : error;
    }),
    publicClient.readContract({ ...registry, functionName: "isPaused" }),
    publicClient.readContract({ ...registry, functionName: "config" }),
    publicClient.readContract({ ...registry, functionName: "rewardTerms" }),
    publicClient.readContract({ ...registry, functionName: "dapp" }),
    publicClient.readContract({
      address: deployment.taskManager,
      abi: taskManagerAbi,
      functionName: "escrowOf",
      args: [projectId, zeroAddress],
    }),
  ]);
  return { projectId, owner, paused, uri, hash, dapp, callbackGas, escrow, terms };
}

function projectNotFound(projectId: bigint): W3bError {
  return new W3bError("PROJECT_NOT_FOUND", `There is no project ${projectId} on this chain.`, {
    kind: "notFound",
    action: "Check the number, --rpc-url and --deployment.",
  });
}
