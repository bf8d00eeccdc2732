import { type Hex, zeroHash } from "viem";
import type { Backoff } from "../../protocol/backoff.ts";
import { W3bError } from "../../protocol/errors.ts";
import { decodePayload } from "../../protocol/payload.ts";
import { costlyFailures } from "../../proving/costly.ts";
import { groupKey, type SubmitterContext } from "./context.ts";
import { type LoadedProgram, loadProgram } from "./program.ts";

/** A pack that waits for its dry run. */
export interface Waiting {
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

/** What failed lately and waits: packs by id, programs by groupKey. */
export interface DryRunPatience {
  /** Failures that cost little to find again: a file that cannot be fetched. */
  passing: Backoff;
  /** Runs that took too long or too much memory, or crashed: a larger machine or limit may do it. */
  costly: Backoff;
}

/** A program that packs wait for together: it is loaded once for all of them, and fails once. */
interface Loading {
  program: Promise<LoadedProgram>;
  /** How often it has failed in a row, once it has. */
  tries?: number;
}

/** Programs that are being loaded, by groupKey. */
export type Loadings = Map<string, Loading>;

/**
 * Runs a pack's program without proving, to learn what it commits to (inputHash) and to submit nothing that cannot be
 * proved; template programs, which commit to nothing known, are not run. A pack whose messages the program refuses has
 * failed, with the reason; where the cause may pass or lies in this node's limits, it waits with a back-off. Throws what
 * the database throws.
 */
export async function dryRun(
  context: SubmitterContext,
  patience: DryRunPatience,
  pack: Waiting,
  loadings: Loadings,
): Promise<void> {
  const { pool, logger } = context;
  const group = groupKey(pack.projectId, pack.version);
  const loading = loadings.get(group) ?? load(context, pack, loadings);
  let key = group;
  try {
    const program = await loading.program;
    forget(patience, group);
    key = pack.id;
    await pool.query(
      `UPDATE node.pack SET input_hash = $2, error = NULL, updated_at = clock_timestamp()
       WHERE id = $1 AND state = 'packed' AND input_hash IS NULL`,
      [pack.id, await inputHashFor(context, program, pack)],
    );
    forget(patience, pack.id);
  } catch (error) {
    if (!(error instanceof W3bError)) throw error;
    const over = final.has(error.code);
    const waits = patience[error.kind === "internal" || costlyFailures.has(error.code) ? "costly" : "passing"];
    const known = key === group ? loading.tries : undefined;
    const tries = over ? 1 : (known ?? waits.failed(key));
    if (key === group) loading.tries = tries;
    if (over) forget(patience, key);
    const { code, message } = error;
    logger.warn({ pack: pack.id, project: pack.projectId, code, tries, over }, message);
    // Anyone may ask for it: of what this node fetched, from wherever the project's owner said, only the code.
    await note(context, pack, over ? `${code}: ${message}` : code, over);
  }
}

function load(context: SubmitterContext, { projectId, version }: Waiting, loadings: Loadings): Loading {
  const group = groupKey(projectId, version);
  const loading: Loading = { program: loadProgram(context, projectId, version) };
  loadings.set(group, loading);
  const over = () => void loadings.delete(group);
  loading.program.then(over, over);
  return loading;
}

/** What a pack's task commits to. Journals of template programs do not say: there it is the payload's hash. */
async function inputHashFor(
  { store, provingPool }: SubmitterContext,
  program: LoadedProgram,
  { id, projectId }: Waiting,
): Promise<Hex> {
  if (program.binding === "template") return id;
  const payload = decodePayload(await payloadOf(store, id));
  const messages = payload.messages.map(({ data }) => data);
  const input = { messages, binding: zeroHash };
  return inputHashOf(await provingPool.dryRun(program.code, input, { owner: projectId }));
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
