import type { PoolClient } from "pg";
import { type Hex, zeroHash } from "viem";
import type { Backoff } from "../../protocol/backoff.ts";
import { W3bError } from "../../protocol/errors.ts";
import { decodePayload } from "../../protocol/payload.ts";
import { costlyFailures } from "../../proving/costly.ts";
import { servedIds } from "../served-projects.ts";
import { groupKey, pollMs, type SubmitterContext } from "./context.ts";
import { type LoadedProgram, loadProgram } from "./program.ts";

interface Waiting {
  id: Hex;
  projectId: string;
  version: string;
}

/** Failures that lie in the messages, in what this node can run, or in a retired program: trying again would not help. */
const final = new Set([
  "INPUTS_INVALID",
  "INPUTS_REJECTED",
  "PAYLOAD_INVALID",
  "PROGRAM_RETIRED",
  "VM_TYPE_UNSUPPORTED",
]);

/** Packs of a turn for each thread: several, so that a turn's own questions to the database are shared by many. */
const packsPerThread = 4;

/** What packs of one turn share: a program is loaded once for all of them, and fails once. */
interface Turn {
  /** By groupKey. */
  programs: Map<string, Promise<LoadedProgram>>;
  /** How often what failed in this turn has failed in a row, by its key in DryRunPatience. */
  failures: Map<string, number>;
}

/** What failed lately and waits: packs by id, programs by groupKey. */
export interface DryRunPatience {
  /** Failures that cost little to find again: a file that cannot be fetched. */
  passing: Backoff;
  /** Runs that took too long or too much memory, or crashed: a larger machine or limit may do it. */
  costly: Backoff;
}

/**
 * One turn of dry runs: runs the programs of waiting packs without proving, to learn what they commit to (inputHash)
 * and to submit nothing that cannot be proved; template programs, which commit to nothing known, are not run. A pack
 * whose messages the program refuses has failed, with the reason; where the cause may pass or lies in this node's
 * limits, it waits with a back-off. Resolves with the time until the next turn.
 */
export async function dryRunPacks(context: SubmitterContext, patience: DryRunPatience): Promise<number> {
  const client = await context.pool.connect();
  let broken: Error | undefined;
  const lost = (error: Error) => (broken = error);
  client.on("error", lost);
  try {
    const packs = await take(client, context, [...patience.passing.held(), ...patience.costly.held()]);
    const turn: Turn = { programs: new Map(), failures: new Map() };
    await Promise.all(packs.map((pack) => dryRun(context, patience, pack, turn)));
    return packs.length > 0 ? 0 : pollMs;
  } finally {
    await client.query("SELECT pg_advisory_unlock_all()").catch(lost);
    client.off("error", lost);
    client.release(broken);
  }
}

/**
 * Locks are the session's, not a transaction's, since runs may take minutes: other gateways of this database take other
 * packs, and what a crashed one had is free at once.
 */
async function take(
  client: PoolClient,
  { provingPool, projects }: SubmitterContext,
  waiting: string[],
): Promise<Waiting[]> {
  const { rows } = await client.query<Waiting>(
    `SELECT id, project_id AS "projectId", version
     FROM (
       SELECT id, project_id, version FROM node.pack
       WHERE state = 'packed' AND input_hash IS NULL AND id <> ALL($2)
         AND json_build_array(project_id, version)::jsonb <> ALL($3::jsonb[])
         AND ($4::text[] IS NULL OR project_id = ANY($4))
       ORDER BY created_at LIMIT 100
     ) AS oldest
     WHERE pg_try_advisory_lock(hashtextextended('dry run ' || id, 0))
     LIMIT $1`,
    [packsPerThread * provingPool.threads, waiting, waiting.filter((key) => key.startsWith("[")), servedIds(projects)],
  );
  return rows;
}

async function dryRun(context: SubmitterContext, patience: DryRunPatience, pack: Waiting, turn: Turn): Promise<void> {
  const { pool, logger } = context;
  const group = groupKey(pack.projectId, pack.version);
  let key = group;
  try {
    const loading = turn.programs.get(group) ?? loadProgram(context, pack.projectId, pack.version);
    turn.programs.set(group, loading);
    const program = await loading;
    forget(patience, group);
    key = pack.id;
    await pool.query(
      `UPDATE node.pack SET input_hash = $2, error = NULL, updated_at = clock_timestamp()
       WHERE id = $1 AND state = 'packed' AND input_hash IS NULL`,
      [pack.id, await inputHashFor(context, program, pack.id)],
    );
    forget(patience, pack.id);
  } catch (error) {
    if (!(error instanceof W3bError)) throw error;
    const over = final.has(error.code);
    const waits = patience[error.kind === "internal" || costlyFailures.has(error.code) ? "costly" : "passing"];
    const tries = over ? 1 : (turn.failures.get(key) ?? waits.failed(key));
    turn.failures.set(key, tries);
    if (over) forget(patience, key);
    const { code, message } = error;
    logger.warn({ pack: pack.id, project: pack.projectId, code, tries, over }, message);
    // Anyone may ask for it: of what this node fetched, from wherever the project's owner said, only the code.
    await note(context, pack, over ? `${code}: ${message}` : code, over);
  }
}

/** What a pack's task commits to. Journals of template programs do not say: there it is the payload's hash. */
async function inputHashFor({ store, provingPool }: SubmitterContext, program: LoadedProgram, pack: Hex): Promise<Hex> {
  if (program.binding === "template") return pack;
  const payload = decodePayload(await payloadOf(store, pack));
  const messages = payload.messages.map(({ data }) => data);
  return inputHashOf(await provingPool.dryRun(program.code, { messages, binding: zeroHash }));
}

function forget({ passing, costly }: DryRunPatience, key: string): void {
  passing.succeeded(key);
  costly.succeeded(key);
}

async function payloadOf(store: SubmitterContext["store"], hash: Hex): Promise<Uint8Array> {
  const bytes = await store.get(hash);
  if (bytes !== undefined) return bytes;
  throw new W3bError("PAYLOAD_NOT_FOUND", `The payload ${hash} is not in this gateway's store.`, {
    kind: "unavailable",
    meaning: "Provers could not fetch it either, so its task is not submitted.",
    action: "Give every gateway of this database the same payload store.",
  });
}

/** The journal's second word. */
function inputHashOf(journal: Hex): Hex {
  if (journal.length >= 130) return `0x${journal.slice(66, 130)}`;
  throw new W3bError("INPUTS_INVALID", "The program's journal is too short to hold binding and inputHash.", {
    kind: "input",
  });
}

async function note({ pool }: SubmitterContext, pack: Waiting, reason: string, over: boolean): Promise<void> {
  await pool.query(
    `UPDATE node.pack SET state = $2, error = $3, updated_at = clock_timestamp() WHERE id = $1 AND state = 'packed'`,
    [pack.id, over ? "failed" : "packed", reason.slice(0, 1000)],
  );
}
