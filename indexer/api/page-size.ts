import { type FieldArg, lambda } from "postgraphile/grafast";
import { GraphQLError } from "postgraphile/graphql";

/** Rows of a page that does not say how many it wants, and the most it may want. */
export const DEFAULT_PAGE = 50;
export const LARGEST_PAGE = 500;

/** The part of a list's plan that is used. */
interface Page {
  setFirst(first: unknown): void;
}

/** Bounds every list's `first`: left to itself PostGraphile answers with the whole table. */
export const pageSizes: GraphileConfig.Plugin = {
  name: "W3bPageSizes",
  version: "1.0.0",
  after: ["PgFirstLastBeforeAfterArgsPlugin"],
  schema: {
    hooks: {
      GraphQLObjectType_fields_field_args: (args) => {
        const { first } = args;
        if (!first) return args;
        first.defaultValue = DEFAULT_PAGE;
        first.description = `Read the first \`n\` rows: ${DEFAULT_PAGE} unless given, at most ${LARGEST_PAGE}.`;
        first.applyPlan = (_parent: unknown, page: Page, argument: FieldArg) => {
          page.setFirst(lambda(argument.getRaw(), pageSize));
        };
        return args;
      },
    },
  },
};

function pageSize(first: unknown): number {
  if (first === null || first === undefined) return DEFAULT_PAGE;
  if (typeof first === "number" && first >= 0 && first <= LARGEST_PAGE) return first;
  throw new GraphQLError(`"first" must be from 0 to ${LARGEST_PAGE}`);
}
