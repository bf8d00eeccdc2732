import { BaseError, HttpRequestError, TimeoutError } from "viem";
import { messageOf, W3bError } from "../protocol/errors.ts";

/**
 * Why something failed, in one line, for logs and states. Of what was not raised on purpose no URL is shown: that of an
 * endpoint may hold an API key, and viem's messages name it.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof W3bError) return error.message;
  return (error instanceof BaseError ? summaryOf(error) : messageOf(error)).replace(anyUrl, "<url>");
}

/** Of any scheme; to the end of the word, since what ends a URL also occurs in one. */
const anyUrl = /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi;

function summaryOf({ shortMessage, details }: BaseError): string {
  return details && !shortMessage.includes(details) ? `${shortMessage} (${details})` : shortMessage;
}

/**
 * Whether the chain could not be asked at all, as opposed to having answered with an error about the transaction:
 * no connection, no answer in time, or an endpoint that is overloaded or broken.
 */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  return error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null;
}

/**
 * CHAIN_UNREACHABLE (unavailable) where a call to the chain failed, in services that try it again; undefined for anything
 * else. Without its cause, which may hold the URL and with it an API key.
 */
export function asChainError(error: unknown): W3bError | undefined {
  if (!(error instanceof BaseError)) return undefined;
  return new W3bError("CHAIN_UNREACHABLE", `The chain does not answer: ${reasonOf(error)}.`, {
    kind: "unavailable",
    meaning: "What is to be sent waits.",
    action: "Check the chain's node; it is tried again without you.",
  });
}

/** All that the endpoint said, in lower case, to be searched for known phrases. */
export function wordsOf(error: unknown): string {
  const words: string[] = [];
  for (let at: unknown = error; at instanceof Error && words.length < 20; at = at.cause) {
    words.push(at instanceof BaseError ? `${at.shortMessage} ${at.details}` : at.message);
  }
  return words.join(" ").toLowerCase();
}
