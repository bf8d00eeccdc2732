import type { OutboxStatus } from "../chain/outbox.ts";

/** How a transaction of the outbox came out. */
export interface Outcome {
  /** pending: not mined. succeeded: mined, though a reorganisation may undo it. */
  outcome: "pending" | "succeeded" | "failed";
  /** It is for ever. */
  final: boolean;
  /** The contract's named error or another code; empty unless failed. */
  code: string;
  reason: string;
}

/** Reads a row of the outbox. A row that is missing was never sent. */
export function outcomeOf(row: OutboxStatus | undefined): Outcome {
  if (!row) return { outcome: "failed", final: true, code: "TRANSACTION_MISSING", reason: "it is not in the outbox" };
  const final = row.state === "final" || row.state === "failed";
  const code = row.errorCode ?? "";
  const reason = row.error ?? "";
  if (row.state === "failed" || (code !== "" && (row.state === "mined" || row.state === "final"))) {
    return { outcome: "failed", final, code: code || "TRANSACTION_FAILED", reason };
  }
  const mined = row.state === "mined" || row.state === "final";
  return { outcome: mined ? "succeeded" : "pending", final, code: "", reason: "" };
}
