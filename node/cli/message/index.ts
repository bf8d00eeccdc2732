import { Command } from "commander";
import { options } from "../options.ts";
import { sendCommand } from "./send.ts";
import { showCommand } from "./show.ts";

/** `w3b message`: what a device does. */
export function messageCommand(): Command {
  return new Command("message")
    .description("send a signed device message to a gateway, or see what became of one")
    .addOption(options.gatewayUrl())
    .addOption(options.keyFile())
    .addCommand(sendCommand())
    .addCommand(showCommand());
}
