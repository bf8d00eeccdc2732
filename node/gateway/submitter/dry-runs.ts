import type { PoolClient } from "pg";
import type { Hex } from "viem";
import { mostUnderWay, projectShare } from "../../proving/shares.ts";
import { servedIds } from "../served-projects.ts";
import { pollMs, type SubmitterContext } from "./context.ts";
import { dryRun, type DryRunPatience, type Loadings, type Waiting } from "./dry-run.ts";

/** Packs begun in one turn. */
const mostBegun = 64;

/**
 * Dry runs of waiting packs, side by side: each project has its own few, and waits for its own file only. Threads are
 * shared by the proving pool, fairly too.
 */
export class DryRuns {
  readonly #context: SubmitterContext;
  readonly #patience: DryRunPatience;
  readonly #wake: () => void;
  readonly #running = new Map<Hex, { pack: Waiting; done: Promise<void> }>();
  readonly #loadings: Loadings = new Map();
  #locks: PoolClient | undefined;
  /** Packs whose locks are not given back yet. */
  #ended: Hex[] = [];
  /** What a run threw that is nobody's input; the next turn throws it. */
  #failure: unknown;

  /** `wake` is called whenever one has ended. */
  constructor(context: SubmitterContext, patience: DryRunPatience, wake: () => void) {
    this.#context = context;
    this.#patience = patience;
    this.#wake = wake;
  }

  /** Begins what may begin; resolves with the time until the next turn. Throws what the database throws. */
  async turn(): Promise<number> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure as Error;
    this.#locks ??= await this.#connect();
    const locks = this.#locks;
    const packs = await this.#unlock(locks)
      .then(() => this.#take(locks))
      .catch((error: unknown) => {
        this.#disconnect(); // other gateways may run again what runs here, to the same effect
        throw error;
      });
    for (const pack of packs) this.#begin(pack);
    return packs.length === mostBegun ? 0 : pollMs;
  }

  /** Resolves when none runs any more. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    this.#disconnect();
  }

  /** Its locks go with the connection. */
  #disconnect(): void {
    this.#locks?.release(true);
    this.#locks = undefined;
  }

  #begin(pack: Waiting): void {
    const done = dryRun(this.#context, this.#patience, pack, this.#loadings)
      .catch((error: unknown) => void (this.#failure = error))
      .then(() => {
        this.#running.delete(pack.id);
        this.#ended.push(pack.id);
        this.#wake();
      });
    this.#running.set(pack.id, { pack, done });
  }

  /**
   * Locks are the session's, not a transaction's, since runs may take minutes: other gateways of this database take
   * other packs, and what a crashed one had is free at once.
   */
  async #connect(): Promise<PoolClient> {
    const client = await this.#context.pool.connect();
    client.on("error", () => {
      if (this.#locks === client) this.#disconnect();
    });
    return client;
  }

  async #unlock(locks: PoolClient): Promise<void> {
    const ended = this.#ended.splice(0);
    if (ended.length === 0) return;
    const sql = "SELECT pg_advisory_unlock(hashtextextended('dry run ' || id, 0)) FROM unnest($1::text[]) AS id";
    await locks.query(sql, [ended]);
  }

  async #take(locks: PoolClient): Promise<Waiting[]> {
    const { projects, provingPool } = this.#context;
    const { size } = this.#running;
    const share = projectShare(size, provingPool.threads);
    const room = Math.min(mostBegun, mostUnderWay - size);
    if (room <= 0) return [];
    const held = [...this.#patience.passing.held(), ...this.#patience.costly.held()];
    const active: Record<string, number> = {};
    for (const { pack } of this.#running.values()) active[pack.projectId] = (active[pack.projectId] ?? 0) + 1;
    const { rows } = await locks.query<Waiting>(
      `SELECT id, project_id AS "projectId", version
       FROM (
         SELECT id, project_id, version FROM (
           SELECT id, project_id, version, created_at,
             row_number() OVER (PARTITION BY project_id ORDER BY created_at)
               + coalesce(($5::jsonb ->> project_id)::int, 0) AS place
           FROM node.pack
           WHERE state = 'packed' AND input_hash IS NULL AND id <> ALL($2)
             AND json_build_array(project_id, version)::jsonb <> ALL($3::jsonb[])
             AND ($4::text[] IS NULL OR project_id = ANY($4))
         ) AS waiting
         WHERE place <= $6 ORDER BY place, created_at LIMIT 2 * $1
       ) AS next
       WHERE pg_try_advisory_lock(hashtextextended('dry run ' || id, 0))
       LIMIT $1`,
      [
        ...[room, [...held, ...this.#running.keys()], held.filter((key) => key.startsWith("["))],
        ...[servedIds(projects), JSON.stringify(active), share],
      ],
    );
    return rows;
  }
}
