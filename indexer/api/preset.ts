import type { Pool } from "pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import type { IndexerLogger } from "../config.ts";
import { tableSchema } from "../names.ts";
import { exactVariables } from "./exact-variables.ts";
import { queryLimits } from "./limits.ts";
import { maskError } from "./mask-error.ts";
import { plainIds } from "./names.ts";
import { pageSizes } from "./page-size.ts";
import { KEPT_QUERIES, planCache } from "./plan-cache.ts";
import { relations } from "./relations.ts";
import { requestLimits } from "./request-limits.ts";

/** The longest a query may be planned, in milliseconds: nothing else is answered meanwhile. */
const PLANNING_MS = 2_000;

/**
 * PostGraphile over schema `chain`: every table with its filters (`condition`), orders and pages, on the columns that
 * have an index. No mutations, no subscriptions.
 */
export function apiPreset(pool: Pool, logger: IndexerLogger, planningMs = PLANNING_MS): GraphileConfig.Preset {
  return {
    extends: [PostGraphileAmberPreset],
    plugins: [plainIds, relations, pageSizes, requestLimits, exactVariables, queryLimits, planCache],
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
      parseAndValidateCacheSize: KEPT_QUERIES,
      maskError: (error) => maskError(error, logger),
    },
    grafast: { explain: false, timeouts: { planning: planningMs } },
  };
}
