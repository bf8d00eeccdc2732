import type { Hex } from "viem";
import { boundedFetch, FetchError } from "../bounded/fetch.ts";
import { reader } from "../bounded/reader.ts";
import { W3bError } from "../protocol/errors.ts";
import { assertSize, canonicalHash, type DataLimits, defaultMaxBytes, type ManySource, verified } from "./store.ts";

export interface HttpSourceOptions extends DataLimits {
  /** Time for the whole answer, in ms. Default 10 s. */
  timeoutMs?: number;
  /** Also ask servers on this machine and in private networks. Default false. */
  allowPrivate?: boolean;
}

/**
 * Payloads at `<uri>/payload/<hash>`, and several at `<uri>/payloads?hashes=<hash>,<hash>`, as gateways serve them; a
 * gateway that knows only the former has none of several. The uri comes from the chain, so from anybody: it may only
 * be http(s) without query, fragment or credentials, redirects are refused, and size and time are bounded.
 * Throws W3bError PAYLOAD_SOURCE_INVALID for an uri that is none of that.
 */
export function httpSource(uri: string, options: HttpSourceOptions = {}): ManySource {
  const { maxBytes = defaultMaxBytes } = options;
  const base = baseOf(uri);
  return {
    async get(wanted) {
      const hash = canonicalHash(wanted);
      const bytes = await download(new URL(`payload/${hash}`, base), maxBytes, options);
      return bytes && verified(bytes, hash, base.href);
    },
    async getSome(wanted, maxBytes) {
      const hashes = new Set(wanted.map(canonicalHash));
      if (hashes.size === 0) return new Map();
      const url = new URL(`payloads?hashes=${[...hashes].join(",")}`, base);
      const room = Math.ceil(maxBytes * base64Growth) + hashes.size * bytesAround;
      const answer = await download(url, room, options);
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
async function payloadsIn(answer: Uint8Array, wanted: ReadonlySet<Hex>, source: string): Promise<Map<Hex, Uint8Array>> {
  const limits = { depth: 2, values: wanted.size + 100 };
  const json = await reader.json(answer, limits).catch(() => undefined); // said below
  const payloads = (json as { payloads?: unknown } | null | undefined)?.payloads;
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

async function download(
  url: URL,
  maxBytes: number,
  { timeoutMs = 10_000, allowPrivate = false }: HttpSourceOptions,
): Promise<Uint8Array | undefined> {
  try {
    const { ok, status, bytes } = await boundedFetch(url, { maxBytes, totalMs: timeoutMs, allowPrivate });
    if (ok) return bytes;
    if (status === 404) return undefined;
    throw unavailable(url, `status ${status}`);
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    if (error.reason === "private") throw privateAddress(url, error);
    if (error.reason === "tooLarge") assertSize(maxBytes + 1, maxBytes);
    throw unavailable(url, error.message, error);
  }
}

function unavailable(url: URL, reason: string, cause?: unknown): W3bError {
  return new W3bError("PAYLOAD_UNAVAILABLE", `${url.href} did not answer: ${reason}`, {
    kind: "unavailable",
    meaning: "The gateway is down, slow or sends elsewhere.",
    action: "It is tried again; ask the gateway's operator if it lasts.",
    cause,
  });
}

function privateAddress({ origin }: URL, cause: FetchError): W3bError {
  return new W3bError("PAYLOAD_SOURCE_PRIVATE", `The gateway at ${origin} is not asked: ${cause.message}`, {
    kind: "input",
    meaning: "Strangers write gateways' addresses, and must not reach through this node what only it can reach.",
    action: "Give the gateway a public address; where the network is the operator's own, --allow-private-networks.",
    cause,
  });
}
