import { W3bError } from "../../node/protocol/errors.ts";
import type { DeviceMessage } from "../../node/protocol/message.ts";
import type { Devnet } from "../devnet/network.ts";
import type { WindowMessage } from "../devnet/room-climate.ts";
import { until } from "../devnet/until.ts";

/** A task as the indexer knows it, from the message that became it. */
export interface DemoTask {
  /** SHA-256 of the payload: what the gateway answered. */
  dataHash: string;
  /** The task's id on chain; undefined until the submission is indexed. */
  id?: string;
  state: string;
  prover?: string;
}

/** Only ends what hangs: how long it takes is the machine's affair. */
const patienceMs = 600_000;

/**
 * Posts the windows and returns what the gateway answered. Does as a device does: a message is sent again while the
 * gateway cannot be reached, says to try later, or does not know the project yet, which its indexer may still learn.
 */
export function sendMessages(
  { urls }: Pick<Devnet, "urls">,
  windows: Pick<WindowMessage, "message">[],
): Promise<string[]> {
  return Promise.all(
    windows.map(async ({ message }) => {
      const send = { what: "the gateway's acceptance of a message", timeoutMs: patienceMs, intervalMs: 250 };
      const { taskID, error } = await until(() => post(`${urls.gateway}/message`, message), send);
      if (!taskID) throw new W3bError("MESSAGE_REFUSED", `The gateway refused a message: ${error}`);
      return taskID;
    }),
  );
}

/** What the gateway says of a message, or undefined if it may say something else soon. */
async function post(url: string, message: DeviceMessage): Promise<{ taskID?: string; error?: string } | undefined> {
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(message) };
  const response = await fetch(url, request);
  const answer = (await response.json()) as { taskID?: string; error?: string; code?: string };
  return response.status === 503 || answer.code === "PROJECT_NOT_FOUND" ? undefined : answer;
}

/** The tasks of these payloads, in the order given. */
export async function readTasks({ pool }: Pick<Devnet, "pool">, dataHashes: string[]): Promise<DemoTask[]> {
  const sql = "SELECT id, data_hash, state, prover FROM chain.task WHERE data_hash = ANY($1)";
  const { rows } = await pool.query<{ id: string; data_hash: string; state: string; prover: string | null }>(sql, [
    dataHashes,
  ]);
  const byHash = new Map(rows.map((row) => [row.data_hash, row]));
  return dataHashes.map((dataHash) => {
    const row = byHash.get(dataHash);
    return { dataHash, id: row?.id, state: row?.state ?? "accepted", prover: row?.prover ?? undefined };
  });
}

/** Waits until every task is settled; `progress` is told how far they are. */
export function waitUntilSettled(
  devnet: Devnet,
  dataHashes: string[],
  progress?: (text: string) => void,
): Promise<DemoTask[]> {
  return until(
    async () => {
      const tasks = await readTasks(devnet, dataHashes);
      progress?.(countStates(tasks));
      return tasks.every(({ state }) => state === "settled") && tasks;
    },
    { what: `the settlement of ${dataHashes.length} tasks`, timeoutMs: patienceMs, intervalMs: 100 },
  );
}

function countStates(tasks: DemoTask[]): string {
  const order = ["accepted", "open", "claimed", "undelivered", "settled", "refunded"];
  return order
    .map((state) => [state, tasks.filter((task) => task.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(", ");
}
