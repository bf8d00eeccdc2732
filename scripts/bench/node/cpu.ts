import { readdirSync, readFileSync } from "node:fs";
import type { Devnet } from "../../devnet/network.ts";

/** Linux counts CPU time in hundredths of a second on every machine Node runs on. */
const tickMs = 10;

/**
 * CPU time, in milliseconds, that processes with all their descendants have used so far, by the names given to them;
 * undefined where the system does not tell it (elsewhere than on Linux).
 */
export function cpuOf(processes: ReadonlyMap<string, number>): Map<string, number> | undefined {
  const all = readAll();
  if (!all) return undefined;
  const total = (pid: number): number => {
    const own = all.get(pid)?.cpuMs ?? 0;
    const children = [...all].filter(([, { parent }]) => parent === pid);
    return children.reduce((sum, [child]) => sum + total(child), own);
  };
  return new Map([...processes].map(([name, pid]) => [name, total(pid)]));
}

interface Process {
  parent: number;
  /** Its own, and that of its children that have ended. */
  cpuMs: number;
}

function readAll(): Map<number, Process> | undefined {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return new Map(pids.flatMap((pid) => read(pid)).map((process) => [process.pid, process]));
  } catch {
    return undefined; // no /proc
  }
}

function read(pid: string): (Process & { pid: number })[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name in brackets, which may hold anything: state, parent, ..., utime, stime, cutime, cstime.
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
    return [{ pid: Number(pid), parent: fields[1] ?? 0, cpuMs: ticks * tickMs }];
  } catch {
    return []; // it has ended meanwhile
  }
}

/** The processes of a network, Postgres included, by name. */
export async function processesOf({ pool, processes }: Devnet): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ pid: number }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
  );
  const nodes = [...processes.values()].map((each): [string, number] => [each.name, each.pid]);
  return new Map([...nodes, ["Postgres", rows[0]!.pid]]);
}
