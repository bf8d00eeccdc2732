import type { Command } from "commander";
import { collectCommand } from "./collect.ts";
import { chooseCommand, operatorCommand } from "./operator.ts";
import { pauseCommand, resumeCommand } from "./pause.ts";
import { rebateCommand } from "./rebate.ts";
import { registerCommand } from "./register.ts";
import { runCommand } from "./run.ts";
import { showCommand } from "./show.ts";
import { stakeCommand } from "./stake.ts";
import { unstakeCommand } from "./unstake.ts";

/** `w3b prover`: without a further word it runs one. */
export function proverCommand(): Command {
  return runCommand()
    .addCommand(registerCommand())
    .addCommand(operatorCommand())
    .addCommand(chooseCommand())
    .addCommand(stakeCommand())
    .addCommand(showCommand())
    .addCommand(rebateCommand())
    .addCommand(collectCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(unstakeCommand());
}
