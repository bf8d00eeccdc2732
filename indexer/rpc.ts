import { RpcClient } from "../node/rpc/client.ts";
import type { RpcCall } from "../node/rpc/endpoint.ts";
import { behindWords } from "../node/rpc/head-compare.ts";
import { RpcTrouble } from "../node/rpc/trouble.ts";
import type { ProcessorConfig } from "./config.ts";
import { log } from "./log.ts";
import { LogCheck, type RawBlock, type RawLog } from "./log-check.ts";
import { withoutUrls } from "./places.ts";

/** What Subsquid may want of a call. */
interface Options {
  /** Throws for a result of the wrong shape. */
  validateResult?: (result: unknown, call: RpcCall) => unknown;
}

const timeoutMs = 15_000;
/** How often what should be there is asked for before it is believed to be missing: about a second. */
const roundsForMissing = 4;
/** How often a trouble that goes on is mentioned again, in ms. */
const reminderMs = 60_000;

/**
 * The chain's nodes as Subsquid's processor wants them: it asks this instead of its own client. Troubles are waited out
 * here, however long they last: the processor ends at any error. Logs are those of our contracts alone.
 */
export class ProcessorRpc {
  /** Subsquid names it in its log. */
  readonly url = "the chain's nodes";
  readonly #rpc: RpcClient;
  readonly #addresses: readonly string[];
  readonly #check: LogCheck;

  /** `now`: milliseconds since the epoch; tests have clocks of their own. */
  constructor(config: ProcessorConfig, addresses: readonly string[], now = Date.now) {
    const trouble = new TroubleLog();
    this.#addresses = addresses;
    this.#rpc = new RpcClient([config.rpcUrl, ...(config.otherRpcUrls ?? [])], {
      ...config.rpcLimits,
      ...{ timeoutMs, rounds: Infinity, chainId: config.deployment.chainId, now },
      onTrouble: (what, method) => trouble.hear(what, method),
      onDetour: (place, method, because) => trouble.hearDetour(place, method, because),
      onBehind: (place, seconds) =>
        log(seconds === undefined ? "info" : "warn", behindWords(place, seconds), {
          ...(seconds !== undefined && { code: "ENDPOINT_BEHIND" }),
        }),
    });
    this.#check = new LogCheck(addresses, (height) => this.#rpc.logs([], height, height) as Promise<RawLog[]>);
  }

  async call(method: string, params: unknown[] = [], options: Options = {}): Promise<unknown> {
    if (method === "eth_getLogs") return this.#logs(params[0] as { fromBlock: string; toBlock: string }, options);
    const call = { method, params };
    const result = await this.#rpc.call(method, params, { accept: (value) => valid(value, call, options) });
    return this.#noted(call, result, options);
  }

  async batchCall(calls: RpcCall[], options: Options = {}): Promise<unknown[]> {
    const results = await this.#rpc.batch(calls);
    return Promise.all(
      results.map((result, i) => {
        const call = calls[i]!;
        return result === null ? this.#missing(call, options) : this.#noted(call, result, options);
      }),
    );
  }

  /** One node may lack what another has, or have it a moment later. Null when it stays missing. */
  async #missing(call: RpcCall, options: Options): Promise<unknown> {
    const accept = (value: unknown) => {
      if (value === null) throw new RpcTrouble("behind", `${call.method} found nothing yet`);
    };
    const result = await this.#rpc.call(call.method, call.params, { accept, rounds: roundsForMissing }).catch(ifBehind);
    return this.#noted(call, result, options);
  }

  #noted(call: RpcCall, result: unknown, options: Options): unknown {
    if (call.method.startsWith("eth_getBlockBy") && result !== null) this.#check.note(result as RawBlock);
    return options.validateResult ? options.validateResult(result, call) : result;
  }

  async #logs({ fromBlock, toBlock }: { fromBlock: string; toBlock: string }, options: Options): Promise<unknown> {
    const [from, to] = [Number(fromBlock), Number(toBlock)];
    const ask = () => this.#rpc.logs(this.#addresses, from, to) as Promise<RawLog[]>;
    const logs = await this.#check.complete(from, to, ask);
    return this.#noted({ method: "eth_getLogs" }, logs, options);
  }

  // The rest of what Subsquid asks of a client.
  getConcurrency(): number {
    return 10;
  }
  supportsNotifications(): boolean {
    return false;
  }
  getMetrics() {
    const sum = (what: "answered" | "failed") =>
      this.#rpc.endpoints.reduce((sum, { requests }) => sum + requests[what], 0);
    const [requestsServed, connectionErrors] = [sum("answered"), sum("failed")];
    return { url: this.url, requestsServed, connectionErrors, notificationsReceived: 0, avgResponseTime: 0 };
  }
}

/** A result of the wrong shape is the node's trouble: another may be right, or this one later. */
function valid(value: unknown, call: RpcCall, { validateResult }: Options): void {
  try {
    validateResult?.(value, call);
  } catch (error) {
    throw new RpcTrouble("passing", `${call.method} gave what is no answer`, { cause: error });
  }
}

function ifBehind(error: unknown): null {
  if (error instanceof RpcTrouble && error.kind === "behind") return null;
  throw error;
}

/** Says what is wrong once, again every minute, and when it is over. */
class TroubleLog {
  #said: string | undefined;
  #saidAt = 0;
  readonly #detours = new Set<string>();

  hear(trouble: RpcTrouble | undefined, method: string): void {
    if (trouble === undefined) {
      if (this.#said !== undefined) log("info", "The chain's node answers again: going on");
      this.#said = undefined;
      return;
    }
    if (trouble.kind === "behind") return; // it is waited for
    if (this.#said !== undefined && Date.now() - this.#saidAt < reminderMs) return;
    const reason = withoutUrls(trouble.message).slice(0, 300);
    log("warn", `The chain's node does not answer ${method}: ${reason}; trying again until it works`, {
      code: "CHAIN_UNREACHABLE",
    });
    this.#said = reason;
    this.#saidAt = Date.now();
  }

  hearDetour(place: string, method: string, because: RpcTrouble): void {
    if (this.#detours.has(`${place} ${method}`)) return;
    this.#detours.add(`${place} ${method}`);
    const reason = withoutUrls(because.message).slice(0, 300);
    log("info", `Using the chain's node at ${place} for ${method}: one before it does not answer (${reason})`);
  }
}
