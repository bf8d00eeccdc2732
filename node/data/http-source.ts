import type { Hex } from "viem";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { assertSize, canonicalHash, type DataLimits, defaultMaxBytes, type ManySource, verified } from "./store.ts";

export interface HttpSourceOptions extends DataLimits {
  /** Time for the whole answer, in ms. Default 10 s. */
  timeoutMs?: number;
}

/**
 * Payloads at `<uri>/payload/<hash>`, and several at `<uri>/payloads?hashes=<hash>,<hash>`, as gateways serve them; a
 * gateway that knows only the former has none of several. The uri comes from the chain, so from anybody: it may only
 * be http(s) without query, fragment or credentials, redirects are refused, and size and time are bounded.
 * Throws W3bError PAYLOAD_SOURCE_INVALID for an uri that is none of that.
 */
export function httpSource(uri: string, options: HttpSourceOptions = {}): ManySource {
  const { timeoutMs = 10_000, maxBytes = defaultMaxBytes } = options;
  const base = baseOf(uri);
  return {
    async get(wanted) {
      const hash = canonicalHash(wanted);
      const bytes = await download(new URL(`payload/${hash}`, base), timeoutMs, maxBytes);
      return bytes && verified(bytes, hash, base.href);
    },
    async getSome(wanted, maxBytes) {
      const hashes = new Set(wanted.map(canonicalHash));
      if (hashes.size === 0) return new Map();
      const url = new URL(`payloads?hashes=${[...hashes].join(",")}`, base);
      const answer = await download(url, timeoutMs, Math.ceil(maxBytes * base64Growth) + hashes.size * bytesAround);
      return answer ? payloadsIn(answer, hashes, base.href) : new Map();
    },
  };
}

function baseOf(uri: string): URL {
  const url = URL.canParse(uri) && uri.length <= 2_000 ? new URL(uri) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !/[?#]/.test(uri) && !url.username && !url.password;
  if (!plain) {
    throw new W3bError("PAYLOAD_SOURCE_INVALID", `"${uri.slice(0, 200)}" is not the address of a gateway`, {
      kind: "input",
      action: "The project's owner sets the gateway's uri to http(s)://host[:port][/path].",
    });
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** Of a payload in base64; and of what the answer has besides for each, in bytes. */
const [base64Growth, bytesAround] = [4 / 3, 200];

/** Of `{"payloads": {"<hash>": "<base64>"}}` those that were asked for, checked. */
function payloadsIn(answer: Uint8Array, wanted: ReadonlySet<Hex>, source: string): Map<Hex, Uint8Array> {
  let payloads: unknown;
  try {
    ({ payloads } = JSON.parse(Buffer.from(answer).toString()) as { payloads?: unknown });
  } catch {
    payloads = undefined; // said below
  }
  if (typeof payloads !== "object" || payloads === null) {
    throw new W3bError("PAYLOAD_UNAVAILABLE", `${source}payloads did not answer with payloads.`, {
      kind: "unavailable",
      meaning: "What answers there is no gateway, or one of another kind.",
      action: "Payloads are asked for one by one instead.",
    });
  }
  const found = Object.entries(payloads).filter(
    (entry): entry is [Hex, string] => wanted.has(entry[0] as Hex) && typeof entry[1] === "string",
  );
  return new Map(found.map(([hash, text]) => [hash, verified(Buffer.from(text, "base64"), hash, source)]));
}

async function download(url: URL, timeoutMs: number, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return await collect(response, maxBytes);
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw new Error(`status ${response.status}`);
  } catch (error) {
    if (error instanceof W3bError) throw error;
    // fetch() hides the reason ("fetch failed") in the cause.
    const reason = messageOf(error instanceof TypeError && error.cause ? error.cause : error);
    throw new W3bError("PAYLOAD_UNAVAILABLE", `${url.href} did not answer: ${reason}`, {
      kind: "unavailable",
      meaning: "The gateway is down, slow or sends elsewhere.",
      action: "It is tried again; ask the gateway's operator if it lasts.",
      cause: error,
    });
  }
}

/** The body, read only as far as the limit allows. */
async function collect(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    assertSize(size, maxBytes); // leaving the loop cancels the download
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
