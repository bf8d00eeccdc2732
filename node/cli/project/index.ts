import { Command } from "commander";
import { options } from "../options.ts";
import { attributeCommand } from "./attribute.ts";
import { bindDappCommand } from "./bind-dapp.ts";
import { depositCommand } from "./deposit.ts";
import { deviceCommand } from "./device.ts";
import { gatewayCommand } from "./gateway.ts";
import { keyCommand } from "./key.ts";
import { openCommand } from "./open.ts";
import { packCommand } from "./pack.ts";
import { publishCommand } from "./publish.ts";
import { registerCommand } from "./register.ts";
import { pauseCommand, resumeCommand } from "./resume.ts";
import { retireCommand } from "./retire.ts";
import { showCommand } from "./show.ts";
import { termsCommand } from "./terms.ts";
import { withdrawCommand } from "./withdraw.ts";

/** `w3b project`: what a project's owner does, in the order it is done. */
export function projectCommand(): Command {
  return new Command("project")
    .description("register a project, publish its program, open it for tasks")
    .addOption(options.keyFile())
    .addCommand(registerCommand())
    .addCommand(packCommand())
    .addCommand(keyCommand())
    .addCommand(publishCommand())
    .addCommand(retireCommand())
    .addCommand(openCommand())
    .addCommand(termsCommand())
    .addCommand(depositCommand())
    .addCommand(gatewayCommand())
    .addCommand(deviceCommand())
    .addCommand(attributeCommand())
    .addCommand(bindDappCommand())
    .addCommand(resumeCommand())
    .addCommand(pauseCommand())
    .addCommand(withdrawCommand())
    .addCommand(showCommand());
}
