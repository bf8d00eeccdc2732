import pg from "pg";
import { messageOf, W3bError } from "../protocol/errors.ts";

/**
 * Makes sure that each connection is a session of Postgres of its own, and gets the settings it asks for, which poolers
 * like pgbouncer often do not give. Throws W3bError DATABASE_SHARES_SESSIONS, which names what would not work; and pg's
 * errors when the database does not answer.
 */
export async function requireOwnSessions(url: string): Promise<void> {
  const options = { connectionString: url, application_name: "w3b sessions", options: `-c ${probe}=on` };
  const patience = { connectionTimeoutMillis: 10_000, query_timeout: 10_000 };
  const [one, other] = [new pg.Client({ ...options, ...patience }), new pg.Client({ ...options, ...patience })];
  for (const client of [one, other]) client.on("error", () => undefined); // the query that needs it says so
  try {
    await one.connect();
    await other.connect();
    await compare(one, other);
  } catch (error) {
    throw poolerRefusal(error) ?? error;
  } finally {
    await Promise.allSettled([one.end(), other.end()]);
  }
}

/** What a pooler's own error says of it, as DATABASE_SHARES_SESSIONS; undefined for any other error. */
export function poolerRefusal(error: unknown): W3bError | undefined {
  const reason = messageOf(error);
  if (/unsupported startup parameter/.test(reason)) return withoutSettings(reason, error);
  if (/not allowed in statement pooling mode/.test(reason)) return shared("for one statement", error);
  return undefined;
}

/** A setting that means nothing to anybody else. */
const probe = "w3b.probe";
/** A pooler gives the connection that was used last, unless another client was faster: asked a few times, one tells. */
const rounds = 5;

async function compare(one: pg.Client, other: pg.Client): Promise<void> {
  const own = await sessionOf(one);
  for (let round = 0; round < rounds; round++) {
    await other.query("BEGIN");
    const isShared = (await sessionOf(other)) === own;
    if (!isShared && (await sessionOf(one)) === own) await other.query("COMMIT");
    else throw shared("for one transaction");
  }
  const { rows } = await one.query<{ value: string | null }>(`SELECT current_setting('${probe}', true) AS value`);
  if (rows[0]?.value !== "on") throw withoutSettings("what a connection asks for at its start is ignored");
}

async function sessionOf(client: pg.Client): Promise<number | undefined> {
  return (await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
}

function shared(forHowLong: string, cause?: unknown): W3bError {
  return refusal(`A pooler before the database lends sessions ${forHowLong} (transaction or statement pooling).`, {
    meaning:
      "LISTEN/NOTIFY (news of tasks), advisory locks (one sender for an account, one indexer) and prepared statements " +
      "(GraphQL) would be another client's or lost.",
    cause,
  });
}

function withoutSettings(reason: string, cause?: unknown): W3bError {
  return refusal(`A pooler before the database does not pass on the settings of a connection: ${reason}.`, {
    meaning: "Limits of time, read-only queries and the schema of the indexer's tables (search_path) depend on them.",
    cause,
  });
}

function refusal(message: string, details: { meaning: string; cause: unknown }): W3bError {
  return new W3bError("DATABASE_SHARES_SESSIONS", message, {
    ...details,
    kind: "input",
    action: "Let DATABASE_URL name Postgres itself, or a pooler that gives whole sessions (see docs/operate.md).",
  });
}
