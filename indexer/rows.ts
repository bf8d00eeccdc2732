import type { Store } from "@subsquid/typeorm-store";
import { type FindOptionsWhere, In } from "typeorm";
import { W3bError } from "../node/protocol/errors.ts";
import { grantFlags, Grants } from "./grants.ts";
import type { EntityClass } from "./model/columns.ts";
import { insertRows, upsertRows } from "./write-rows.ts";

/** A row some event needs: its class and id. */
export type RowRef = readonly [EntityClass, string];

/** Ids in one query; Postgres accepts at most 65,535 parameters. */
const IDS_PER_QUERY = 10_000;

/**
 * The rows of one batch, each loaded once, changed in memory and written once at the end. Subsquid's store is told
 * of all writes (write-rows.ts), for it keeps what hot blocks overwrote so that a reorg can restore it.
 */
export class Rows {
  readonly #store: Store;
  readonly #grants = new Grants();
  readonly #loaded = new Map<EntityClass, Map<string, { id: string } | undefined>>();
  readonly #changed = new Map<EntityClass, Set<{ id: string }>>();
  readonly #added = new Map<EntityClass, { id: string }[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Loads rows ahead, one query a class. */
  async preload(refs: Iterable<RowRef>): Promise<void> {
    const wanted = new Map<EntityClass, Set<string>>();
    for (const [type, id] of refs) {
      if (this.#known(type).has(id)) continue;
      const ids = wanted.get(type);
      if (ids) ids.add(id);
      else wanted.set(type, new Set([id]));
    }
    for (const [type, set] of wanted) {
      const ids = [...set];
      const known = this.#known(type);
      for (const id of ids) known.set(id, undefined);
      for (let i = 0; i < ids.length; i += IDS_PER_QUERY) {
        const found = await this.#store.findBy(type, { id: In(ids.slice(i, i + IDS_PER_QUERY)) });
        for (const row of found) known.set(row.id, row);
      }
    }
  }

  /** Loads what the owners of these projects allow, one query a class. */
  async preloadGrants(projectIds: Iterable<string>): Promise<void> {
    const ids = [...new Set(projectIds)];
    for (const [type, flag] of grantFlags) {
      const known = this.#known(type);
      for (let i = 0; i < ids.length; i += IDS_PER_QUERY) {
        const where = { projectId: In(ids.slice(i, i + IDS_PER_QUERY)), [flag]: true };
        for (const row of await this.#store.findBy(type, where as FindOptionsWhere<{ id: string }>)) {
          if (!known.has(row.id)) known.set(row.id, row);
          this.#grants.note(type, row);
        }
      }
    }
  }

  /** Takes back all that the project's owner allowed; `preloadGrants` has loaded it. */
  endGrants(projectId: string): void {
    for (const [type, id, flag] of this.#grants.take(projectId)) {
      const row = this.#known(type).get(id) as Record<string, unknown> & { id: string };
      if (!row[flag]) continue; // taken back before
      row[flag] = false;
      this.#mark(type, row);
    }
  }

  async find<T extends { id: string }>(type: EntityClass<T>, id: string): Promise<T | undefined> {
    if (!this.#known(type).has(id)) await this.preload([[type, id]]);
    return this.#known(type).get(id) as T | undefined;
  }

  /** The row, to be changed in place. Throws as `get`. */
  async change<T extends { id: string }>(type: EntityClass<T>, id: string): Promise<T> {
    const row = await this.get(type, id);
    this.#mark(type, row);
    return row;
  }

  /** The row, to be read. Throws INDEX_INCONSISTENT if an earlier event should have made it and did not. */
  async get<T extends { id: string }>(type: EntityClass<T>, id: string): Promise<T> {
    const row = await this.find(type, id);
    if (row === undefined) {
      throw new W3bError("INDEX_INCONSISTENT", `An event names ${type.name} ${id}, which no earlier event made`, {
        meaning: "The tables do not begin at the deployment's first event, or they belong to another deployment.",
        action: "Check the block in deployments/<chainId>.json, drop the schema chain_status and start again.",
        kind: "integrity",
      });
    }
    return row;
  }

  /** Makes the row, or replaces the one that has its id. */
  put<T extends { id: string }>(type: EntityClass<T>, fields: T): T {
    const row = Object.assign(new type(), fields);
    const before = this.#known(type).get(fields.id);
    if (before) this.#changed.get(type)?.delete(before);
    this.#known(type).set(row.id, row);
    this.#mark(type, row);
    this.#grants.note(type, row);
    return row;
  }

  /** Makes a row that is never read again nor changed after this batch, so that it needs no look-up. */
  add<T extends { id: string }>(type: EntityClass<T>, fields: T): T {
    const row = Object.assign(new type(), fields);
    const list = this.#added.get(type);
    if (list) list.push(row);
    else this.#added.set(type, [row]);
    return row;
  }

  /** Writes everything that changed. */
  async save(): Promise<void> {
    for (const rows of this.#changed.values()) await upsertRows(this.#store, [...rows]);
    for (const rows of this.#added.values()) await insertRows(this.#store, rows);
  }

  #known(type: EntityClass): Map<string, { id: string } | undefined> {
    const known = this.#loaded.get(type) ?? new Map<string, { id: string } | undefined>();
    this.#loaded.set(type, known);
    return known;
  }

  #mark(type: EntityClass, row: { id: string }): void {
    const rows = this.#changed.get(type);
    if (rows) rows.add(row);
    else this.#changed.set(type, new Set([row]));
  }
}
