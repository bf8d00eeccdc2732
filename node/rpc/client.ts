import { setTimeout as sleep } from "node:timers/promises";
import { Endpoint, jittered, type RpcCall, type RpcLimits } from "./endpoint.ts";
import { HeadCompare } from "./head-compare.ts";
import { RpcTrouble, troubleOfFailure } from "./trouble.ts";

export interface RpcClientOptions extends RpcLimits {
  /** Endpoints of other chains are not used. Default: any chain is right. */
  chainId?: number;
  /** How often all endpoints are tried for a call before it fails. Default 3. */
  rounds?: number;
  /** How long an endpoint may take to answer, in ms. Default 10,000. */
  timeoutMs?: number;
  /** Milliseconds since the epoch; tests have clocks of their own. */
  now?: () => number;
  /** Told when all endpoints failed at a call that is tried again, and when calls work again (undefined). */
  onTrouble?: (trouble: RpcTrouble | undefined, method: string) => void;
  /** Told when a call went to another endpoint than the first. */
  onDetour?: (place: string, method: string, because: RpcTrouble) => void;
  /** Told when an endpoint's head is far behind another's: others are asked first then, until it has caught up (undefined). */
  onBehind?: (place: string, seconds: number | undefined) => void;
}

export interface CallOptions {
  /** Throws for a result that cannot be right: then it is asked for again. */
  accept?: (result: unknown) => void;
  /** Overrides the client's. */
  rounds?: number;
}

/** First and longest pause between two rounds, in ms. */
const firstPauseMs = 150;
const longestPauseMs = 10_000;

/**
 * JSON-RPC over several endpoints. The first that can do a method is asked; one that fails at it rests from it while
 * others answer, and one whose head is far behind another's is asked after it. Troubles that pass are waited out with growing pauses; batches and ranges that are too large are split.
 */
export class RpcClient {
  readonly endpoints: readonly Endpoint[];
  readonly #options: RpcClientOptions;
  readonly #now: () => number;
  readonly #heads: HeadCompare;
  #troubled = false;

