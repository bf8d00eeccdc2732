import { Command } from "commander";
import { callerContext } from "../context.ts";
import { uint } from "../options.ts";
import { print } from "../output.ts";

/** `w3b project resume` */
export function resumeCommand(): Command {
  return new Command("resume")
    .description("open the project for tasks")
    .argument("<project>", "the project's id", uint)
    .action(async (projectId: bigint, _options: unknown, command: Command) => {
      const { resumeProject } = await import("../../chain/actions/project.ts");
      await resumeProject(await callerContext(command), projectId);
      print(command, { projectId, paused: false }, () => `Project ${projectId} is open for tasks.`);
    });
}

/** `w3b project pause` */
export function pauseCommand(): Command {
  return new Command("pause")
    .description("close the project for new tasks; those under way go on")
    .argument("<project>", "the project's id", uint)
    .action(async (projectId: bigint, _options: unknown, command: Command) => {
      const { pauseProject } = await import("../../chain/actions/project.ts");
      await pauseProject(await callerContext(command), projectId);
      print(command, { projectId, paused: true }, () => `Project ${projectId} is paused.`);
    });
}
