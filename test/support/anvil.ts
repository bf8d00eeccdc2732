import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../../node/database/free-port.ts";

export interface Anvil {
  url: string;
  port: number;
  stop(): Promise<void>;
}

export interface AnvilOptions {
  /** Seconds between blocks; without it every transaction is mined at once in a block of its own. */
  blockTime?: number;
  chainId?: number;
  /** To come back on the port of a node that was stopped. */
  port?: number;
  /** More of anvil's own flags. */
  flags?: string[];
}

const running = new Set<() => void>();
process.once("exit", () => running.forEach((kill) => kill()));

/** A real EVM node on 127.0.0.1 with ten funded accounts (mnemonic "test test … junk"), chain id 31337 unless given. */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const port = options.port ?? (await freePort());
  const program = fileURLToPath(import.meta.resolve("@foundry-rs/anvil/package.json")).replace(
    /@foundry-rs.anvil.package\.json$/,
    ".bin/anvil",
  );
  const child = spawn(
    program,
    [
      ...["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(options.chainId ?? 31337)],
      ...(options.blockTime === undefined ? [] : ["--block-time", String(options.blockTime)]),
      ...(options.flags ?? []),
    ],
    // A group of its own: the launcher of the npm package starts the node itself as a child.
    { stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  const kill = () => {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (!ended && child.pid) process.kill(-child.pid, "SIGKILL");
  };
  running.add(kill);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let words = "";
    const hear = (text: Buffer) => {
      words += text.toString();
      if (words.includes("Listening on")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`anvil ended: ${words.slice(-500)}`)));
  });
  const stop = async () => {
    kill();
    running.delete(kill);
    await exited;
  };
  return { url: `http://127.0.0.1:${port}`, port, stop };
}
