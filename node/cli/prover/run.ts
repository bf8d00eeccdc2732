import { Command, Option } from "commander";
import type { Address } from "viem";
import type { RunningProver } from "../../prover/index.ts";
import { type OperatorOptions, withOperatorOptions } from "../operator-options.ts";
import { address, integer, iotx, options } from "../options.ts";

interface Options extends OperatorOptions {
  backoffMs: number;
  batchMax: number;
  batchWaitMs: number;
  claimAheadMs: number;
  claimBatchMax: number;
  claimWaitMs: number;
  expireLate: boolean;
  healthPort?: number;
  host: string;
  minReward: bigint;
  prover?: Address;
  trustVerifiers: Address[];
}

/** `w3b prover` */
export function runCommand(): Command {
  const command = new Command("prover")
    .description("claim tasks, prove them and be paid; the key is the operator's")
    .addOption(
      new Option("--prover <address>", "claim for this prover only (default: the one that names the key's account)")
        .env("W3B_PROVER")
        .argParser(address),
    )
    .addOption(
      new Option("--min-reward <iotx>", "leave tasks that pay less than this after gas and rebate")
        .env("W3B_MIN_REWARD")
        .default(0n, "0")
        .argParser(iotx),
    )
    .addOption(
      new Option("--backoff-ms <milliseconds>", "how long to leave a task to each prover that ranks before this one")
        .env("W3B_BACKOFF_MS")
        .default(2_000)
        .argParser(integer(0, 600_000)),
    )
    .addOption(
      new Option("--claim-ahead-ms <milliseconds>", "claim as many tasks ahead as keep all threads proving for so long")
        .env("W3B_CLAIM_AHEAD_MS")
        .default(10_000)
        .argParser(integer(0, 600_000)),
    )
    .addOption(
      new Option("--claim-batch-max <tasks>", "claim so many tasks of a project's version in one transaction at most")
        .env("W3B_CLAIM_BATCH_MAX")
        .default(32)
        .argParser(integer(1, 128)),
    )
    .addOption(
      new Option("--claim-wait-ms <milliseconds>", "how long a task waits to be claimed with others that are looked at")
        .env("W3B_CLAIM_WAIT_MS")
        .default(150)
        .argParser(integer(0, 60_000)),
    )
    .addOption(
      new Option("--batch-max <proofs>", "settle so many proofs of a project's version in one transaction at most")
        .env("W3B_BATCH_MAX")
        .default(32)
        .argParser(integer(1, 128)),
    )
    .addOption(
      new Option("--batch-wait-ms <milliseconds>", "how long a finished proof waits for others at most")
        .env("W3B_BATCH_WAIT_MS")
        .default(2_000)
        .argParser(integer(0, 600_000)),
    )
    .addOption(
      new Option(
        "--trust-verifiers <addresses>",
        "claim under these verifiers too, comma separated: they could refuse good proofs",
      )
        .env("W3B_TRUST_VERIFIERS")
        .default([], "the deployment's generic ones alone")
        .argParser((text: string) => text.split(",").map((part) => address(part.trim()))),
    )
    .addOption(
      new Option("--no-expire-late", "leave the bounty for ending late claims to others").env("W3B_NO_EXPIRE_LATE"),
    )
    .addOption(options.host())
    .addOption(
      new Option("--health-port <number>", "serve GET /health here (default: not at all)")
        .env("W3B_HEALTH_PORT")
        .argParser(integer(0, 65_535)),
    );
  return withOperatorOptions(command, 300).action(async (settings: Options, command: Command) => {
    const { defaultVerifiers, startProver } = await import("../../prover/index.ts");
    const { serveHealth } = await import("../../prover/health.ts");
    const { openOperator } = await import("../operator.ts");
    const { runService } = await import("../service.ts");
    const operator = await openOperator("prover", settings, command);
    const { prover: only, minReward: minRewardWei, backoffMs, batchMax, batchWaitMs } = settings;
    const { claimAheadMs, claimBatchMax, claimWaitMs, expireLate: expireLateClaims } = settings;
    const trustedVerifiers = [...defaultVerifiers(operator.deployment), ...settings.trustVerifiers];
    const claims = { claimAheadMs, claimBatchMax, claimWaitMs, expireLateClaims };
    const config = {
      minRewardWei,
      backoffMs,
      batchMax,
      batchWaitMs,
      trustedVerifiers,
      allowPrivate: operator.allowPrivate,
      ...claims,
    };
    const { headMaxAge, healthPort, host } = settings;
    const start = async () => {
      // The port first: a prover that could not be watched must not claim.
      const running = Promise.withResolvers<RunningProver>();
      const health = async () => (await running.promise).health();
      const served = healthPort === undefined ? undefined : await serveHealth(health, { host, port: healthPort });
      if (served) operator.logger.info({ url: served.url }, "the prover's health is served");
      const prover = startProver({ ...operator, prover: only, headMaxAge, config });
      running.resolve(prover);
      const stop = async () => {
        await served?.close();
        await prover.stop();
      };
      return { stop };
    };
    await runService(operator.logger, start, operator.release);
  });
}
