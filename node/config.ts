import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "smol-toml";
import { messageOf, W3bError } from "./protocol/errors.ts";

/** Settings by option name (`rpcUrl`), with a table for each command that wants its own (`[gateway] port = 9000`). */
export type Settings = Record<string, unknown>;

/**
 * Reads the configuration file.
 * @param file The file the user named; it must exist. Without it w3b.toml is tried, then the file that `w3b dev` wrote into
 * the data directory.
 * @throws W3bError CONFIG_NOT_FOUND, CONFIG_INVALID
 */
export async function readSettings(file?: string, dataDir = process.env["W3B_DATA_DIR"] ?? ".w3b"): Promise<Settings> {
  for (const candidate of file ? [file] : ["w3b.toml", join(dataDir, "dev", "w3b.toml")]) {
    const text = await readFile(resolve(candidate), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" && !file) return undefined;
      throw new W3bError("CONFIG_NOT_FOUND", `The configuration file ${candidate} cannot be read: ${error.message}`, {
        action: "Name a readable file with --config, or leave the option out.",
        kind: "input",
      });
    });
    if (text !== undefined) return parseSettings(text, candidate);
  }
  return {};
}

function parseSettings(text: string, file: string): Settings {
  try {
    return parse(text);
  } catch (error) {
    throw new W3bError("CONFIG_INVALID", `${file} is not valid TOML: ${messageOf(error)}`, { kind: "input" });
  }
}

/** The value of a setting for a command such as `["prover", "stake"]`: its own table first, then its parents'. */
export function settingOf(settings: Settings, command: string[], name: string): unknown {
  for (let depth = command.length; depth >= 0; depth -= 1) {
    const table = command.slice(0, depth).reduce<unknown>((at, key) => (isTable(at) ? at[key] : undefined), settings);
    if (isTable(table) && table[name] !== undefined && !isTable(table[name])) return table[name];
  }
  return undefined;
}

function isTable(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
