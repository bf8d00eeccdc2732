import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError, Option } from "commander";
import type { Address, Hex } from "viem";
import { W3bError } from "../protocol/errors.ts";
import { weiOf } from "../protocol/units.ts";

/**
 * The options that several commands share, each defined once: flag, environment variable, default, check.
 * Precedence: flag > environment > file > default.
 */
export const options = {
  rpcUrl: () =>
    new Option("--rpc-url <urls>", "JSON-RPC endpoints of the chain, comma separated; later ones are fallbacks")
      .env("W3B_RPC_URL")
      .default("http://127.0.0.1:8545"),
  rpcBatch: () =>
    new Option("--rpc-batch <calls>", "most calls in one request to an endpoint")
      .env("W3B_RPC_BATCH")
      .default(100)
      .argParser(integer(1, 1_000)),
  rpcRange: () =>
    new Option("--rpc-range <blocks>", "most blocks whose logs are asked for at once")
      .env("W3B_RPC_RANGE")
      .default(1_000)
      .argParser(integer(1, 100_000)),
  rpcRate: () =>
    new Option("--rpc-rate <calls>", "most calls a second to each endpoint (default: no limit)")
      .env("W3B_RPC_RATE")
      .argParser(integer(1, 100_000)),
  deployment: () =>
    new Option("--deployment <file>", "contract addresses (default: deployments/<chain id>.json)").env(
      "W3B_DEPLOYMENT",
    ),
  databaseUrl: () =>
    new Option("--database-url <url>", "Postgres to use (default: an embedded one in the data directory)").env(
      "DATABASE_URL",
    ),
  dataDir: () =>
    new Option("--data-dir <directory>", "where this machine keeps its data").env("W3B_DATA_DIR").default(".w3b"),
  keyFile: () =>
    new Option("--key-file <file>", "private key of the sending account, in hex (or set W3B_PRIVATE_KEY)").env(
      "W3B_KEY_FILE",
    ),
  gatewayUrl: () =>
    new Option("--gateway-url <url>", "HTTP address of a gateway")
      .env("W3B_GATEWAY_URL")
      .default("http://127.0.0.1:9000"),
  graphqlUrl: () =>
    new Option("--graphql-url <url>", "GraphQL address of an indexer")
      .env("W3B_GRAPHQL_URL")
      .default("http://127.0.0.1:4350/graphql"),
  filesUrl: () =>
    new Option("--files-url <url>", "the file server of w3b dev, which project files are put onto").env(
      "W3B_FILES_URL",
    ),
  host: () => new Option("--host <address>", "address to listen on").env("W3B_HOST").default("127.0.0.1"),
  port: (standard: number) =>
    new Option("--port <number>", "port to listen on").env("W3B_PORT").default(standard).argParser(integer(0, 65_535)),
  logLevel: () =>
    new Option("--log-level <level>", "least important messages to log")
      .env("W3B_LOG_LEVEL")
      .choices(["debug", "info", "warn", "error"])
      .default("info"),
  pollMs: () =>
    new Option("--poll-ms <milliseconds>", "how often to ask the chain for new blocks")
      .env("W3B_POLL_MS")
      .default(1000)
      .argParser(integer(20, 60_000)),
  headMaxAge: () =>
    new Option(
      "--head-max-age <seconds>",
      "how old the chain's newest block may be before this is unhealthy; 0: no limit (default: by the chain's pace)",
    )
      .env("W3B_HEAD_MAX_AGE")
      .argParser(integer(0, 86_400)),
  confirmations: (what: string, standard: number) =>
    new Option("--confirmations <blocks>", what)
      .env("W3B_CONFIRMATIONS")
      .default(standard)
      .argParser(integer(0, 10_000)),
  wait: () =>
    new Option("--wait [yes]", "wait at the start for a chain or database that does not answer yet, rather than end")
      .env("W3B_WAIT")
      .choices(["true", "false"])
      .preset("true")
      .default("false"),
  threads: (standard: number) =>
    new Option("--threads <number>", "worker threads that run programs")
      .env("W3B_THREADS")
      .default(standard)
      .argParser(integer(1, 256)),
};

/** Checks a whole number between two bounds. */
export function integer(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Checks an address and gives it its checksum. */
export function address(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new InvalidArgumentError("It must be an address: 0x and 40 hex digits.");
  }
  // Loaded by the first address, since help has none: it takes longer than all the rest of a command.
  const viem = createRequire(import.meta.url)(fileURLToPath(import.meta.resolve("viem"))) as typeof import("viem");
  return viem.getAddress(text);
}

/** The bytes that a file has in hex, with or without 0x. Throws INVALID_OPTION (input), and what reading throws. */
export async function hexIn(file: string): Promise<Hex> {
  const digits = (await readFile(file, "utf8")).trim().replace(/^0x/, "");
  if (/^([0-9a-f]{2})+$/i.test(digits)) return `0x${digits.toLowerCase()}`;
  throw new W3bError("INVALID_OPTION", `${file} holds no bytes in hex`, { kind: "input" });
}

/** Checks 32 bytes in hex. */
export function bytes32(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) {
    throw new InvalidArgumentError("It must be 32 bytes: 0x and 64 hex digits.");
  }
  return text.toLowerCase() as Hex;
}

/** Reads an amount of IOTX ("1.5") as wei. */
export function iotx(text: string): bigint {
  const wei = weiOf(text);
  if (wei === undefined) throw new InvalidArgumentError("It must be an amount of IOTX such as 100 or 0.5.");
  return wei;
}

/** The same of an amount that is paid, staked or deposited: none of which can be nothing. */
export function iotxAboveZero(text: string): bigint {
  const wei = iotx(text);
  if (wei === 0n) throw new InvalidArgumentError("It must be more than 0 IOTX.");
  return wei;
}

/** Reads a whole number of any size, such as a project's id. */
export function uint(text: string): bigint {
  if (!/^\d{1,78}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return BigInt(text);
}
