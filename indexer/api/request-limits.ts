import { SafeError } from "postgraphile/grafast";
import { type DocumentNode, parse, visit } from "postgraphile/graphql";
import { SelectionSizes } from "./selection-sizes.ts";

/** How many words and signs a query may have. */
const MAX_TOKENS = 2_500;
/** How many fields and fragments a query may name, fragments counted wherever they are spread. */
const MAX_FIELDS = 500;
/** How deep a query may nest; GraphiQL's introspection needs 13. */
const MAX_DEPTH = 15;
/** How many values a list in a query or its variables may have, as of orders and filters. */
const MAX_LIST = 20;
/** How many values the variables may have altogether, and how deep they may nest. */
const [MAX_VALUES, MAX_VALUE_DEPTH] = [200, 5];

/**
 * Refuses requests that are too large before anything of them is validated or planned, both of which take a time that
 * grows faster than a request: with the square of its fields, or with 2 to the power of fragments that spread one
 * another. Deciding takes a time in proportion to the request.
 */
export const requestLimits: GraphileConfig.Plugin = {
  name: "W3bRequestLimits",
  version: "1.0.0",
  grafserv: {
    middleware: {
      processGraphQLRequestBody(next, { body }) {
        const problem = problemOfQuery(body.query) ?? problemOfVariables(body.variableValues);
        if (problem) throw new SafeError(problem, { statusCode: 400 });
        return next();
      },
    },
  },
};

/** What is too large in a query, as a sentence; undefined also for what is no query: others refuse that. */
export function problemOfQuery(query: unknown): string | undefined {
  if (typeof query !== "string") return undefined;
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS, noLocation: true });
  } catch (error) {
    // What is wrong otherwise is said, with its place, when the query is parsed to be validated.
    return error instanceof Error && /tokens/.test(error.message)
      ? `The query has more than ${MAX_TOKENS} words and signs`
      : undefined;
  }
  return problemOfSize(document) ?? problemOfLists(document);
}

function problemOfSize(document: DocumentNode): string | undefined {
  const sizes = new SelectionSizes(document);
  const [operations, fragments] = [sizes.ofOperations(), sizes.ofFragments()];
  const all = [...operations, ...fragments]; // fragments that nothing spreads are validated as well
  if (all.some(({ depth }) => depth > MAX_DEPTH)) return `The query nests deeper than ${MAX_DEPTH} levels`;
  const fields = operations.reduce((sum, size) => sum + size.fields, 0);
  if (Math.max(fields, ...fragments.map((size) => size.fields)) <= MAX_FIELDS) return undefined;
  return `The query names more than ${MAX_FIELDS} fields, those of fragments included`;
}

const listTooLong = `A list has more than ${MAX_LIST} values`;

function problemOfLists(document: DocumentNode): string | undefined {
  let isTooLong = false;
  visit(document, { ListValue: ({ values }) => void (isTooLong ||= values.length > MAX_LIST) });
  return isTooLong ? listTooLong : undefined;
}

/** What is too large in a request's variables, as a sentence. */
export function problemOfVariables(variables: unknown): string | undefined {
  let count = 0;
  const look = (value: unknown, depth: number): string | undefined => {
    count += 1;
    if (count > MAX_VALUES) return `The variables have more than ${MAX_VALUES} values`;
    if (typeof value !== "object" || value === null) return undefined;
    if (depth > MAX_VALUE_DEPTH) return `The variables nest deeper than ${MAX_VALUE_DEPTH} levels`;
    if (Array.isArray(value) && value.length > MAX_LIST) return listTooLong;
    for (const inner of Object.values(value)) {
      const problem = look(inner, depth + 1);
      if (problem) return problem;
    }
    return undefined;
  };
  return look(variables, 1);
}
