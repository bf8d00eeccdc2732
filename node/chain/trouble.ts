import { BaseError, HttpRequestError, TimeoutError } from "viem";
import { messageOf } from "../protocol/errors.ts";

/** What went wrong between us and the chain in one line; without the URL, which may hold an API key. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof BaseError)) return messageOf(error);
  const { shortMessage, details } = error;
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

/** All that the endpoint said, in lower case, to be searched for known phrases. */
export function wordsOf(error: unknown): string {
  const words: string[] = [];
  for (let at: unknown = error; at instanceof Error && words.length < 20; at = at.cause) {
    words.push(at instanceof BaseError ? `${at.shortMessage} ${at.details}` : at.message);
  }
  return words.join(" ").toLowerCase();
}
