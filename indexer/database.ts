import { TypeormDatabase } from "@subsquid/typeorm-store";
import { DataSource, type EntityManager } from "typeorm";
import { schemas } from "./model/index.ts";
import { stateSchema, tableSchema } from "./names.ts";

/** A silent connection must not stop the indexer for ever: longer than the largest batch takes to write. */
const queryTimeoutMs = 60_000;

/** What TypeormDatabase keeps to itself but a subclass with a connection of its own has to set. */
interface Internals {
  con?: DataSource;
  initTransaction(manager: EntityManager): ReturnType<TypeormDatabase["connect"]>;
}

/**
 * The Subsquid store on our tables. The stock `connect` looks for compiled models in the working directory and for
 * DB_* variables; this one takes both as they are given.
 */
export class ChainDatabase extends TypeormDatabase {
  readonly #url: string;

  constructor(url: string) {
    super({ stateSchema, supportHotBlocks: true });
    this.#url = url;
  }

  override async connect(): ReturnType<TypeormDatabase["connect"]> {
    const internals = this as unknown as Internals;
    const source = chainDataSource(this.#url, tableSchema);
    await source.initialize();
    internals.con = source;
    try {
      return await source.transaction("SERIALIZABLE", (manager) => internals.initTransaction(manager));
    } catch (error) {
      await this.disconnect();
      throw error;
    }
  }
}

/** A TypeORM source for the entities in a schema. Subsquid names tables without their schema, hence search_path. */
export function chainDataSource(url: string, schema: string): DataSource {
  return new DataSource({
    type: "postgres",
    url,
    schema,
    entities: schemas,
    applicationName: "w3b indexer",
    connectTimeoutMS: 10_000,
    extra: {
      options: `-c search_path=${schema}`,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
  });
}
