import { Command } from "commander";
import { addressCommand } from "./address.ts";
import { newCommand } from "./new.ts";

/** `w3b key`: the accounts of owners, devices, gateways and provers. */
export function keyCommand(): Command {
  return new Command("key")
    .description("make private keys in files, and see their addresses")
    .addCommand(newCommand())
    .addCommand(addressCommand());
}
