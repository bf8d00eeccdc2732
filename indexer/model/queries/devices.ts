import type { Device } from "../device.ts";
import type { ProjectId } from "./projects.ts";
import { read, type Reader } from "./read.ts";

/** A device of a project by its address; look at `registered`: removed devices stay in the table. */
export async function findDevice(pool: Reader, projectId: ProjectId, device: string): Promise<Device | undefined> {
  const id = `${projectId}-${device.toLowerCase()}`;
  return (await read<Device>(pool, "SELECT * FROM chain.device WHERE id = $1", [id]))[0];
}
