/** Queries whose plans are kept: up to a megabyte each, and dApps ask the same few. */
export const KEPT_QUERIES = 30;
/** Plans of one query, which differ by what its variables include or skip. */
const PLANS_OF_QUERY = 2;

/** Bounds what the server remembers of queries: left to itself it keeps 500 of them, each with 50 plans. */
export const planCache: GraphileConfig.Plugin = {
  name: "W3bPlanCache",
  version: "1.0.0",
  schema: {
    hooks: {
      GraphQLSchema: (config) => ({
        ...config,
        extensions: {
          ...config.extensions,
          grafast: {
            ...config.extensions?.grafast,
            operationsCacheMaxLength: KEPT_QUERIES,
            operationOperationPlansCacheMaxLength: PLANS_OF_QUERY,
          },
        },
      }),
    },
  },
};
