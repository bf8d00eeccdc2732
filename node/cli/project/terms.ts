import { Command, Option } from "commander";
import type { RewardTerms } from "../../chain/actions/project.ts";
import { callerContext } from "../context.ts";
import { integer, iotx, uint } from "../options.ts";
import { print } from "../output.ts";

/** What a project's tasks pay, in wei of IOTX, and the times they leave, in seconds. */
export interface TermsOptions {
  minReward: bigint;
  maxReward?: bigint;
  ramp: number;
  collateral: bigint;
  claim: number;
  life: number;
  redundancy: number;
}

const day = 86_400;

/** A tenth of it pays for ending a late claim at more than twice IoTeX's lowest price of gas: docs/protocol.md. */
export const defaultCollateral = iotx("2");

/** `w3b project terms` */
export function termsCommand(): Command {
  const command = new Command("terms")
    .description("set what tasks submitted from now on pay, and the times they leave")
    .argument("<project>", "the project's id", uint);
  return withTermsOptions(command).action(async (projectId: bigint, options: TermsOptions, command: Command) => {
    const { setRewardTerms } = await import("../../chain/actions/project.ts");
    const terms = termsOf(options);
    await setRewardTerms(await callerContext(command), projectId, terms);
    print(command, { projectId, ...terms }, () => `The reward terms of project ${projectId} are set.`);
  });
}

/** Adds the options of {@link TermsOptions} to a command. */
export function withTermsOptions(command: Command): Command {
  return command
    .requiredOption("--min-reward <iotx>", "reward of a task claimed at once", iotx)
    .option("--max-reward <iotx>", "reward once the ramp has ended (default: the same)", iotx)
    .option("--ramp <seconds>", "time in which the reward rises", integer(0, 30 * day), 600)
    .addOption(
      new Option("--collateral <iotx>", "stake a claim locks and a late prover loses")
        .default(defaultCollateral, "2")
        .argParser(iotx),
    )
    .option("--claim <seconds>", "time a claim leaves for proving", integer(1, day), 300)
    .option("--life <seconds>", "time until an unproved task is refunded", integer(1, 30 * day), day)
    .option(
      "--redundancy <provers>",
      "matching results of different provers a task needs, each paid",
      integer(1, 8),
      1,
    );
}

/** Terms in IOTX, as the contract takes them. */
export function termsOf(options: TermsOptions): RewardTerms {
  const { minReward, maxReward = minReward, ramp, collateral, claim, life, redundancy } = options;
  const times = { rampSeconds: ramp, claimSeconds: claim, lifeSeconds: life };
  return { token: `0x${"0".repeat(40)}`, minReward, maxReward, collateral, redundancy, ...times };
}
