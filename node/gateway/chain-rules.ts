import type { Pool } from "pg";
import type { Address } from "viem";
import type { Program } from "../../indexer/model/program.ts";
import type { Project } from "../../indexer/model/project.ts";
import {
  findAttribute,
  findProgram,
  findProject,
  isGatewayAuthorised,
  registeredDevices,
} from "../../indexer/model/queries/index.ts";
import { Coalescer } from "./coalesce.ts";

/** What the chain says of a project's version; see acceptMessage for what it means. */
export interface Rules {
  project: Project | undefined;
  program: Program | undefined;
  /** Whether this gateway may submit for the project. */
  authorised: boolean;
  /** The attributes' values in hex. */
  aggregationAmount: string | undefined;
  openToAnyDevice: string | undefined;
}

/** The chain's word on messages, looked up for many of them at a time. */
export class ChainRules {
  readonly gateway: Address;
  readonly #rules: Coalescer<Rules>;
  readonly #devices: Coalescer<true>;

  constructor(pool: Pool, gateway: Address) {
    this.gateway = gateway;
    this.#rules = new Coalescer(async (keys) => {
      const rules = keys.map(async (key): Promise<[string, Rules]> => {
        const [projectId, version] = JSON.parse(key) as [string, string];
        return [key, await rulesOf(pool, gateway, projectId, version)];
      });
      return new Map(await Promise.all(rules));
    });
    this.#devices = new Coalescer(
      async (ids) => new Map((await registeredDevices(pool, ids)).map((id) => [id, true] as const)),
    );
  }

  /** Throws INDEX_NOT_READY and what the database throws. */
  async of(projectId: string, version: string): Promise<Rules> {
    return (await this.#rules.get(JSON.stringify([projectId, version])))!; // every key has its rules
  }

  /** Whether the device is registered with the project; `device` in lower case. Throws as `of`. */
  async isRegistered(projectId: string, device: Address): Promise<boolean> {
    return (await this.#devices.get(`${projectId}-${device}`)) ?? false;
  }
}

async function rulesOf(pool: Pool, gateway: Address, projectId: string, version: string): Promise<Rules> {
  const [project, program, authorised, amount, open] = await Promise.all([
    findProject(pool, projectId),
    findProgram(pool, projectId, version),
    isGatewayAuthorised(pool, projectId, gateway),
    findAttribute(pool, projectId, "AggregationAmount"),
    findAttribute(pool, projectId, "OpenToAnyDevice"),
  ]);
  return { project, program, authorised, aggregationAmount: amount?.value, openToAnyDevice: open?.value };
}
