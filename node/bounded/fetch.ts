import { Agent as HttpAgent, type IncomingMessage, type OutgoingHttpHeaders, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { messageOf } from "../protocol/errors.ts";
import { decoded } from "./decoded.ts";
import { assertPublicHost, PrivateAddressError, publicLookup } from "./networks.ts";
import type { DownloadPlace } from "./room.ts";

/** How much a server that a stranger named may take of this process. */
export interface FetchLimits {
  /** Most bytes of an answer, decompressed. */
  maxBytes: number;
  /** Longest the whole may take, from the name to the last byte, in milliseconds. */
  totalMs: number;
  /** Fewest bytes a second an answer may come with, on average. Default: any. */
  leastBytesPerSecond?: number;
  /** For how long nothing may come, or less than that, in milliseconds. Default 10,000. */
  graceMs?: number;
  /** The same for what takes longer than `afterMs`, in milliseconds. */
  long?: { afterMs: number; leastBytesPerSecond: number };
  /** Whether loopback and private networks may be asked. */
  allowPrivate: boolean;
}

export interface FetchRequest {
  method?: "GET" | "POST" | "PUT";
  headers?: OutgoingHttpHeaders;
  body?: Uint8Array<ArrayBuffer> | string | FormData | undefined;
  /** Statuses besides 2xx whose answers are read whole; of others the beginning is. */
  accept?: readonly number[] | undefined;
  /** Gives up. */
  signal?: AbortSignal | undefined;
  /** Where the answer's bytes count together with those of other downloads. */
  place?: DownloadPlace | undefined;
}

export interface FetchAnswer {
  status: number;
  /** Whether the status is 2xx. */
  ok: boolean;
  bytes: Uint8Array;
}

/** Why there is no answer: it leads into a private network, is larger than the limit, or nothing (in time) came. */
export class FetchError extends Error {
  readonly reason: "private" | "tooLarge" | "unavailable";

  constructor(reason: FetchError["reason"], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/**
 * Asks an http(s) server, within limits whatever it does. Redirects are not followed: they are answers with a status of
 * their own. Throws FetchError.
 */
export async function boundedFetch(url: URL, limits: FetchLimits, request: FetchRequest = {}): Promise<FetchAnswer> {
  const pace = new Pace(limits);
  const timeout = AbortSignal.timeout(limits.totalMs);
  const { signal, place } = request;
  const others = [signal, place?.signal].filter((one) => one !== undefined);
  const stop = AbortSignal.any([timeout, pace.tooSlow, ...others]);
  try {
    if (!limits.allowPrivate) assertPublicHost(url.hostname);
    const response = await sendAgain(url, limits.allowPrivate, request, stop);
    const status = response.statusCode ?? 0;
    const ok = status >= 200 && status < 300;
    const whole = ok || (request.accept?.includes(status) ?? false);
    return { status, ok, bytes: await collect(response, limits.maxBytes, whole, stop, pace, place) };
  } catch (error) {
    if (error instanceof FetchError) throw error;
    if (error instanceof PrivateAddressError) throw new FetchError("private", error.message, error);
    const tooLong = timeout.aborted && `it was not done within ${limits.totalMs} ms`;
    const tooSlow = pace.tooSlow.aborted && "nothing comes, or too slowly";
    const inTheWay = place?.signal.aborted && "it was in the way of faster downloads";
    throw new FetchError("unavailable", tooLong || tooSlow || inTheWay || messageOf(error), error);
  } finally {
    pace.end();
  }
}

/** Connections to any address, and to public ones only: each agent has its own, so that neither meets the other's. */
const agents = {
  any: { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) },
  public: {
    "http:": new HttpAgent({ keepAlive: true, lookup: publicLookup() }),
    "https:": new HttpsAgent({ keepAlive: true, lookup: publicLookup() }),
  },
};

/** A connection that was kept may be ended by the server at the very moment it is used again: then on another. */
async function sendAgain(
  url: URL,
  allowPrivate: boolean,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const body = await bodyOf(request);
  const sent = { reused: false };
  try {
    return await send(url, allowPrivate, request, body, signal, sent);
  } catch (error) {
    const isGone = ["ECONNRESET", "EPIPE"].includes((error as NodeJS.ErrnoException).code ?? "");
    if (!sent.reused || !isGone || request.method === "POST" || signal.aborted) throw error;
    return await send(url, allowPrivate, request, body, signal, sent);
  }
}

function send(
  url: URL,
  allowPrivate: boolean,
  { method = "GET", headers }: FetchRequest,
  body: { bytes: Uint8Array; type: string | null } | undefined,
  signal: AbortSignal,
  sent: { reused: boolean },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const protocol = url.protocol as "http:" | "https:";
    const agent = agents[allowPrivate ? "any" : "public"][protocol];
    const options = {
      ...{ method, agent, signal },
      headers: {
        "accept-encoding": "gzip, deflate, br",
        "user-agent": "w3bstream",
        ...(body && body.type !== null && { "content-type": body.type }),
        ...(body && { "content-length": body.bytes.length }),
        ...headers,
      },
    };
    const request = protocol === "https:" ? httpsRequest(url, options) : httpRequest(url, options);
    request.once("socket", () => (sent.reused = request.reusedSocket));
    request.once("response", resolve);
    request.on("error", reject); // after an answer too, when it has been broken off
    request.once("close", () => reject(new Error("the connection was closed without an answer")));
    request.end(body?.bytes);
  });
}

/** The body as it is sent, with its type where that follows from it. */
async function bodyOf({ body }: FetchRequest): Promise<{ bytes: Uint8Array; type: string | null } | undefined> {
  if (body === undefined) return undefined;
  if (!(body instanceof FormData)) return { bytes: Buffer.from(body as string), type: null };
  const encoded = new Response(body);
  return { bytes: new Uint8Array(await encoded.arrayBuffer()), type: encoded.headers.get("content-type") };
}

/** Of a refusal, as much as a message has room for. */
const refusalBytes = 2_000;

async function collect(
  response: IncomingMessage,
  maxBytes: number,
  whole: boolean,
  stop: AbortSignal,
  pace: Pace,
  place: DownloadPlace | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of decoded(response, stop) as AsyncIterable<Uint8Array>) {
      pace.bytes += chunk.length;
      // Leaving the loop ends the download, and with it the connection.
      if (whole && pace.bytes > maxBytes) throw new FetchError("tooLarge", `it has more than ${maxBytes} bytes`);
      place?.grow(chunk.length);
      chunks.push(chunk);
      if (!whole && pace.bytes > refusalBytes) break;
    }
    return Buffer.concat(chunks);
  } finally {
    response.destroy();
  }
}

/** Watches how fast an answer comes, from when it is asked for. */
class Pace {
  bytes = 0;
  readonly #tooSlow = new AbortController();
  readonly #watch: NodeJS.Timeout | undefined;

  constructor({ leastBytesPerSecond, graceMs = 10_000, long }: FetchLimits) {
    if (leastBytesPerSecond === undefined) return;
    const start = performance.now() + graceMs;
    this.#watch = setInterval(() => {
      const ms = performance.now() - start;
      const least = long && ms + graceMs > long.afterMs ? long.leastBytesPerSecond : leastBytesPerSecond;
      if (ms > 0 && this.bytes < (least * ms) / 1_000) this.#tooSlow.abort();
    }, 250);
  }

  get tooSlow(): AbortSignal {
    return this.#tooSlow.signal;
  }

  end(): void {
    clearInterval(this.#watch);
  }
}
