import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { W3bError } from "../../node/protocol/errors.ts";
import { until } from "./until.ts";

/** Who runs a network in a data directory, and what it started. */
interface Holder {
  pid: number;
  /** Where its chain answers, for people. */
  rpcUrl: string;
  /** Processes that it started, which outlive it when it is killed. */
  children: number[];
}

export interface Lock {
  /** Notes processes that somebody has to stop if this process cannot. */
  note(children: number[]): Promise<void>;
  release(): Promise<void>;
}

/**
 * Makes sure that one network at a time runs in a data directory. What a killed one left running is stopped.
 * Throws W3bError DEV_RUNNING where another runs; nothing of it is touched.
 */
export async function takeLock(file: string, rpcUrl: string): Promise<Lock> {
  await mkdir(dirname(file), { recursive: true });
  const own: Holder = { pid: process.pid, rpcUrl, children: [] };
  const write = (flag: "w" | "wx") => writeFile(file, JSON.stringify(own), { flag, mode: 0o600 });
  for (;;) {
    try {
      await write("wx");
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readHolder(file);
    if (holder && isOurs(holder.pid)) throw runs(holder, file);
    const left = holder?.children.filter(isOurs) ?? [];
    for (const pid of left) process.kill(pid, "SIGKILL");
    await until(() => Promise.resolve(left.every(hasEnded)), { what: "the end of what a killed network left running" });
    await rm(file, { force: true });
  }
  return {
    note: async (children) => {
      own.children = children;
      await write("w");
    },
    release: () => rm(file, { force: true }),
  };
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    return undefined; // a process that was killed while it wrote, or has just released it
  }
}

/** Whether a process runs and is one of this project: numbers of processes are used again. */
function isOurs(pid: number): boolean {
  return /main\.ts|w3b|hardhat|anvil/.test(shown(pid, "command"));
}

/**
 * Whether a process that was killed has closed its ports: it is gone, or dead and not yet asked for by its parent. Its
 * command cannot tell, since that is lost before the ports are closed.
 */
function hasEnded(pid: number): boolean {
  return /^Z|^$/.test(shown(pid, "stat"));
}

/** What `ps` shows of a process; nothing once it is gone. */
function shown(pid: number, what: "command" | "stat"): string {
  try {
    return execFileSync("ps", ["-o", `${what}=`, "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

function runs({ pid, rpcUrl }: Holder, file: string): W3bError {
  return new W3bError(
    "DEV_RUNNING",
    `A development network runs here already: process ${pid}, its chain at ${rpcUrl}.`,
    {
      kind: "input",
      meaning: `It was left as it is. ${file} names it.`,
      action: "Use it, stop it with Ctrl-C, or run another with --data-dir and other ports.",
    },
  );
}
