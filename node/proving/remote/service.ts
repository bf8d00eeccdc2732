import { boundedFetch, type FetchAnswer, FetchError } from "../../bounded/fetch.ts";
import { leadsToPrivate } from "../../bounded/networks.ts";
import { reader } from "../../bounded/reader.ts";
import { messageOf, W3bError } from "../../protocol/errors.ts";
import type { RemoteLimits } from "./limits.ts";
import type { Patience } from "./patience.ts";

export interface RemoteRequest {
  method: "GET" | "POST" | "PUT";
  /** A path below the service's address, or a whole URL that the service gave. */
  path: string;
  /** Sent to the service's own origin only: URLs that it gave carry their own permission. */
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string | FormData;
  /** Statuses besides 2xx that are answers; default none. */
  accept?: readonly number[];
}

export interface RemoteAnswer {
  status: number;
  bytes: Uint8Array;
}

/**
 * A proving service over HTTP whose answers are bounded in time, size and number of attempts. Throws
 * REMOTE_PROVER_UNAVAILABLE for no answer, 429 or 5xx after the last attempt, REMOTE_PROVER_REFUSED for another
 * status, REMOTE_PROVER_ANSWER_INVALID for an answer that is too large or not of its form (all unavailable), and
 * what Patience.check throws.
 */
export class RemoteService {
  readonly #name: string;
  readonly #base: URL;
  readonly #limits: RemoteLimits;
  /** Whether the service is in a private network, once that was asked. */
  #isPrivate: boolean | undefined;

  /** Throws REMOTE_PROVER_SETTINGS_INVALID (input) unless `url` is a plain http(s) address. */
  constructor(name: string, url: string, limits: RemoteLimits) {
    this.#name = name;
    this.#base = baseOf(name, url);
    this.#limits = limits;
  }

  /** Sends a request, again where that may help. */
  async send(request: RemoteRequest, patience: Patience): Promise<RemoteAnswer> {
    for (let attempt = 1; ; attempt++) {
      patience.check();
      const outcome = await this.#try(request, patience);
      if (!(outcome instanceof W3bError)) return outcome;
      patience.check(); // the reason is rather that time is over
      if (attempt >= this.#limits.attempts) throw outcome;
      await patience.pause(attempt - 1);
    }
  }

  /** As {@link send}, with the answer read as JSON. */
  async json(request: RemoteRequest, patience: Patience): Promise<unknown> {
    const { bytes } = await this.send(request, patience);
    return this.read(bytes, `${request.method} ${this.#label(request)}`);
  }

  /** An answer's JSON; `name` says what answered. Throws REMOTE_PROVER_ANSWER_INVALID. */
  async read(bytes: Uint8Array, name: string): Promise<unknown> {
    try {
      return await reader.json(bytes, jsonLimits);
    } catch (cause) {
      throw this.invalid(`what ${name} gave is not JSON (${messageOf(cause)})`, cause);
    }
  }

  /** The error for an answer that is not of the form it should have. */
  invalid(reason: string, cause?: unknown): W3bError {
    return new W3bError("REMOTE_PROVER_ANSWER_INVALID", `The answer of ${this.#name} cannot be used: ${reason}.`, {
      kind: "unavailable",
      meaning: "The service is broken, of another version, or another service than its address promises.",
      action: "Check the address of the proving service and its version.",
      cause,
    });
  }

  /** An error that may pass is returned, any other thrown. */
  async #try(request: RemoteRequest, patience: Patience): Promise<RemoteAnswer | W3bError> {
    let answer: FetchAnswer;
    try {
      answer = await this.#ask(request, patience);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      if (error.reason === "unavailable") return this.#unavailable(request, error.message, error);
      throw this.invalid(`${this.#label(request)}: ${error.message}`, error);
    }
    const { ok, status, bytes } = answer;
    if (ok || request.accept?.includes(status)) return { status, bytes };
    const reason = `${status} ${excerptOf(bytes)}`.trim();
    if (status >= 500 || status === 429) return this.#unavailable(request, reason);
    throw new W3bError(
      "REMOTE_PROVER_REFUSED",
      `${this.#name} refused ${request.method} ${this.#label(request)}: ${reason}`,
      {
        kind: "unavailable",
        meaning:
          "The service does not take the request: its key is wrong, its quota is used up, or it is another version.",
        action: "The operator checks the proving service's settings; nothing is claimed meanwhile.",
      },
    );
  }

  /** The operator has named the service, wherever it is; what the service names besides is as private as it is itself. */
  async #ask({ method, path, headers, body, accept }: RemoteRequest, { signal }: Patience): Promise<FetchAnswer> {
    const url = this.#urlOf(path);
    const isOwn = url.origin === this.#base.origin;
    const allowPrivate = isOwn || (this.#isPrivate ??= await leadsToPrivate(this.#base.hostname));
    const { requestMs: totalMs, answerBytes: maxBytes } = this.#limits;
    const own = isOwn && headers ? { headers } : {};
    return boundedFetch(url, { maxBytes, totalMs, allowPrivate }, { ...own, method, body, accept, signal });
  }

  #unavailable(request: RemoteRequest, reason: string, cause?: unknown): W3bError {
    const message = `${this.#name} did not answer ${request.method} ${this.#label(request)}: ${reason}`;
    return new W3bError("REMOTE_PROVER_UNAVAILABLE", message, {
      kind: "unavailable",
      meaning: "The proving service is down, slow or overloaded.",
      action: "It is tried again; look at the service if it lasts.",
      cause,
    });
  }

  #urlOf(path: string): URL {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(path)) return new URL(path.replace(/^\/+/, ""), this.#base);
    const url = URL.canParse(path) ? new URL(path) : undefined;
    if (url && /^https?:$/.test(url.protocol)) return url;
    throw this.invalid("it names an address that is not http(s)");
  }

  /** Without the query, which may hold a permission. */
  #label({ path }: RemoteRequest): string {
    return path.replace(/[?#].*$/s, "").slice(0, 200);
  }
}

/** What an answer may hold: proofs are arrays of bytes, each a number. */
const jsonLimits = { depth: 32, values: 500_000 };

function baseOf(name: string, url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (!base || !/^https?:$/.test(base.protocol) || /[?#]/.test(url) || base.username || base.password) {
    throw new W3bError(
      "REMOTE_PROVER_SETTINGS_INVALID",
      `The address of ${name} is not http(s)://host[:port][/path].`,
      {
        kind: "input",
        action: "Correct the proving service's settings.",
      },
    );
  }
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}

/** The beginning of an answer, fit for a message: printable, one line. */
function excerptOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 300))
    .toString("utf8")
    .replace(/[^\x20-\x7e]+/g, " ")
    .slice(0, 200);
}
