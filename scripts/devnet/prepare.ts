import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isFree } from "../../node/database/free-port.ts";
import { W3bError } from "../../node/protocol/errors.ts";
import { type Lock, takeLock } from "./lock.ts";

/**
 * Makes a directory ready for a new network: nobody else runs one there, its ports are free, and nothing older is left. Only
 * then anything is deleted. Throws W3bError DEV_RUNNING, PORT_IN_USE.
 */
export async function prepare(directory: string, ports: Record<string, number>): Promise<Lock> {
  const lock = await takeLock(`${directory}.lock`, `http://127.0.0.1:${ports["chain"]}`);
  try {
    for (const [name, port] of Object.entries(ports)) if (!(await isFree(port))) throw taken(name, port);
    await mkdir(directory, { recursive: true });
    // The chain starts anew, so nothing may be older; but Postgres, whose server may run on, gets a new database instead.
    for (const entry of await readdir(directory)) {
      if (!entry.startsWith("postgres")) await rm(join(directory, entry), { recursive: true, force: true });
    }
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function taken(name: string, port: number): W3bError {
  return new W3bError("PORT_IN_USE", `Port ${port}, which the development network's ${name} is to have, is in use.`, {
    kind: "input",
    meaning: "Nothing was started or deleted.",
    action: `Stop what listens there, or choose another with --${name}-port.`,
  });
}
