import pg from "pg";
import { messageOf, W3bError } from "../protocol/errors.ts";

/**
 * DATABASE_UNAVAILABLE when a query failed because Postgres cannot be reached or gave up on it. Undefined for anything
 * else, which is a defect.
 */
export function asDatabaseError(error: unknown): W3bError | undefined {
  const passes = error instanceof pg.DatabaseError ? passing.test(error.code ?? "") : isConnectionFailure(error);
  return passes ? unavailable(error) : undefined;
}

/** SQLSTATEs that pass: connection (08), resources (53), operator intervention (57), rollback (40). */
const passing = /^(08|53|57|40)/;
const systemCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)/;
/** What pg says when a connection ends or cannot be had in time; these errors have no code. */
const driverMessages = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a conn)/;

function isConnectionFailure(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isConnectionFailure);
  if (!(error instanceof Error)) return false;
  return systemCodes.test((error as NodeJS.ErrnoException).code ?? "") || driverMessages.test(error.message);
}

function unavailable(cause: unknown): W3bError {
  return new W3bError("DATABASE_UNAVAILABLE", `The gateway's database does not answer: ${messageOf(cause)}.`, {
    kind: "unavailable",
    meaning: "What was sent may not be stored.",
    action: "Send it again in a few seconds: nothing is ever stored twice.",
    cause,
  });
}