  constructor(urls: readonly string[], options: RpcClientOptions = {}) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.endpoints = urls.map((url) => new Endpoint(url, options, options.timeoutMs ?? 10_000, this.#now));
    this.#heads = new HeadCompare(this.endpoints, this.#now, options.onBehind);
  }

  /** The result of a call. Throws RpcTrouble: the chain's own word, or the last endpoint's trouble. */
  async call(method: string, params: unknown[] = [], options: CallOptions = {}): Promise<unknown> {
    return this.#attempt(method, options.rounds, async (endpoint) => {
      const result = await endpoint.ask({ method, params });
      options.accept?.(result);
      return result;
    });
  }

  /** The results of several calls, in order; a batch is split where it is too large. Throws as `call` does. */
  async batch(calls: readonly RpcCall[], options: CallOptions = {}): Promise<unknown[]> {
    const [first] = calls;
    if (!first) return [];
    const most = this.#ordered(first.method)[0]?.batchMost ?? 1;
    if (calls.length > most) {
      const parts = Array.from({ length: Math.ceil(calls.length / most) }, (_, i) =>
        calls.slice(i * most, (i + 1) * most),
      );
      return (await Promise.all(parts.map((part) => this.batch(part, options)))).flat();
    }
    if (calls.length === 1) return [await this.call(first.method, first.params, options)];
    const outcomes = await this.#attempt(first.method, options.rounds, async (endpoint) => {
      try {
        return await endpoint.askAll(calls);
      } catch (error) {
        const trouble = troubleOfFailure(error);
        if (trouble.kind === "batch" || trouble.kind === "tooMuch") endpoint.learn("batchMost", calls.length);
        else if (!trouble.passes || !trouble.answered) throw error;
        // Of many calls one is enough to spoil the answer: the halves have a better chance.
        else endpoint.failed(first.method, trouble);
        return undefined;
      }
    });
    if (outcomes === undefined) {
      const half = Math.ceil(calls.length / 2);
      return (
        await Promise.all([calls.slice(0, half), calls.slice(half)].map((part) => this.batch(part, options)))
      ).flat();
    }
    // What one of them lacks is asked for by itself, from whoever has it.
    return Promise.all(
      outcomes.map((outcome, i) => {
        const call = calls[i]!;
        if ("result" in outcome && accepts(outcome.result, options)) return outcome.result;
        if ("trouble" in outcome && outcome.trouble.kind === "answer") throw outcome.trouble;
        return this.call(call.method, call.params, options);
      }),
    );
  }

  /** Logs of a range of blocks, of these addresses (all if none is given); the range is split where it is too wide. */
  async logs(address: readonly string[], from: number, to: number): Promise<unknown[]> {
    const most = this.#ordered("eth_getLogs")[0]?.rangeMost ?? 1;
    const blocks = to - from + 1;
    if (blocks > most) {
      const starts = Array.from({ length: Math.ceil(blocks / most) }, (_, i) => from + i * most);
      return (await Promise.all(starts.map((at) => this.logs(address, at, Math.min(at + most - 1, to))))).flat();
    }
    const filter = { fromBlock: hex(from), toBlock: hex(to), ...(address.length > 0 && { address }) };
    const logs = await this.#attempt("eth_getLogs", undefined, async (endpoint) => {
      try {
        const result = await endpoint.ask({ method: "eth_getLogs", params: [filter] });
        if (!Array.isArray(result)) throw new RpcTrouble("passing", "eth_getLogs gave no list");
        return result as unknown[];
      } catch (error) {
        const trouble = troubleOfFailure(error);
        if (trouble.kind !== "tooMuch") throw error;
        endpoint.learn("rangeMost", blocks);
        if (blocks > 1) return undefined;
        // One block is the least there is: another may allow more, or this one later.
        throw new RpcTrouble("busy", trouble.message, trouble);
      }
    });
    if (logs !== undefined) return logs;
    const half = from + Math.ceil(blocks / 2) - 1;
    return (await Promise.all([this.logs(address, from, half), this.logs(address, half + 1, to)])).flat();
  }

  /** Resolves when the endpoints' heads are not being compared. */
  async compared(): Promise<void> {
    await this.#heads.comparing;
  }

  /** Those not at rest in the order they were given, those behind last; then the others, the soonest first. */
  #ordered(method: string): Endpoint[] {
    const now = this.#now();
    const until = (endpoint: Endpoint) => Math.max(0, endpoint.restsUntil(method) - now);
    return [...this.endpoints].sort(
      (a, b) => until(a) - until(b) || Number(this.#heads.isBehind(a)) - Number(this.#heads.isBehind(b)),
    );
  }

  async #attempt<T>(
    method: string,
    rounds = this.#options.rounds ?? 3,
    ask: (endpoint: Endpoint) => Promise<T>,
  ): Promise<T> {
    this.#heads.look((endpoint) => this.#verify(endpoint));
    for (let round = 1; ; round++) {
      let last = new RpcTrouble("unable", "there is no endpoint");
      let waitMs = jittered(Math.min(firstPauseMs * 2 ** (round - 1), longestPauseMs));
      let hope = false;
      for (const endpoint of this.#ordered(method)) {
        try {
          await this.#verify(endpoint);
          const result = await ask(endpoint);
          this.#worked(endpoint, method, last);
          return result;
        } catch (error) {
          last = troubleOfFailure(error);
          if (last.kind === "answer") throw last;
          hope ||= last.kind !== "unable";
          waitMs = Math.max(waitMs, Math.min(last.retryAfterMs ?? 0, 60_000));
          endpoint.failed(method, last);
        }
      }
      if (round >= rounds || (!hope && rounds !== Infinity)) throw last;
      if (round > 1) this.#say(last, method);
      await sleep(waitMs);
    }
  }

  async #verify(endpoint: Endpoint): Promise<void> {
    const { chainId } = this.#options;
    if (chainId === undefined) return;
    endpoint.chainId ??= Number(await endpoint.ask({ method: "eth_chainId" }));
    if (endpoint.chainId === chainId) return;
    throw new RpcTrouble("unable", `${endpoint.place} is of chain ${endpoint.chainId}, not ${chainId}`);
  }

  #worked(endpoint: Endpoint, method: string, last: RpcTrouble): void {
    endpoint.succeeded(method);
    if (this.#troubled) this.#say(undefined, method);
    const first = this.endpoints[0];
    if (endpoint !== first && last.message !== "there is no endpoint") {
      this.#options.onDetour?.(endpoint.place, method, last);
    }
  }

  #say(trouble: RpcTrouble | undefined, method: string): void {
    this.#troubled = trouble !== undefined;
    this.#options.onTrouble?.(trouble, method);
  }
}

function accepts(result: unknown, { accept }: CallOptions): boolean {
  try {
    accept?.(result);
    return true;
  } catch {
    return false;
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
