import {
  type Abi,
  type AbiParameter,
  type ContractEventArgsFromTopics,
  type ContractEventName,
  decodeEventLog,
  type Hex,
  toEventSelector,
} from "viem";
import type { RowRef, Rows } from "../rows.ts";

/** Where and when an event happened. */
export interface Occurrence {
  /** "<block, 10 digits>-<log index, 6 digits>-<5 hex of the block's hash>" */
  id: string;
  block: number;
  /** Unix time of the block. */
  time: number;
  transactionHash: string;
  /** Who sent the transaction. */
  sender: string;
  /** Gas of the whole transaction. */
  gasUsed: bigint;
}

/**
 * What an event changes. `reads` names the rows it needs, so that a batch loads them together; `ends` the projects whose
 * owner's grants it ends, for the same reason.
 */
export interface EventHandler<Args> {
  reads?: (args: Args) => RowRef[];
  ends?: (args: Args) => string[];
  apply: (args: Args, at: Occurrence, rows: Rows) => Promise<void> | void;
}

/** An event with its arguments decoded, ready to be applied. */
export interface DecodedEvent {
  reads: RowRef[];
  ends: string[];
  apply: (at: Occurrence, rows: Rows) => Promise<void> | void;
}

/** The events of one contract by their first topic. */
export type EventTable = ReadonlyMap<string, (topics: string[], data: string) => DecodedEvent>;

/**
 * The decoders and handlers of a contract's events. Addresses reach the handlers in lower case, and strings without
 * the NUL characters that Postgres refuses and anyone may put on chain.
 */
export function contractEvents<const A extends Abi>(
  abi: A,
  handlers: { [N in ContractEventName<A>]?: EventHandler<ContractEventArgsFromTopics<A, N>> },
): EventTable {
  const table = new Map<string, (topics: string[], data: string) => DecodedEvent>();
  for (const item of abi) {
    if (item.type !== "event") continue;
    const handler = handlers[item.name as ContractEventName<A>] as EventHandler<unknown> | undefined;
    if (!handler) continue;
    table.set(toEventSelector(item), (topics, data) => {
      const log = decodeEventLog({ abi: [item], topics: topics as [Hex, ...Hex[]], data: data as Hex });
      const args = normaliseAll(item.inputs, log.args);
      const needs = { reads: handler.reads?.(args) ?? [], ends: handler.ends?.(args) ?? [] };
      return { ...needs, apply: (at, rows) => handler.apply(args, at, rows) };
    });
  }
  return table;
}

function normaliseAll(types: readonly AbiParameter[], values: unknown): Record<string, unknown> {
  const given = values as Record<string, unknown>;
  return Object.fromEntries(types.map(({ name = "", ...type }) => [name, normalise(type, given[name])]));
}

function normalise(type: AbiParameter, value: unknown): unknown {
  if (type.type === "address") return (value as string).toLowerCase();
  if (type.type === "string") return (value as string).replaceAll("\0", "\uFFFD");
  if (type.type.endsWith("[]")) {
    const item = { ...type, type: type.type.slice(0, -2) };
    return (value as unknown[]).map((each) => normalise(item, each));
  }
  if ("components" in type && type.type === "tuple") return normaliseAll(type.components, value);
  return value;
}
