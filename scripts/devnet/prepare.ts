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
    for (const [name, port] of Object.entries(ports)) {
      const other = Object.keys(ports).find((earlier) => ports[earlier] === port);
      if (other !== name || !(await isFree(port))) throw taken(name, port, other === name ? undefined : other);
    }
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

/** `by`: the part of the network that is to have the same port, where it is not somebody else's. */
function taken(name: string, port: number, by?: string): W3bError {
  const what = `Port ${port}, which the development network's ${name} is to have, is`;
  return new W3bError("PORT_IN_USE", by ? `${what} to be its ${by}'s too.` : `${what} in use.`, {
    kind: "input",
    meaning: "Nothing was started or deleted.",
    action: `${by ? "Choose" : "Stop what listens there, or choose"} another with --${name}-port.`,
  });
}
