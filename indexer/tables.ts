import type { ClientBase } from "pg";
import type { PublicClient } from "viem";
import { W3bError } from "../node/protocol/errors.ts";
import { chainDataSource } from "./database.ts";
import { blockHash, type Identity, identityParts } from "./identity.ts";
import { stateSchema, tableSchema } from "./names.ts";

/** Where new tables are made before they take the place of the old ones. */
const nextSchema = "chain_next";

/** Wakes whoever waits for tasks. */
const notifyTrigger = `
  CREATE FUNCTION ${nextSchema}.notify_task() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NOTIFY w3b_task; RETURN NULL; END $$;
  CREATE TRIGGER notify_task AFTER INSERT OR UPDATE OR DELETE ON ${nextSchema}.task
    FOR EACH STATEMENT EXECUTE FUNCTION ${nextSchema}.notify_task();`;

/**
 * Why the tables must be made anew, as a sentence; undefined if they can be used as they are. Throws W3bError
 * FOREIGN_SCHEMA when schema `chain` is not the indexer's own.
 */
export async function reasonToRebuild(
  postgres: ClientBase,
  client: PublicClient,
  identity: Identity,
): Promise<string | undefined> {
  if (!(await exists(postgres, `${stateSchema}.identity`))) {
    if (!(await isEmptySchema(postgres))) throw foreignSchema();
    return "there are no tables yet";
  }
  const { rows } = await postgres.query<Identity>(`SELECT model, chain, deployment FROM ${stateSchema}.identity`);
  const stored = rows[0];
  const parts = (Object.keys(identityParts) as (keyof Identity)[]).filter((part) => stored?.[part] !== identity[part]);
  if (parts.length > 0) return `changed since they were made: ${parts.map((p) => identityParts[p]).join(", ")}`;
  return await leftTheChain(postgres, client);
}

/** Makes empty tables and puts them in the place of the old ones at one stroke: readers never find them missing. */
export async function rebuild(postgres: ClientBase, databaseUrl: string, identity: Identity): Promise<void> {
  await postgres.query(`DROP SCHEMA IF EXISTS ${nextSchema} CASCADE; CREATE SCHEMA ${nextSchema}`);
  const source = await chainDataSource(databaseUrl, nextSchema).initialize();
  try {
    await source.synchronize();
  } finally {
    await source.destroy();
  }
  await postgres.query(notifyTrigger);
  await postgres.query("BEGIN");
  try {
    await postgres.query(`
      DROP SCHEMA IF EXISTS ${tableSchema} CASCADE;
      DROP SCHEMA IF EXISTS ${stateSchema} CASCADE;
      ALTER SCHEMA ${nextSchema} RENAME TO ${tableSchema};
      CREATE SCHEMA ${stateSchema};
      CREATE TABLE ${stateSchema}.identity (model text NOT NULL, chain text NOT NULL, deployment text NOT NULL)`);
    const { model, chain, deployment } = identity;
    await postgres.query(`INSERT INTO ${stateSchema}.identity VALUES ($1, $2, $3)`, [model, chain, deployment]);
    await postgres.query("COMMIT");
  } catch (error) {
    await postgres.query("ROLLBACK");
    throw error;
  }
}

/** A final block that the chain has replaced: the chain was rolled back, or reorganised deeper than `finality`. */
async function leftTheChain(postgres: ClientBase, client: PublicClient): Promise<string | undefined> {
  if (!(await exists(postgres, `${stateSchema}.status`))) return undefined;
  const { rows } = await postgres.query<{ height: number; hash: string }>(
    `SELECT height, hash FROM ${stateSchema}.status WHERE height >= 0`,
  );
  const final = rows[0];
  if (!final) return undefined;
  const hash = await blockHash(client, final.height);
  if (hash === undefined) throw nodeBehind(final.height);
  if (hash === final.hash) return undefined;
  return `block ${final.height}, indexed as final, is no longer on the chain (a reorganisation deeper than "finality")`;
}

async function exists(postgres: ClientBase, table: string): Promise<boolean> {
  const { rows } = await postgres.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [table]);
  return rows[0]?.found ?? false;
}

async function isEmptySchema(postgres: ClientBase): Promise<boolean> {
  const { rowCount } = await postgres.query(
    "SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE n.nspname = ANY($1) LIMIT 1",
    [[tableSchema, stateSchema]],
  );
  return rowCount === 0;
}

function foreignSchema(): W3bError {
  return new W3bError("FOREIGN_SCHEMA", `The database has a schema "${tableSchema}" that the indexer did not make`, {
    meaning: "The indexer drops and rebuilds its tables when it has to, and will not do so to somebody else's.",
    action: `Use another database, or drop the schemas "${tableSchema}" and "${stateSchema}" yourself.`,
    kind: "input",
  });
}

function nodeBehind(height: number): W3bError {
  return new W3bError("CHAIN_BEHIND", `The chain's node does not have block ${height} yet, which is already indexed`, {
    meaning: "It is still catching up, or it is a chain that was started anew.",
    action: `Wait; or, for a chain started anew, drop the schema "${stateSchema}" and "${tableSchema}".`,
    kind: "unavailable",
  });
}
