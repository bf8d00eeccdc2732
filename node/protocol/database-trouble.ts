import { messageOf, W3bError } from "./errors.ts";

/**
 * What a failed query says of its database. `refused`: user, password or database name is wrong. `gone`: its connection
 * is lost, or leads to a server that takes no writes (any more): another connection may do. `busy`: the server gave up
 * on it for now, and the connection is good.
 */
export type DatabaseTrouble = "refused" | "gone" | "busy";

/** SQLSTATEs by what they mean; the first that fits counts. */
const meanings: [RegExp, DatabaseTrouble][] = [
  [/^(28|3D000)/, "refused"],
  // Connection exceptions, a server that stops, starts or is a standby (read-only), a session the server has ended.
  [/^(08|57P0[1-5]|25006|25P0[34])/, "gone"],
  // Resources, operator intervention (timeouts of statements too), rollbacks, locks not had, trouble with its disk.
  [/^(53|57|40|55P03|58)/, "busy"],
];

/** The SQLSTATE of a disk without space. */
const diskFull = "53100";

const systemCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_)/;
/** What pg says when a connection ends, or cannot be had or answer in time; these errors have no code. */
const driverMessages =
  /^(Connection terminated|timeout (exceeded|expired)|Query read timeout|Client (has encountered|was closed))/;

/** Undefined for what is no trouble of the database: a query that is wrong, or anything else. */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  if (error instanceof AggregateError) return error.errors.map(databaseTrouble).find((trouble) => trouble);
  if (!(error instanceof Error)) return undefined;
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  if (isServerError(error)) return meanings.find(([states]) => states.test(code))?.[1];
  // A socket file that is not there; ENOENT alone may be about any file.
  if (systemCodes.test(code) || (code === "ENOENT" && syscall === "connect")) return "gone";
  return driverMessages.test(error.message) ? "gone" : undefined;
}

/** DATABASE_UNAVAILABLE (unavailable) where a database failed in a way that passes; undefined for anything else. */
export function asDatabaseError(error: unknown): W3bError | undefined {
  const trouble = databaseTrouble(error);
  if (trouble === undefined || trouble === "refused") return undefined;
  if ((error as NodeJS.ErrnoException).code === diskFull) {
    return new W3bError("DISK_FULL", "The database has no space left.", {
      kind: "unavailable",
      meaning: "What was sent is not stored, and nothing will be until there is space.",
      action: "The operator frees space on the disk of Postgres; send again then.",
      cause: error,
    });
  }
  const isReadOnly = (error as NodeJS.ErrnoException).code === "25006";
  const what = isReadOnly ? "takes no writes now, as in a failover" : "does not answer";
  return new W3bError("DATABASE_UNAVAILABLE", `The database ${what}: ${messageOf(error)}.`, {
    kind: "unavailable",
    meaning: "What was sent may not be stored.",
    action: "Send it again in a few seconds: nothing is ever stored twice.",
    cause: error,
  });
}

/** Whether Postgres itself said it, or a pooler before it. */
function isServerError(error: Error): boolean {
  return "severity" in error;
}
