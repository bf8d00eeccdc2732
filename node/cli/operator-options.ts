import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import type { DatabaseOptions } from "./database.ts";
import { integer, options } from "./options.ts";
import { type ProvingOptions, withProvingOptions } from "./proving-options.ts";

/** The options of processes that run programs and send transactions: gateways and provers. */
export interface OperatorOptions extends DatabaseOptions, ProvingOptions {
  allowPrivateNetworks?: boolean | string;
  confirmations: number;
  headMaxAge?: number;
  keyFile?: string;
  logLevel: string;
  payloads: string;
  pollMs: number;
  proveTimeout: number;
  dryRunTimeout: number;
  threads: number;
  wait: string;
}

/** Adds the options of {@link OperatorOptions} to a command; `timeoutSeconds` is the default for one run of a program. */
export function withOperatorOptions(command: Command, timeoutSeconds: number): Command {
  return withProvingOptions(command)
    .addOption(options.keyFile())
    .addOption(options.databaseUrl())
    .addOption(options.dataDir())
    .addOption(options.confirmations("blocks after which a transaction is final", 5))
    .addOption(options.pollMs())
    .addOption(options.headMaxAge())
    .addOption(options.wait())
    .addOption(options.threads(availableParallelism()))
    .addOption(
      new Option("--prove-timeout <seconds>", "longest a program may run")
        .env("W3B_PROVE_TIMEOUT")
        .default(timeoutSeconds)
        .argParser(integer(1, 86_400)),
    )
    .addOption(
      new Option("--dry-run-timeout <seconds>", "longest a program may run for a task that is not claimed yet")
        .env("W3B_DRY_RUN_TIMEOUT")
        .default(20)
        .argParser(integer(1, 86_400)),
    )
    .addOption(
      new Option("--payloads <where>", "keep payloads in postgres, or in files below the data directory")
        .env("W3B_PAYLOADS")
        .choices(["postgres", "files"])
        .default("postgres"),
    )
    .addOption(
      new Option(
        "--allow-private-networks [yes]",
        "fetch files and payloads from this machine and private networks too (default: on development chains alone)",
      )
        .env("W3B_ALLOW_PRIVATE_NETWORKS")
        .choices(["true", "false"])
        .preset("true"),
    )
    .addOption(options.logLevel());
}

/** The chain id of Hardhat and anvil, whose accounts' keys everybody knows: nothing on such a chain is a stranger's. */
const developmentChain = 31_337;

/** Whether what strangers named may lead into private networks: as the operator says, else on a development chain. */
export function allowsPrivateNetworks({ allowPrivateNetworks }: OperatorOptions, chainId: number): boolean {
  return allowPrivateNetworks === undefined ? chainId === developmentChain : String(allowPrivateNetworks) === "true";
}
