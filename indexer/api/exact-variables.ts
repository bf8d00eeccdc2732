import type { GrafservBody } from "postgraphile/grafserv";

/**
 * Keeps the numbers in a request's variables as they were written: JSON.parse makes 9007199254740992 of 9007199254740993,
 * and a filter would find another's row. Those that a JavaScript number cannot hold become texts of the same digits,
 * which numeric columns take; `Int` and `Float`, which are such numbers, refuse them.
 */
export const exactVariables: GraphileConfig.Plugin = {
  name: "W3bExactVariables",
  version: "1.0.0",
  after: ["W3bRequestLimits"],
  grafserv: {
    middleware: {
      async processGraphQLRequestBody(next, { body, request }) {
        // The limits come before: only what is small and shallow is read once more.
        await next();
        if (request === undefined || typeof body.variableValues !== "object") return;
        const written =
          request.method === "POST" ? inBody(await request.getBody()) : inQuery(await request.getQueryParams());
        if (written !== undefined) body.variableValues = written;
      },
    },
  },
};

/** What nobody's number is rounded in: 15 digits are the same in a JavaScript number and back. */
const EXACT_DIGITS = 15;

/** JSON.parse, but for numbers of which it would keep another value: their text. Throws SyntaxError. */
export function parseKeepingDigits(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    if (typeof value !== "number" || source === undefined) return value;
    const digits = source
      .replace(/[eE].*$/, "")
      .replace(/[-.]/g, "")
      .replace(/^0+/, "");
    const isExact = digits.length <= EXACT_DIGITS ? Number.isFinite(value) && (value !== 0 || digits === "") : false;
    return isExact || (Number.isSafeInteger(value) && source === String(value)) ? value : source;
  });
}

type Variables = Record<string, unknown>;

function inBody(body: GrafservBody): Variables | undefined {
  const text = body.type === "buffer" ? body.buffer.toString("utf8") : body.type === "text" ? body.text : undefined;
  return text === undefined ? undefined : (parseKeepingDigits(text) as { variables?: Variables }).variables;
}

function inQuery(parameters: Record<string, unknown>): Variables | undefined {
  const text = parameters["variables"];
  return typeof text === "string" ? (parseKeepingDigits(text) as Variables) : undefined;
}
