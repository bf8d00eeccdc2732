import { messageOf } from "../protocol/errors.ts";
import { type TroubleKind, wordings } from "./wordings.ts";

/** A JSON-RPC error as endpoints send it. */
export interface RpcErrorObject {
  code: number;
  message: string;
  data?: unknown;
}

/** Why a call got no result. */
export class RpcTrouble extends Error {
  readonly kind: TroubleKind;
  /** The JSON-RPC error, if the endpoint sent one. */
  readonly rpcError: RpcErrorObject | undefined;
  /** Its HTTP status, if it answered with another than 200. */
  readonly status: number | undefined;
  /** How long the endpoint asks to be left alone, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: TroubleKind,
    message: string,
    more: { rpcError?: RpcErrorObject; status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "RpcTrouble";
    this.kind = kind;
    this.rpcError = more.rpcError;
    this.status = more.status;
    this.retryAfterMs = more.retryAfterMs;
  }

  /** Whether the endpoint answered at all. */
  get answered(): boolean {
    return this.cause === undefined;
  }

  /** Whether nothing was wrong with the call: the endpoint failed, and may answer later. */
  get passes(): boolean {
    return this.kind === "passing" || this.kind === "busy";
  }
}

/** Codes that say the same wherever they are used; all others are told apart by their words. */
const kindOfCode = new Map<number, TroubleKind>([
  [429, "busy"],
  [-32005, "busy"],
  [-32007, "busy"],
  [-32029, "busy"],
  [-32601, "unable"],
  [-32004, "unable"],
  [-32001, "behind"],
  [-32002, "passing"],
  [-32603, "passing"],
  [3, "answer"],
]);

const limitCode = -32005;

/**
 * What an endpoint's JSON-RPC error is about: by its words, else by its code. Of an error that nothing is known of,
 * calls and transactions are told (their senders know more words), and anything else is tried again.
 */
export function kindOf(method: string, { code, message, data }: RpcErrorObject): TroubleKind {
  const said = `${message} ${typeof data === "string" ? data : JSON.stringify(data ?? "")}`.toLowerCase();
  const found = wordings.find(({ words, only }) => (only?.test(method) ?? true) && words.test(said));
  const byWords = found?.kind === "passing" ? (kindOfCode.get(code) ?? found.kind) : found?.kind;
  // "limit exceeded" alone may be about either: asking for less is the cheaper guess.
  if (byWords === undefined && method === "eth_getLogs" && code === limitCode) return "tooMuch";
  if (byWords !== undefined && code !== 3) return byWords;
  const byCode = kindOfCode.get(code);
  if (byCode !== undefined) return byCode;
  if (code === -32602 || code === -32600) return method === "eth_getLogs" ? "tooMuch" : "answer";
  return /^eth_(call|estimateGas|sendRawTransaction)$/.test(method) ? "answer" : "passing";
}

/** The trouble of a JSON-RPC error; `status` is the HTTP status it came with. */
export function troubleOfError(method: string, rpcError: RpcErrorObject, status?: number): RpcTrouble {
  return new RpcTrouble(kindOf(method, rpcError), rpcError.message, { rpcError, status });
}

/** The trouble of an HTTP answer without a JSON-RPC error in it. */
export function troubleOfStatus(status: number, calls: number, retryAfter: string | null): RpcTrouble {
  const retryAfterMs = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
  return new RpcTrouble(kindOfStatus(status, calls), `HTTP ${status}`, { status, retryAfterMs });
}

function kindOfStatus(status: number, calls: number): TroubleKind {
  if (status === 429) return "busy";
  if (status === 413 || (status === 400 && calls > 1)) return calls > 1 ? "batch" : "tooMuch";
  return [400, 401, 402, 403, 404, 405, 410].includes(status) ? "unable" : "passing";
}

/** The trouble of a request that was not answered: no connection, none in time, an answer that is no JSON. */
export function troubleOfFailure(error: unknown): RpcTrouble {
  if (error instanceof RpcTrouble) return error;
  const timedOut = error instanceof Error && error.name === "TimeoutError";
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new RpcTrouble("passing", timedOut ? "no answer in time" : messageOf(cause), { cause: error });
}
