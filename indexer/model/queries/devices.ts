import type { Device } from "../device.ts";
import type { ProjectId } from "./projects.ts";
import { read, type Reader } from "./read.ts";

/** A device of a project by its address; look at `registered`: removed devices stay in the table. */
export async function findDevice(pool: Reader, projectId: ProjectId, device: string): Promise<Device | undefined> {
  const id = `${projectId}-${device.toLowerCase()}`;
  return (await read<Device>(pool, "SELECT * FROM chain.device WHERE id = $1", [id]))[0];
}

/** Those of the ids ("<project>-<address in lower case>") whose device is registered now. */
export async function registeredDevices(pool: Reader, ids: string[]): Promise<string[]> {
  const sql = "SELECT id FROM chain.device WHERE id = ANY($1) AND registered";
  return (await read<Pick<Device, "id">>(pool, sql, [ids])).map(({ id }) => id);
}
