import { Command } from "commander";
import { callerContext } from "../context.ts";
import { print } from "../output.ts";

/** `w3b project register` */
export function registerCommand(): Command {
  return new Command("register")
    .description("create a project that belongs to your account; it starts paused")
    .action(async (_options: unknown, command: Command) => {
      const { registerProject } = await import("../../chain/actions/project.ts");
      const caller = await callerContext(command);
      const projectId = await registerProject(caller);
      const result = { projectId, owner: caller.walletClient.account.address };
      print(command, result, () => `Project ${projectId} is registered. Next: w3b project publish ${projectId} ...`);
    });
}
