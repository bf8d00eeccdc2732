import type { Rows, RowRef } from "../rows.ts";
import type { DecodedEvent, EventTable, Occurrence } from "./events.ts";

/** A log of one of the deployment's contracts. */
export interface ContractLog {
  /** The contract, in lower case. */
  address: string;
  topics: string[];
  data: string;
  at: Occurrence;
}

/** The handlers of a deployment: contract address in lower case to its events. */
export type Handlers = ReadonlyMap<string, EventTable>;

/** Applies logs, in the chain's order, to the rows; the caller saves them. */
export async function applyLogs(logs: ContractLog[], handlers: Handlers, rows: Rows): Promise<void> {
  const events: [DecodedEvent, Occurrence][] = [];
  for (const { address, topics, data, at } of logs) {
    const event = handlers.get(address)?.get(topics[0] ?? "")?.(topics, data);
    if (event) events.push([event, at]);
  }
  await rows.preload(events.flatMap(([event]): RowRef[] => event.reads));
  await rows.preloadGrants(events.flatMap(([event]) => event.ends));
  for (const [event, at] of events) await event.apply(at, rows);
}
