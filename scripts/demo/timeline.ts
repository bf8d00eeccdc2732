import { formatEther } from "viem";
import { W3bError } from "../../node/protocol/errors.ts";
import { short, table } from "../../node/protocol/text.ts";
import type { Devnet } from "../devnet/network.ts";

/** One step of a task's life, as it happened on chain. */
export interface Step {
  state: string;
  block: number;
  /** ISO 8601. */
  time: string;
  transaction: string;
  gas: string;
  /** Who did it. */
  actor: string;
}

export interface Timeline {
  id: string;
  steps: Step[];
  /** What was paid, in wei of IOTX, and to whom the prover's part is owed. */
  payout: { account: string; prover: string; gateway: string };
}

interface EventRow {
  kind: string;
  block: number;
  time: string;
  transaction_hash: string;
  gas_used: string;
  actor: string;
}

/** Everything that happened to a task, from the indexer's tables. */
export async function readTimeline({ pool }: Devnet, taskId: string): Promise<Timeline> {
  const events = await pool.query<EventRow>(
    `SELECT kind, block, time, transaction_hash, gas_used::text, actor FROM chain.task_event WHERE task_id = $1 ORDER BY id`,
    [taskId],
  );
  const settlements = await pool.query<{ prover: string; prover_amount: string; gateway_amount: string }>(
    "SELECT prover, prover_amount::text, gateway_amount::text FROM chain.settlement WHERE task_id = $1",
    [taskId],
  );
  const paid = settlements.rows[0];
  if (!paid) throw new W3bError("NOT_SETTLED", `Task ${taskId} has no settlement`);
  return {
    id: taskId,
    steps: events.rows.map((row) => ({
      state: row.kind,
      block: row.block,
      time: new Date(Number(row.time) * 1000).toISOString(),
      transaction: row.transaction_hash,
      gas: row.gas_used,
      actor: row.actor,
    })),
    payout: { account: paid.prover, prover: paid.prover_amount, gateway: paid.gateway_amount },
  };
}

/** The timeline as text. */
export function formatTimeline({ id, steps, payout }: Timeline): string {
  const rows = steps.map(({ state, block, time, transaction, gas, actor }) => {
    const paid = state === "settled" ? `${formatEther(BigInt(payout.prover))} IOTX to ${short(payout.account)}` : "";
    return [state, String(block), time.slice(11, 19), short(transaction), gas, short(actor), paid];
  });
  return `Task ${id}\n${table(["state", "block", "time", "transaction", "gas", "by", "payout"], rows)}`;
}
