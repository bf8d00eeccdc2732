import type { DataSource } from "typeorm";
import type { Address, Hex } from "viem";
import { chainDataSource } from "../../../../indexer/database.ts";
import { Attribute } from "../../../../indexer/model/attribute.ts";
import { Device } from "../../../../indexer/model/device.ts";
import { Gateway } from "../../../../indexer/model/gateway.ts";
import { Program } from "../../../../indexer/model/program.ts";
import { Project } from "../../../../indexer/model/project.ts";
import { TaskEvent, type TaskEventKind } from "../../../../indexer/model/task-event.ts";
import { Task } from "../../../../indexer/model/task.ts";
import type { TestDatabase } from "../../../support/postgres.ts";

const zeroAddress = `0x${"00".repeat(20)}`;
const hash = (byte: string) => `0x${byte.repeat(32)}`;

/** The indexer's own tables, filled by hand instead of from events. */
export class ChainTables {
  readonly #source: DataSource;

  private constructor(source: DataSource) {
    this.#source = source;
  }

  static async create({ url, pool }: TestDatabase): Promise<ChainTables> {
    await pool.query("CREATE SCHEMA chain");
    const source = await chainDataSource(url, "chain").initialize();
    await source.synchronize();
    return new ChainTables(source);
  }

  async project(id: number, fields: Partial<Project> = {}): Promise<void> {
    await this.#save(Project, {
      ...{ id: String(id), owner: zeroAddress, uri: null, hash: null, paused: false, dapp: null, callbackGas: 0 },
      ...{ token: zeroAddress, minReward: 1n, maxReward: 1n, rampSeconds: 0, collateral: 0n, claimSeconds: 60 },
      ...{ lifeSeconds: 600, redundancy: 1, createdAtBlock: 1, createdAt: 1 },
      ...fields,
    });
  }

  async program(project: number, version: string, fields: Partial<Program> = {}): Promise<void> {
    const id = `${project}-${version}`;
    const program = { id, projectId: String(project), version, verifier: zeroAddress, vmType: 5, binding: 0 };
    await this.#save(Program, { ...program, programId: hash("aa"), active: true, retired: false, ...fields });
  }

  async gateway(project: number, address: Address, authorised = true): Promise<void> {
    const lower = address.toLowerCase();
    const id = `${project}-${lower}`;
    await this.#save(Gateway, { id, projectId: String(project), address: lower, authorised, uri: "" });
  }

  async device(project: number, address: Address, registered = true): Promise<void> {
    const device = address.toLowerCase();
    const row = { id: `${project}-${device}`, projectId: String(project), device, registered };
    await this.#save(Device, { ...row, key: hash("00"), owner: zeroAddress });
  }

  async attribute(project: number, key: string, value: Hex): Promise<void> {
    await this.#save(Attribute, { id: `${project}-${key}`, projectId: String(project), key, value });
  }

  async task(fields: Partial<Task> & { id: Hex; projectId: string; dataHash: string }): Promise<void> {
    await this.#save(Task, {
      ...{
        offer: zeroAddress,
        version: "v1",
        inputHash: hash("01"),
        gateway: zeroAddress,
        submittedAt: 100,
        deadline: 700,
      },
      ...{ claimSeconds: 60, rampSeconds: 0, token: zeroAddress, minReward: 1n, maxReward: 1n, collateral: 0n },
      ...{ state: "open" as const, prover: null, claimDeadline: null, claims: 0, journal: null },
      ...{ submittedBlock: 1, settledBlock: null },
      ...fields,
    });
  }

  /** Events of one task, one a block, 10 s apart, beginning at Unix time `from`. */
  async events(taskId: Hex, from: number, kinds: [TaskEventKind, actor: string][]): Promise<void> {
    for (const [index, [kind, actor]] of kinds.entries()) {
      const block = index + 1;
      await this.#save(TaskEvent, {
        ...{ id: `${String(block).padStart(10, "0")}-000000-abcde-0000`, taskId, kind, block, time: from + 10 * index },
        ...{ transactionHash: hash(`e${block}`), gasUsed: 1n, actor, amount: null },
      });
    }
  }

  close(): Promise<void> {
    return this.#source.destroy();
  }

  async #save<T extends { id: string }>(type: new () => T, fields: T): Promise<void> {
    await this.#source.getRepository(type).save(Object.assign(new type(), fields));
  }
}
