import { setTimeout as sleep } from "node:timers/promises";
import { type Hex, hexToBytes, keccak256 } from "viem";

/** The part of a block that is used. */
export interface RawBlock {
  number: string;
  hash: string;
  logsBloom?: Hex;
}

/** The part of a log that is used. */
export interface RawLog {
  blockHash: string;
}

/** Blocks that are remembered. */
const most = 2_000;
/** Pauses between questions for logs that should be there, in ms. */
const pauses = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400];

/**
 * Makes sure that a node that gives no logs of a block has none: nodes show a block before its logs, and one of several
 * behind a URL may lack the block. A block's bloom filter tells whether our contracts may have logs in it; where it says
 * so and none came, the block's logs are asked for without a filter, and must then not be empty.
 */
export class LogCheck {
  readonly #addresses: readonly number[][];
  readonly #allLogsOf: (height: number) => Promise<RawLog[]>;
  readonly #blocks = new Map<number, RawBlock>();

  constructor(addresses: readonly string[], allLogsOf: (height: number) => Promise<RawLog[]>) {
    this.#addresses = addresses.map((address) => bloomBits(address as Hex));
    this.#allLogsOf = allLogsOf;
  }

  /** Remembers the block that a height has. */
  note(block: RawBlock): void {
    const height = Number(block.number);
    this.#blocks.delete(height);
    this.#blocks.set(height, block);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > most && oldest !== undefined) this.#blocks.delete(oldest);
  }

  /**
   * The logs of a range of blocks, asked for until they are there. Throws a data consistency error, after which Subsquid
   * reads the blocks anew, when they stay away or a height has another block now.
   */
  async complete(from: number, to: number, ask: () => Promise<RawLog[]>): Promise<RawLog[]> {
    for (const pause of [...pauses, undefined]) {
      const logs = await ask();
      const lacking = await this.#lacking(from, to, logs);
      if (lacking === undefined) return logs;
      if (pause === undefined) throw new LogConsistencyError(`The logs of block ${lacking.number} are not there`);
      await sleep(pause);
    }
    return [];
  }

  /** A block whose logs are not there yet. */
  async #lacking(from: number, to: number, logs: RawLog[]): Promise<RawBlock | undefined> {
    const have = new Set(logs.map((log) => log.blockHash));
    for (let height = from; height <= to; height++) {
      const block = this.#blocks.get(height);
      if (!block || have.has(block.hash) || !this.#mayHaveOurs(block)) continue;
      const [any] = await this.#allLogsOf(height);
      if (any === undefined) return block;
      if (any.blockHash !== block.hash) throw new LogConsistencyError(`Block ${height} is another now`);
    }
    return undefined;
  }

  #mayHaveOurs({ logsBloom }: RawBlock): boolean {
    if (logsBloom === undefined || /^0x(0*|f*)$/.test(logsBloom)) return false; // empty, or of a chain that has none
    const bloom = hexToBytes(logsBloom);
    const has = (bit: number) => ((bloom[255 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
    return this.#addresses.some((bits) => bits.every(has));
  }
}

/** The three bits that a value sets in a block's bloom filter of 2,048. */
function bloomBits(value: Hex): number[] {
  const hash = hexToBytes(keccak256(value));
  return [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047);
}

class LogConsistencyError extends Error {
  /** How Subsquid knows errors after which a block is to be read again. */
  readonly __sqd_data_consistency_error = true;

  constructor(message: string) {
    super(message);
    this.name = "LogConsistencyError";
  }
}
