import type { Endpoint } from "./endpoint.ts";

/** How often the endpoints' heads are compared, in ms. */
const compareMs = 15_000;
/** An endpoint whose head is so much older than another's, and so old, is left: before a head watch is alarmed. */
const behindSeconds = 30;
/** One that is within this, or two blocks, of every other has caught up... */
const caughtUpSeconds = 10;
const caughtUpBlocks = 2;
/** ...when it was so often in a row. */
const timesToReturn = 2;
/** How far another's clock may be ahead of ours, in seconds. */
const clockSeconds = 15;
/** So deep no reorg is expected: two endpoints of one chain have the same block there. */
const settledBlocks = 100;

interface Block {
  number: number;
  hash: string;
  parentHash: string;
  timestamp: number;
}

type Says = (place: string, secondsBehind: number | undefined) => void;

/**
 * Which endpoints follow the chain: an endpoint that answers with an old head fails at nothing, and would be asked for
 * ever. A fresh head is never left, whatever another claims; an old one is left only for one that is ahead on the same
 * chain and shows blocks that fit, none of them from the future.
 */
export class HeadCompare {
  readonly #endpoints: readonly Endpoint[];
  readonly #now: () => number;
  readonly #says: Says;
  readonly #behind = new Map<Endpoint, { caughtUp: number }>();
  #nextAt: number;
  /** Under way, if it is. */
  comparing: Promise<void> | undefined;

  /** `says` is told once when an endpoint is left, and once (undefined) when it is asked first again. */
  constructor(endpoints: readonly Endpoint[], now: () => number, says: Says = () => undefined) {
    this.#endpoints = endpoints;
    this.#now = now;
    this.#says = says;
    // Short commands end before that, and ask nothing that they do not need.
    this.#nextAt = now() + compareMs;
  }

  isBehind(endpoint: Endpoint): boolean {
    return this.#behind.has(endpoint);
  }

  /** Compares when it is time, in the background. `usable` throws for endpoints that must not be asked. */
  look(usable: (endpoint: Endpoint) => Promise<void>): void {
    if (this.#endpoints.length < 2 || this.comparing !== undefined || this.#now() < this.#nextAt) return;
    this.comparing = this.#compare(usable).finally(() => {
      this.comparing = undefined;
      this.#nextAt = this.#now() + compareMs;
    });
  }

  async #compare(usable: (endpoint: Endpoint) => Promise<void>): Promise<void> {
    const heads = new Map<Endpoint, Block>();
    await Promise.all(
      this.#endpoints.map(async (endpoint) => {
        if (endpoint.restsUntil("eth_getBlockByNumber") > this.#now()) return;
        // One that does not answer is no evidence: calls find that out by themselves.
        await usable(endpoint)
          .then(async () => heads.set(endpoint, await blockOf(endpoint, "latest")))
          .catch(() => undefined);
      }),
    );
    for (const [endpoint, head] of heads) {
      const others = [...heads].filter(([other]) => other !== endpoint);
      if (others.length === 0) continue; // with nobody to compare it to, it has not caught up either
      const lags = others.map(([other, ahead]) => this.#lag([endpoint, head], [other, ahead]));
      this.#judge(endpoint, head, Math.max(0, ...(await Promise.all(lags))));
    }
  }

  #judge(endpoint: Endpoint, head: Block, lag: number): void {
    const left = this.#behind.get(endpoint);
    if (left === undefined) {
      if (lag <= behindSeconds || this.#now() / 1000 - head.timestamp <= behindSeconds) return;
      this.#behind.set(endpoint, { caughtUp: 0 });
      this.#says(endpoint.place, lag);
    } else if (lag > caughtUpSeconds) {
      left.caughtUp = 0;
    } else if (++left.caughtUp >= timesToReturn) {
      this.#behind.delete(endpoint);
      this.#says(endpoint.place, undefined);
    }
  }

  /** How many seconds one is behind another that can be believed; 0 if it is not, or the other cannot. */
  async #lag([endpoint, head]: [Endpoint, Block], [other, ahead]: [Endpoint, Block]): Promise<number> {
    const lag = ahead.timestamp - head.timestamp;
    if (ahead.number <= head.number + caughtUpBlocks || lag <= caughtUpSeconds) return 0;
    if (ahead.timestamp > this.#now() / 1000 + clockSeconds) return 0;
    try {
      const settled = Math.max(0, head.number - settledBlocks);
      const [parent, common, same] = await Promise.all([
        blockOf(other, ahead.number - 1),
        blockOf(other, settled),
        blockOf(endpoint, settled),
      ]);
      const fits = parent.hash === ahead.parentHash && parent.timestamp <= ahead.timestamp;
      return fits && common.hash === same.hash ? lag : 0;
    } catch {
      return 0; // it cannot show the blocks
    }
  }
}

/** What a log says of an endpoint that is left, or asked first again (undefined). */
export function behindWords(place: string, seconds: number | undefined): string {
  if (seconds === undefined) return `The chain's node at ${place} has caught up: it is asked again`;
  return `The chain's node at ${place} does not follow the chain: its newest block is ${seconds} s behind another node's, which is asked instead`;
}

/** A block's header. Throws for an answer that is none, and RpcTrouble. */
async function blockOf(endpoint: Endpoint, which: number | "latest"): Promise<Block> {
  const tag = which === "latest" ? which : `0x${which.toString(16)}`;
  const block = (await endpoint.ask({ method: "eth_getBlockByNumber", params: [tag, false] })) as Record<
    keyof Block,
    unknown
  > | null;
  const { hash, parentHash } = block ?? {};
  const [number, timestamp] = [Number(block?.number ?? NaN), Number(block?.timestamp ?? NaN)];
  const whole = Number.isSafeInteger(number) && Number.isSafeInteger(timestamp);
  const hashes = [hash, parentHash].every((one) => typeof one === "string" && /^0x[0-9a-f]{64}$/i.test(one));
  if (!whole || !hashes || (which !== "latest" && number !== which)) throw new TypeError("that is no block");
  return { number, timestamp, hash: hash as string, parentHash: parentHash as string };
}
