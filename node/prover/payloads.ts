import type { Logger } from "pino";
import type { Hex } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import { httpSource } from "../data/http-source.ts";
import { type DataStore, defaultMaxBytes, type ManySource } from "../data/store.ts";
import { codeOf, messageOf, W3bError } from "../protocol/errors.ts";

/** A task as far as its payload goes. */
export interface PayloadOwner {
  task: { gateway: string; dataHash: string };
  offer: Pick<Offer, "projectId">;
}

export interface PayloadsOptions {
  /** Where a project's gateway is reached; undefined if it has said nothing. */
  uriOf(projectId: string, gateway: string): Promise<string | undefined>;
  /** The operator's own, in which claimed tasks' payloads are kept. */
  store: DataStore;
  /** Whether gateways on this machine and in private networks are asked too. Default false. */
  allowPrivate?: boolean;
  logger: Logger;
}

interface Entry {
  bytes: Uint8Array;
  /** It is in the store. */
  isKept: boolean;
}

/** Payloads in memory, in bytes: from when they are fetched until they are proved. */
const memoryBytes = 64 * 1024 * 1024;
/** Tasks for which payloads are fetched ahead of their dry runs, and how few of them may be left when that is done. */
const [mostAhead, leastAhead] = [32, 8];
/** Gateways asked for several at a time: each answer may have megabytes. */
const mostGateways = 4;
/** For how long a gateway that did not give several at a time is asked for each alone, in milliseconds. */
const pauseMs = 10_000;

/**
 * The payloads of tasks: fetched from their gateways, of which each is asked for several at a time, and kept in the
 * operator's own store when tasks are claimed, so that no claim depends on a gateway any more. Methods throw W3bError:
 * PAYLOAD_NOT_FOUND, PAYLOAD_UNAVAILABLE (unavailable), PAYLOAD_HASH_MISMATCH (integrity), and what the store throws.
 */
export class Payloads {
  readonly #options: PayloadsOptions;
  /** The most recently used last. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  /** What is being fetched together with others, by {@link askedFor}. */
  readonly #coming = new Map<string, Promise<void>>();
  /** Until when gateways are left alone, by URI, in milliseconds of performance.now(). */
  readonly #paused = new Map<string, number>();

  constructor(options: PayloadsOptions) {
    this.#options = options;
  }

  async get(owner: PayloadOwner): Promise<Uint8Array> {
    return (await this.#get(owner)).bytes;
  }

  /** Puts the payloads of tasks that are to be claimed into the store, all that are not there yet. */
  async keep(owners: readonly PayloadOwner[]): Promise<void> {
    const entries = await Promise.all(owners.map((owner) => this.#get(owner)));
    const missing = entries.filter(({ isKept }) => !isKept);
    if (missing.length === 0) return;
    await this.#options.store.putAll(missing.map(({ bytes }) => bytes));
    for (const entry of missing) entry.isKept = true;
  }

  /** Forgets what is proved; the store has it still. */
  forget(dataHash: string): void {
    this.#bytes -= this.#entries.get(dataHash)?.bytes.length ?? 0;
    this.#entries.delete(dataHash);
  }

  /** Begins to fetch the payloads of tasks that are about to be considered, if few of these are here; never throws. */
  ahead(owners: readonly PayloadOwner[]): void {
    const next = owners.slice(0, mostAhead);
    const missing = next.filter(
      (owner) => !this.#entries.has(owner.task.dataHash) && !this.#coming.has(askedFor(owner)),
    );
    if (missing.length < 2 || next.length - missing.length >= leastAhead) return;
    const groups = Map.groupBy(missing, ({ task, offer }) => `${offer.projectId} ${task.gateway}`);
    for (const group of [...groups.values()].slice(0, mostGateways)) {
      const fetching = this.#fetchAhead(group).finally(() => {
        for (const owner of group) this.#coming.delete(askedFor(owner));
      });
      for (const owner of group) this.#coming.set(askedFor(owner), fetching);
    }
  }

  async #fetchAhead(owners: readonly PayloadOwner[]): Promise<void> {
    let uri: string | undefined;
    try {
      uri = await this.#uriOf(owners[0]!);
      if (uri === undefined || (this.#paused.get(uri) ?? 0) > performance.now()) return;
      const hashes = owners.map(({ task }) => task.dataHash as Hex);
      const found = await this.#source(uri).getSome(hashes, defaultMaxBytes);
      for (const [hash, bytes] of found) this.#remember(hash, { bytes, isKept: false });
      if (found.size === 0) this.#pause(uri);
    } catch (error) {
      if (uri !== undefined) this.#pause(uri);
      const details = { uri, code: codeOf(error), reason: messageOf(error) };
      this.#options.logger.debug(details, "payloads were not fetched together; each is asked for alone");
    }
  }

  #pause(uri: string): void {
    if (this.#paused.size > 1_000) this.#paused.clear();
    this.#paused.set(uri, performance.now() + pauseMs);
  }

  async #get(owner: PayloadOwner): Promise<Entry> {
    const dataHash = owner.task.dataHash as Hex;
    await this.#coming.get(askedFor(owner));
    const known = this.#entries.get(dataHash);
    const entry = known ?? (await this.#kept(dataHash)) ?? { bytes: await this.#fetch(owner), isKept: false };
    return this.#remember(dataHash, entry);
  }

  async #kept(dataHash: Hex): Promise<Entry | undefined> {
    const { store, logger } = this.#options;
    const bytes = await store.get(dataHash).catch((error: unknown) => {
      if (codeOf(error) !== "PAYLOAD_HASH_MISMATCH") throw error;
      logger.error({ err: error, dataHash }, "a kept payload is damaged; asking its gateway again");
      return undefined;
    });
    return bytes && { bytes, isKept: true };
  }

  async #fetch(owner: PayloadOwner): Promise<Uint8Array> {
    const { dataHash, gateway } = owner.task;
    const uri = await this.#uriOf(owner);
    const bytes = uri ? await this.#source(uri).get(dataHash as Hex) : undefined;
    if (bytes) return bytes;
    const where = uri ? `The gateway at ${uri}` : `The gateway ${gateway}, which has no URI,`;
    throw new W3bError("PAYLOAD_NOT_FOUND", `${where} does not have the payload ${dataHash}.`, {
      kind: "unavailable",
      meaning: "The task cannot be computed by this prover, so it is not claimed.",
      action: "The gateway's operator should look whether GET /payload/<hash> is reachable.",
    });
  }

  #source(uri: string): ManySource {
    return httpSource(uri, { allowPrivate: this.#options.allowPrivate ?? false });
  }

  #uriOf({ task: { gateway }, offer: { projectId } }: PayloadOwner): Promise<string | undefined> {
    return this.#options.uriOf(projectId, gateway);
  }

  /** Keeps it in memory in place of what was used longest ago. */
  #remember(dataHash: string, entry: Entry): Entry {
    this.forget(dataHash);
    this.#entries.set(dataHash, entry);
    this.#bytes += entry.bytes.length;
    for (const hash of this.#entries.keys()) {
      if (this.#bytes <= memoryBytes || hash === dataHash) break;
      this.forget(hash);
    }
    return entry;
  }
}

/** A payload of one project's gateway: another project that names the same payload waits for its own gateway. */
function askedFor({ task: { gateway, dataHash }, offer: { projectId } }: PayloadOwner): string {
  return `${projectId} ${gateway} ${dataHash}`;
}
