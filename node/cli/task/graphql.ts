import { messageOf, W3bError } from "../../protocol/errors.ts";

/**
 * Asks an indexer's GraphQL API.
 * @throws W3bError INDEXER_UNREACHABLE, INDEXER_REFUSED
 */
export async function ask<T>(url: string, query: string, variables: Record<string, unknown>): Promise<T> {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  };
  const response = await fetch(url, request).catch((error: unknown) => {
    throw new W3bError("INDEXER_UNREACHABLE", `No answer from ${url}: ${messageOf(error)}`, {
      action: "Check --graphql-url, and that the indexer runs.",
      kind: "unavailable",
    });
  });
  const text = await response.text();
  const { data, errors } = parse<T>(text);
  if (data && !errors) return data;
  throw new W3bError(
    "INDEXER_REFUSED",
    `${url} answered: ${errors?.map(({ message }) => message).join("; ") ?? text.slice(0, 200)}`,
  );
}

function parse<T>(text: string): { data?: T; errors?: { message: string }[] } {
  try {
    return JSON.parse(text) as { data?: T; errors?: { message: string }[] };
  } catch {
    return {}; // not GraphQL at all; the caller quotes what it is
  }
}
