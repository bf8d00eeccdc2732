import type { Pool } from "pg";
import { findTask, taskEvents } from "../../indexer/model/queries/index.ts";
import type { Task } from "../../indexer/model/task.ts";
import type { TaskEvent, TaskEventKind } from "../../indexer/model/task-event.ts";
import { findPack, type Pack } from "./find-pack.ts";

/** One state of a task, in the Go node's form: what is absent is left out. */
export interface TaskStateLog {
  state: "packed" | "assigned" | "settled" | "failed";
  /** ISO 8601. */
  time: string;
  comment?: string;
  error?: string;
  transaction_hash?: string;
  /** did:io:<the prover's address without 0x> */
  prover_id?: string;
}

export interface TaskStatus {
  projectID: number;
  taskID: string;
  /** The task's id on chain; "" until its submission is mined. */
  chainTaskID: string;
  states: TaskStateLog[];
}

/**
 * How far a task has come, by the id that POST /message returned (the payload's hash) or its id on chain. Undefined
 * when neither the gateway nor the chain knows it, or it belongs to another project than the one asked for.
 */
export async function taskStatus(pool: Pool, taskID: string, projectId?: string): Promise<TaskStatus | undefined> {
  const { pack, task } = await lookUp(pool, taskID.toLowerCase());
  const project = pack?.projectId ?? task?.projectId;
  if (project === undefined || (projectId !== undefined && projectId !== project)) return undefined;
  const events = task === undefined ? [] : await taskEvents(pool, task.id);
  return {
    projectID: Number(project),
    taskID,
    chainTaskID: task?.id ?? pack?.chainTaskId ?? "",
    states: inOrder([...beforeChain(pack, events), ...onChain(events)]),
  };
}

async function lookUp(pool: Pool, id: string): Promise<{ pack?: Pack | undefined; task?: Task | undefined }> {
  const pack = await findPack(pool, id);
  // Other gateways may name the same payload: of a pack's tasks only its own counts.
  if (pack !== undefined) return { pack, task: pack.chainTaskId ? await findTask(pool, pack.chainTaskId) : undefined };
  const task = await findTask(pool, id);
  const source = task && (await findPack(pool, task.dataHash));
  return { task, pack: source?.chainTaskId === task?.id ? source : undefined };
}

function beforeChain(pack: Pack | undefined, events: TaskEvent[]): TaskStateLog[] {
  const submitted = events.find(({ kind }) => kind === "submitted");
  const time = pack?.createdAt.toISOString() ?? (submitted && timeOf(submitted));
  if (time === undefined) return [];
  const packed: TaskStateLog = { state: "packed", time };
  if (submitted !== undefined) packed.transaction_hash = submitted.transactionHash;
  else if (pack !== undefined && waitsFor(pack) !== undefined) packed.comment = waitsFor(pack)!;
  if (pack?.state !== "failed") return [packed];
  return [packed, { state: "failed", time: pack.updatedAt.toISOString(), error: pack.error ?? "unknown" }];
}

function onChain(events: TaskEvent[]): TaskStateLog[] {
  const states: TaskStateLog[] = [];
  for (const event of events) {
    const last = states.at(-1);
    const common = { time: timeOf(event), transaction_hash: event.transactionHash };
    if (event.kind === "claimed") states.push({ state: "assigned", ...common, prover_id: didOf(event.actor) });
    if (event.kind === "settled") states.push({ state: "settled", ...common, prover_id: didOf(event.actor) });
    if (event.kind === "refunded") {
      states.push({ state: "failed", ...common, error: refunded });
    }
    const remark = remarks[event.kind];
    if (remark !== undefined && last) last.comment = remark;
  }
  return states;
}

/** What an event says of the state before it. */
export const remarks: Partial<Record<TaskEventKind, string>> = {
  proposed: "Its result waits for other provers to show the same.",
  expired: "The prover missed its deadline; the task was open again.",
  delivery_failed: "The dApp's callback failed; anyone may retry it.",
  delivered: "The verified result was delivered to the project's dApp.",
};

/** Why a task failed that was refunded. */
export const refunded = "Nobody proved the task until its deadline; it was refunded.";

/** Why a pack has not become a task yet; undefined where nothing went wrong. */
export function waitsFor({ state, error }: Pack): string | undefined {
  return state === "packed" && error !== null ? `not submitted yet: ${error}` : undefined;
}

/**
 * States with times that never go back. Blocks have whole seconds and a clock of their own, so that a block may seem
 * older than what this gateway did before it: then that shows the block's time.
 */
export function inOrder<State extends { time: string }>(states: State[]): State[] {
  let latest = Infinity;
  for (const state of states.toReversed()) {
    latest = Math.min(latest, Date.parse(state.time));
    state.time = new Date(latest).toISOString();
  }
  return states;
}

/** An event's block time, ISO 8601. */
export function timeOf(event: TaskEvent): string {
  return new Date(event.time * 1000).toISOString();
}

function didOf(address: string): string {
  return `did:io:${address.slice(2)}`;
}
