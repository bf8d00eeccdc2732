import { setTimeout as sleep } from "node:timers/promises";
import { type RpcErrorObject, RpcTrouble, troubleOfError, troubleOfFailure, troubleOfStatus } from "./trouble.ts";

export interface RpcCall {
  method: string;
  params?: unknown[];
}

/** What a call in a batch got. */
export type RpcOutcome = { result: unknown } | { trouble: RpcTrouble };

/** What an endpoint takes. */
export interface RpcLimits {
  /** Most calls in one request. Default 100. */
  batch?: number | undefined;
  /** Most blocks whose logs are asked for at once. Default 1,000. */
  range?: number | undefined;
  /** Most calls a second. Default: no limit. */
  rate?: number | undefined;
}

/** An endpoint's answers to one method are not asked for while it rests, if another may have them. In ms. */
const firstRestMs = 500;
const longestRestMs = 60_000;
/** How long one that cannot do something rests from it. */
const unableRestMs = 300_000;
/** Requests under way at a time. */
const concurrency = 32;
/** After so many successes in a row more is asked for at once again. */
const successesToGrow = 50;

/** One JSON-RPC endpoint over HTTP: what it takes, what it has learnt of itself, and what it failed at lately. */
export class Endpoint {
  readonly url: string;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  readonly #limits: Required<Omit<RpcLimits, "rate">> & { rate: number | undefined };
  /** Most calls in one request, and blocks in one question for logs, as learnt. */
  batchMost: number;
  rangeMost: number;
  /** The chain it is of; undefined until it was asked. */
  chainId: number | undefined;
  readonly #rests = new Map<string, { failures: number; until: number }>();
  /** How many requests were answered, and how many were not or with an HTTP status that is no answer. */
  readonly requests = { answered: 0, failed: 0 };
  #nextId = 1;
  #nextSlot = 0;
  #running = 0;
  #waiting: (() => void)[] = [];
  #successes = 0;

  constructor(url: string, limits: RpcLimits, timeoutMs: number, now: () => number) {
    this.url = url;
    this.#timeoutMs = timeoutMs;
    this.#now = now;
    const { batch = 100, range = 1_000, rate } = limits;
    this.#limits = { batch: rate === undefined ? batch : Math.max(1, Math.min(batch, Math.floor(rate))), range, rate };
    this.batchMost = this.#limits.batch;
    this.rangeMost = range;
  }

  /** Host and port: the rest of the URL may hold a key. */
  get place(): string {
    return new URL(this.url).host;
  }

  /** Until when it rests from a method, in ms since the epoch; 0 if it does not. */
  restsUntil(method: string): number {
    return Math.max(this.#rests.get(method)?.until ?? 0, this.#rests.get("*")?.until ?? 0);
  }

  /** Lets it rest after a failure, the longer the more there were. Whatever is no word on the method is the endpoint's. */
  failed(method: string, trouble: RpcTrouble): void {
    const what = trouble.rpcError === undefined ? "*" : method;
    const failures = (this.#rests.get(what)?.failures ?? 0) + 1;
    const rest = Math.min(firstRestMs * 2 ** (failures - 1), longestRestMs);
    const ms = trouble.kind === "unable" ? unableRestMs : Math.max(jittered(rest), trouble.retryAfterMs ?? 0);
    this.#rests.set(what, { failures, until: this.#now() + ms });
  }

  succeeded(method: string): void {
    this.#rests.delete("*");
    this.#rests.delete(method);
    if (++this.#successes < successesToGrow) return;
    this.#successes = 0;
    this.batchMost = Math.min(this.#limits.batch, this.batchMost * 2);
    this.rangeMost = Math.min(this.#limits.range, this.rangeMost * 2);
  }

  /** Notes that so many calls, or blocks, were too many. */
  learn(what: "batchMost" | "rangeMost", tooMany: number): void {
    this.#successes = 0;
    this[what] = Math.max(1, Math.min(this[what], Math.floor(tooMany / 2)));
  }

  /** The result of one call. Throws RpcTrouble. */
  async ask(call: RpcCall): Promise<unknown> {
    const answer = await this.#post(this.#message(call), [call]);
    if (Array.isArray(answer) || answer === null || typeof answer !== "object") throw nonsense();
    const { error, result } = answer as { error?: RpcErrorObject; result?: unknown };
    if (error) throw troubleOfError(call.method, error);
    if (result === undefined) throw nonsense();
    return result;
  }

  /** What each of several calls got, in one request. Throws RpcTrouble when the request as a whole failed. */
  async askAll(calls: readonly RpcCall[]): Promise<RpcOutcome[]> {
    const messages = calls.map((call) => this.#message(call));
    const answer = await this.#post(messages, calls);
    if (!Array.isArray(answer)) {
      const error = (answer as { error?: RpcErrorObject } | null)?.error;
      if (!error) throw nonsense();
      // Nodes that take no batches at all say that the request is invalid.
      if (error.code === -32600) throw new RpcTrouble("batch", error.message, { rpcError: error });
      throw troubleOfError(calls[0]?.method ?? "", error);
    }
    const byId = new Map(answer.map((one: { id?: unknown }) => [one.id, one]));
    return messages.map(({ id, method }): RpcOutcome => {
      const { error, result } = (byId.get(id) ?? {}) as { error?: RpcErrorObject; result?: unknown };
      if (error) return { trouble: troubleOfError(method, error) };
      return result === undefined ? { trouble: nonsense() } : { result };
    });
  }

  #message({ method, params = [] }: RpcCall) {
    return { jsonrpc: "2.0", id: this.#nextId++, method, params };
  }

  async #post(body: unknown, calls: readonly RpcCall[]): Promise<unknown> {
    await this.#slot(calls.length);
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const answer = parsed(await response.text());
      if (response.ok && answer !== undefined) {
        this.requests.answered++;
        return answer;
      }
      const error = (answer as { error?: RpcErrorObject } | null | undefined)?.error;
      if (typeof error?.message === "string" && typeof error.code === "number") {
        throw troubleOfError(calls[0]?.method ?? "", error, response.status);
      }
      if (response.ok) throw nonsense();
      throw troubleOfStatus(response.status, calls.length, response.headers.get("retry-after"));
    } catch (error) {
      this.requests.failed++;
      throw troubleOfFailure(error);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** Waits for its turn: not too many at a time, and not too many a second. */
  async #slot(calls: number): Promise<void> {
    while (this.#running >= concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    const { rate } = this.#limits;
    if (rate === undefined) return;
    const now = Date.now();
    const at = Math.max(this.#nextSlot, now);
    this.#nextSlot = at + (calls * 1000) / rate;
    if (at > now) await sleep(at - now);
  }
}

/** Between half of it and all of it: clients that failed together do not come back together. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function nonsense(): RpcTrouble {
  return new RpcTrouble("passing", "the answer is none to the question");
}
