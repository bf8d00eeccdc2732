import { type Hex, keccak256, slice, toHex } from "viem";
import type { Task } from "../../../../indexer/model/task.ts";
import { findTask } from "../../../../indexer/model/queries/index.ts";
import { encodePayload, payloadHash } from "../../../../node/protocol/payload.ts";
import { taskIdOf } from "../../../../node/protocol/task.ts";
import { type Network, versionName } from "./network.ts";

/** How a project is made differently from the good one. */
export interface BadProject {
  id: number;
  /** Of its file; the good one's unless given. */
  uri?: string;
  /** Of its gateway; the good one's unless given. */
  gatewayUri?: string;
  tasks: number;
}

/**
 * Writes projects into the index as they would be after their owners' transactions, with open tasks that pay three times
 * what `good` pays. The chain does not know them: none is ever claimed.
 */
export async function writeBadProjects(network: Network, good: Hex, projects: readonly BadProject[]): Promise<void> {
  const { pool } = network;
  const task = (await findTask(pool, good))!;
  for (const project of projects) {
    const { id, uri, gatewayUri } = project;
    const offer = slice(keccak256(toHex(`offer of ${id}`)), 12);
    const copy = (table: string, key: string, changes: object[]) =>
      pool.query(
        `INSERT INTO chain.${table} SELECT (jsonb_populate_record(original, change)).*
         FROM chain.${table} AS original, jsonb_array_elements($2) AS change WHERE id = $1`,
        [key, JSON.stringify(changes)],
      );
    const gatewayId = `${task.projectId}-${task.gateway}`;
    await Promise.all([
      copy("project", task.projectId, [{ id: String(id), ...given({ uri }) }]),
      copy("offer", task.offer, [{ id: offer, project_id: String(id) }]),
      copy("gateway", gatewayId, [
        { id: `${id}-${task.gateway}`, project_id: String(id), ...given({ uri: gatewayUri }) },
      ]),
    ]);
    const reward = String(3n * task.maxReward);
    const open = { project_id: String(id), min_reward: reward, max_reward: reward, state: "open" };
    const unclaimed = { claims: 0, prover: null, claim_deadline: null, journal: null, settled_block: null };
    const names = [...tasksOf(network, task, project, offer)];
    await copy(
      "task",
      good,
      names.map((name) => ({ ...name, ...open, ...unclaimed })),
    );
  }
}

function given(values: Record<string, string | undefined>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function* tasksOf({ world, files }: Network, task: Task, { id, tasks }: BadProject, offer: Hex) {
  const { chainId, taskManager } = world.chain.deployment;
  for (let number = 0; number < tasks; number++) {
    const device = slice(keccak256(toHex(`device ${number} of ${id}`)), 12);
    const signature = `0x${"00".repeat(65)}` as const;
    const payload = { projectID: id, projectVersion: versionName, messages: [{ data: "{}", signature, device }] };
    const bytes = encodePayload(payload);
    const dataHash = payloadHash(bytes);
    files.set(`/payload/${dataHash}`, bytes);
    const name = { gateway: task.gateway as Hex, submittedAt: task.submittedAt, inputHash: keccak256("0x"), dataHash };
    const known = { offer, input_hash: name.inputHash, data_hash: dataHash };
    yield { id: taskIdOf(chainId, taskManager, offer, name), ...known };
  }
}
