import { Command } from "commander";
import { W3bError } from "../protocol/errors.ts";
import { readSettings, settingOf } from "../config.ts";
import { devCommand } from "./dev.ts";
import { gatewayCommand } from "./gateway.ts";
import { indexerCommand } from "./indexer.ts";
import { keyCommand } from "./key/index.ts";
import { messageCommand } from "./message/index.ts";
import { options } from "./options.ts";
import { projectCommand } from "./project/index.ts";
import { proverCommand } from "./prover/index.ts";
import { taskCommand } from "./task/index.ts";
import { verifierCommand } from "./verifier/index.ts";
import { vmCommand } from "./vm/index.ts";

/** The whole command tree. */
export function program(): Command {
  return new Command("w3b")
    .description("W3bstream: verifiable computing for devices in the physical world")
    .option("--json", "print one JSON object instead of text")
    .option("--config <file>", "configuration file in TOML (default: w3b.toml, then the one `w3b dev` wrote)")
    .addOption(options.rpcUrl())
    .addOption(options.rpcBatch())
    .addOption(options.rpcRange())
    .addOption(options.rpcRate())
    .addOption(options.deployment())
    .addHelpText("after", helpText)
    .showHelpAfterError("(add --help to see what the command takes)")
    .addCommand(devCommand())
    .addCommand(keyCommand())
    .addCommand(projectCommand())
    .addCommand(proverCommand())
    .addCommand(messageCommand())
    .addCommand(taskCommand())
    .addCommand(indexerCommand())
    .addCommand(gatewayCommand())
    .addCommand(verifierCommand())
    .addCommand(vmCommand())
    .hook("preAction", applySettings);
}

const helpText = `
Options are taken from the flag, then the environment variable shown, then the configuration file (the option's name in
camel case, e.g. rpcUrl; in a table such as [gateway] for one command), then the default.

New here? "w3b dev" starts a whole network on this machine; then try, in another terminal:
  w3b task list
  w3b project show 1`;

/** Gives options that neither a flag nor the environment set the value the configuration file has for them. */
async function applySettings(_root: Command, action: Command): Promise<void> {
  const { config, dataDir } = action.optsWithGlobals<{ config?: string; dataDir?: string }>();
  const settings = await readSettings(config, dataDir);
  const path: string[] = [];
  for (let at = action; at.parent; at = at.parent) path.unshift(at.name());
  for (let at: Command | null = action; at; at = at.parent) {
    for (const option of at.options) {
      const name = option.attributeName();
      const source = at.getOptionValueSource(name);
      const value = settingOf(settings, path, name);
      if (value === undefined || (source !== undefined && source !== "default")) continue;
      const parsed = option.parseArg ? option.parseArg(toText(value, name), undefined as never) : value;
      at.setOptionValueWithSource(name, parsed, "config");
    }
  }
}

/** Settings are parsed as their flags are: from text. */
function toText(value: unknown, name: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map((item) => toText(item, name)).join(",");
  throw new W3bError("CONFIG_INVALID", `The setting ${name} must be text or a number`, { kind: "input" });
}
