import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { W3bError } from "../../node/protocol/errors.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** True until the process has ended. */
  readonly running: boolean;
  /** Resolves with a line that tells how it ended; never rejects. */
  readonly ended: Promise<string>;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves once it is gone. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL, as a power cut would; resolves once it is gone. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  name: string;
  /** Arguments to Node. */
  args: string[];
  env?: NodeJS.ProcessEnv;
  logDir: string;
}

/** Starts a Node process whose output goes to `<logDir>/<name>.log`. */
export async function startProcess({ name, args, env, logDir }: ProcessOptions): Promise<ManagedProcess> {
  await mkdir(logDir, { recursive: true });
  const logFile = join(logDir, `${name}.log`);
  const log = createWriteStream(logFile, { flags: "a" });
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // Ctrl-C reaches us alone, and we stop the processes in their order
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let running = true;
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      running = false;
      log.end();
      resolve(`${name} ${how}; its log is ${logFile}`);
    };
    child.once("error", (error) => end(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => end(signal ? `was ended by ${signal}` : `exited with code ${code}`));
  });
  if (child.pid === undefined) throw new W3bError("PROCESS_NOT_STARTED", await ended);
  return {
    name,
    pid: child.pid,
    logFile,
    get running() {
      return running;
    },
    ended,
    stop: (graceMs = 10_000) => stop(child, ended, graceMs),
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function stop(child: ChildProcess, ended: Promise<string>, graceMs: number): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await ended;
  clearTimeout(timer);
}

/** The last lines of every process's log, for a person to see why something failed. */
export async function tailsOf(processes: Map<string, ManagedProcess>): Promise<string> {
  const services = [...processes.values()].filter(({ name }) => name !== "chain"); // it logs every call
  const tails = services.map(async ({ name, logFile }) => {
    const text = (await readFile(logFile, "utf8").catch(() => "")).trimEnd();
    if (text === "") return []; // a heading over nothing helps nobody
    return [`--- the end of ${name}'s log\n${text.split("\n").slice(-15).join("\n")}`];
  });
  return (await Promise.all(tails)).flat().join("\n");
}
