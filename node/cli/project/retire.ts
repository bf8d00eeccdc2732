import { Command } from "commander";
import { callerContext } from "../context.ts";
import { uint } from "../options.ts";
import { print } from "../output.ts";

/** `w3b project retire` */
export function retireCommand(): Command {
  return new Command("retire")
    .description("retire a version FOR GOOD: it takes no more tasks; those under way go on")
    .argument("<project>", "the project's id", uint)
    .argument("<version>", "the version's name, e.g. v1.0.0")
    .action(async (projectId: bigint, version: string, _options: unknown, command: Command) => {
      const { retireProgram } = await import("../../chain/actions/project.ts");
      await retireProgram(await callerContext(command), projectId, version);
      print(
        command,
        { projectId, version, retired: true },
        () => `Version ${version} of project ${projectId} is retired: gateways submit no more tasks of it.`,
      );
    });
}
