import type { Attribute } from "../attribute.ts";
import type { Gateway } from "../gateway.ts";
import type { Program } from "../program.ts";
import type { Project } from "../project.ts";
import { read, type Reader } from "./read.ts";

/** A project id as people and the chain write it. */
export type ProjectId = bigint | number | string;

export async function findProject(pool: Reader, id: ProjectId): Promise<Project | undefined> {
  return (await read<Project>(pool, "SELECT * FROM chain.project WHERE id = $1", [String(id)]))[0];
}

/** The program of a version; `version` is its name, e.g. "v1.0.0". */
export async function findProgram(pool: Reader, projectId: ProjectId, version: string): Promise<Program | undefined> {
  return (await read<Program>(pool, "SELECT * FROM chain.program WHERE id = $1", [`${projectId}-${version}`]))[0];
}

/** An attribute of a project by its key's name, e.g. "OpenToAnyDevice"; `value` is hex. */
export async function findAttribute(pool: Reader, projectId: ProjectId, key: string): Promise<Attribute | undefined> {
  return (await read<Attribute>(pool, "SELECT * FROM chain.attribute WHERE id = $1", [`${projectId}-${key}`]))[0];
}

/** Whether the gateway may submit tasks for the project now. */
export async function isGatewayAuthorised(pool: Reader, projectId: ProjectId, gateway: string): Promise<boolean> {
  return (await findGateway(pool, projectId, gateway))?.authorised ?? false;
}

/** Where the gateway keeps payloads, as the project's owner wrote it; undefined for an unknown gateway or no URI. */
export async function gatewayUri(pool: Reader, projectId: ProjectId, gateway: string): Promise<string | undefined> {
  return (await findGateway(pool, projectId, gateway))?.uri || undefined;
}

async function findGateway(pool: Reader, projectId: ProjectId, gateway: string): Promise<Gateway | undefined> {
  const id = `${projectId}-${gateway.toLowerCase()}`;
  return (await read<Gateway>(pool, "SELECT * FROM chain.gateway WHERE id = $1", [id]))[0];
}
