import { Command } from "commander";
import type { Address } from "viem";
import { W3bError } from "../../protocol/errors.ts";
import { chainContext } from "../context.ts";
import { address } from "../options.ts";
import { formatIotx, list } from "../../protocol/text.ts";
import { print } from "../output.ts";

/** `w3b prover show` */
export function showCommand(): Command {
  return new Command("show")
    .description("show what the contracts say about a prover")
    .argument("<prover>", "the account that registered", address)
    .action(async (account: Address, _options: unknown, command: Command) => {
      const { zeroAddress } = await import("viem");
      const { proverRegistryAbi: abi } = await import("../../../contracts/abi/proverRegistry.ts");
      const { taskManagerAbi } = await import("../../../contracts/abi/taskManager.ts");
      const { publicClient, deployment } = await chainContext(command);
      const registry = { address: deployment.proverRegistry, abi, args: [account] } as const;
      const prover = await publicClient.readContract({ ...registry, functionName: "prover" });
      if (!prover.registered) {
        throw new W3bError("PROVER_NOT_FOUND", `${account} is not registered as a prover`, {
          action: "Register it with w3b prover register.",
          kind: "notFound",
        });
      }
      const free = await publicClient.readContract({ ...registry, functionName: "freeStake" });
      const owed = await publicClient.readContract({
        address: deployment.taskManager,
        abi: taskManagerAbi,
        functionName: "owedTo",
        args: [zeroAddress, account],
      });
      print(command, { prover: account, ...prover, free, owed }, (shown) =>
        list({
          ...shown,
          stake: formatIotx(shown.stake),
          collateral: formatIotx(shown.collateral),
          unstaking: formatIotx(shown.unstaking),
          free: formatIotx(shown.free),
          owed: formatIotx(shown.owed),
          rebateRatio: `${shown.rebateRatio / 100} %`,
        }),
      );
    });
}
