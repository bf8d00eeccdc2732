import type { Pool } from "pg";
import { findTask, taskEvents } from "../../indexer/model/queries/index.ts";
import { findPack, type Pack } from "./find-pack.ts";
import { inOrder, refunded, remarks, timeOf, waitsFor } from "./task-status.ts";

/** One state of a message, in the older form of W3bstream: all fields always there. */
export interface MessageStateLog {
  state: "received" | "packed" | "dispatched" | "proved" | "outputted" | "failed";
  /** ISO 8601. */
  time: string;
  comment: string;
  /** The verified journal in hex, once there is one. */
  result: string;
}

export interface MessageStatus {
  messageID: string;
  /** The task it is part of; "" while the pack is filling. */
  taskID: string;
  states: MessageStateLog[];
}

/** How far a message has come; undefined when the gateway does not have it. */
export async function messageStatus(pool: Pool, id: string): Promise<MessageStatus | undefined> {
  const { rows } = await pool.query<{ received_at: Date; pack: string | null }>(
    "SELECT received_at, pack FROM node.message WHERE id = $1",
    [id],
  );
  if (rows[0] === undefined) return undefined;
  const { received_at, pack: packId } = rows[0];
  const pack = packId === null ? undefined : await findPack(pool, packId);
  const states = [log("received", received_at.toISOString())];
  if (pack !== undefined) {
    states.push(log("packed", pack.createdAt.toISOString(), waitsFor(pack)), ...(await afterPacking(pool, pack)));
  }
  return { messageID: id, taskID: packId ?? "", states: inOrder(states) };
}

async function afterPacking(pool: Pool, pack: Pack): Promise<MessageStateLog[]> {
  if (pack.state === "failed") return [log("failed", pack.updatedAt.toISOString(), pack.error ?? "")];
  const task = pack.chainTaskId === null ? undefined : await findTask(pool, pack.chainTaskId);
  if (task === undefined) return [];
  const events = await taskEvents(pool, task.id);
  const journal = task.journal ?? "";
  const delivered = events.findLast(({ kind }) => kind === "delivered");
  const states: MessageStateLog[] = [];
  for (const event of events) {
    const [last, remark] = [states.at(-1), remarks[event.kind]];
    if (last !== undefined && remark !== undefined) last.comment += `; ${remark}`;
    const comment = `transaction ${event.transactionHash}`;
    if (event.kind === "submitted") states.push(log("dispatched", timeOf(event), `${comment}, task ${task.id}`));
    if (event.kind === "refunded") states.push(log("failed", timeOf(event), refunded));
    if (event.kind === "settled") states.push(log("proved", timeOf(event), comment, journal));
    // A project without a dApp has its result once it is recorded on chain.
    if (event === delivered || (event.kind === "settled" && task.state === "settled" && delivered === undefined)) {
      states.push(log("outputted", timeOf(event), comment, journal));
    }
  }
  return states;
}

function log(state: MessageStateLog["state"], time: string, comment = "", result = ""): MessageStateLog {
  return { state, time, comment, result };
}
