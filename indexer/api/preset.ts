import { GraphQLError } from "postgraphile/graphql";
import { isSafeError } from "postgraphile/grafast";
import type { Pool } from "pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import type { IndexerLogger } from "../config.ts";
import { tableSchema } from "../names.ts";
import { queryLimits } from "./limits.ts";
import { plainIds } from "./names.ts";
import { pageSizes } from "./page-size.ts";
import { relations } from "./relations.ts";

/**
 * PostGraphile over schema `chain`: every table with its filters (`condition`), orders and pages, on the columns that
 * have an index. No mutations, no subscriptions.
 */
export function apiPreset(pool: Pool, logger: IndexerLogger): GraphileConfig.Preset {
  return {
    extends: [PostGraphileAmberPreset],
    plugins: [plainIds, relations, pageSizes, queryLimits],
    // Rows are found by ids everybody knows (task ids, addresses): PostGraphile's own ids would only hide them.
    disablePlugins: ["NodePlugin", "AddNodeInterfaceToSuitableTypesPlugin", "NodeAccessorPlugin", "QueryQueryPlugin"],
    pgServices: [makePgService({ pool, schemas: [tableSchema] })],
    schema: {
      // Pages go forward only: turn the order round instead.
      defaultBehavior: "-insert -update -delete -resource:connection:backwards",
      dontSwallowErrors: true,
    },
    grafserv: {
      graphqlPath: "/graphql",
      graphiqlPath: "/",
      maxRequestLength: 20_000,
      maskError: (error) => maskError(error, logger),
    },
    grafast: { explain: false },
  };
}

/** Callers see what is wrong with their query; what is wrong with the server goes to the log. */
function maskError(error: GraphQLError, logger: IndexerLogger): GraphQLError {
  const cause = error.originalError;
  if (!cause || cause instanceof GraphQLError || isSafeError(cause)) return error;
  logger.error({ err: cause }, "A GraphQL query failed");
  const { nodes, source, positions, path } = error;
  return new GraphQLError("The query failed; the indexer's log has the reason", { nodes, source, positions, path });
}
