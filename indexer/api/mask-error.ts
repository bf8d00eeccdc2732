import { isSafeError } from "postgraphile/grafast";
import { GraphQLError } from "postgraphile/graphql";
import { asDatabaseError } from "../../node/protocol/database-trouble.ts";
import type { IndexerLogger } from "../config.ts";

/** Callers see what is wrong with their query; what is wrong with the server goes to the log. */
export function maskError(error: GraphQLError, logger: IndexerLogger): GraphQLError {
  const cause = error.originalError;
  if (!cause || cause instanceof GraphQLError || isSafeError(cause)) return error;
  const say = (message: string, code?: string) => {
    const { nodes, source, positions, path } = error;
    return new GraphQLError(message, { nodes, source, positions, path, extensions: code ? { code } : {} });
  };
  // The planner wraps what it refuses.
  if (cause.cause instanceof Error && isSafeError(cause.cause)) return say(cause.cause.message, "QUERY_TOO_LARGE");
  const state = "severity" in cause ? String((cause as NodeJS.ErrnoException).code) : "";
  // Data exceptions are about the values of the query: a text that is no number, a negative offset.
  if (state.startsWith("22")) return say(`A value cannot be used: ${cause.message}`, "QUERY_INVALID");
  if (state === "57014") return say("The query took too long: ask for less, or by an index", "QUERY_TOO_SLOW");
  const trouble = asDatabaseError(cause);
  if (trouble) {
    logger.warn({ code: trouble.code, reason: trouble.message }, "A GraphQL query could not be answered");
    return say("The indexer's database does not answer: ask again in a few seconds", trouble.code);
  }
  logger.error({ err: cause }, "A GraphQL query failed");
  return say("The query failed; the indexer's log has the reason");
}
