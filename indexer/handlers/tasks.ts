import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { nameOf } from "../../node/protocol/task.ts";
import { Settlement } from "../model/settlement.ts";
import { Task } from "../model/task.ts";
import type { RowRef } from "../rows.ts";
import { contractEvents, type EventTable } from "./events.ts";
import { record } from "./record.ts";
import { slashing, type TaskManagerFacts } from "./slashing.ts";
import { accountOf, credit, escrowOf } from "./totals.ts";

interface OfTask {
  taskId: string;
}

/** What the events of the TaskManager change. `facts` are what it was deployed with, which no event tells. */
export function taskEvents(facts: TaskManagerFacts): EventTable {
  return contractEvents(taskManagerAbi, {
    TaskSubmitted: {
      apply: ({ taskId, spec }, at, rows) => {
        rows.put(Task, {
          ...spec,
          id: taskId,
          projectId: spec.projectId.toString(),
          version: nameOf(spec.version),
          state: "open",
          prover: null,
          claimDeadline: null,
          claims: 0,
          journal: null,
          submittedBlock: at.block,
          settledBlock: null,
        });
        record(rows, at, { taskId, kind: "submitted", actor: spec.gateway, amount: spec.maxReward });
      },
    },
    TaskClaimed: {
      reads: taskOf,
      apply: async ({ taskId, prover, claimDeadline }, at, rows) => {
        const task = await rows.change(Task, taskId);
        Object.assign(task, { state: "claimed", prover, claimDeadline, claims: task.claims + 1 });
        record(rows, at, { taskId, kind: "claimed", actor: prover, amount: task.collateral });
      },
    },
    TaskSettled: {
      reads: taskOf,
      apply: async ({ taskId, prover }, at, rows) => {
        const task = await rows.change(Task, taskId);
        Object.assign(task, { state: "settled", prover, claimDeadline: null, settledBlock: at.block });
      },
    },
    // Follows TaskSettled in the same transaction, and is the one that knows the amounts.
    RewardPaid: {
      reads: taskOf,
      apply: async ({ taskId, token, beneficiary, proverAmount, gatewayAmount }, at, rows) => {
        const { projectId, prover, gateway } = await rows.change(Task, taskId);
        const { block, time, transactionHash } = at;
        const paid = { token, beneficiary, proverAmount, gatewayAmount };
        const actor = prover ?? beneficiary;
        rows.put(Settlement, { id: taskId, projectId, prover: actor, gateway, ...paid, block, time, transactionHash });
        await credit(rows, token, beneficiary, proverAmount);
        await credit(rows, token, gateway, gatewayAmount);
        record(rows, at, { taskId, kind: "settled", actor, amount: proverAmount + gatewayAmount });
      },
    },
    ResultRecorded: {
      reads: taskOf,
      apply: async ({ taskId, journal }, _at, rows) => {
        (await rows.change(Task, taskId)).journal = journal;
      },
    },
    ResultDelivered: {
      reads: taskOf,
      apply: async ({ taskId, dapp }, at, rows) => {
        (await rows.change(Task, taskId)).state = "settled";
        record(rows, at, { taskId, kind: "delivered", actor: dapp, amount: null });
      },
    },
    DeliveryFailed: {
      reads: taskOf,
      apply: async ({ taskId, dapp }, at, rows) => {
        (await rows.change(Task, taskId)).state = "undelivered";
        record(rows, at, { taskId, kind: "delivery_failed", actor: dapp, amount: null });
      },
    },
    TaskExpired: {
      reads: taskOf,
      apply: async ({ taskId, caller, slashed }, at, rows) => {
        Object.assign(await rows.change(Task, taskId), { state: "open", prover: null, claimDeadline: null });
        await slashing(rows, facts, caller, slashed);
        record(rows, at, { taskId, kind: "expired", actor: caller, amount: slashed });
      },
    },
    TaskRefunded: {
      reads: taskOf,
      apply: async ({ taskId, amount }, at, rows) => {
        (await rows.change(Task, taskId)).state = "refunded";
        record(rows, at, { taskId, kind: "refunded", actor: at.sender, amount });
      },
    },
    Deposited: {
      apply: async ({ projectId, token, amount }, _at, rows) => {
        (await escrowOf(rows, projectId, token)).deposited += amount;
      },
    },
    Withdrawn: {
      apply: async ({ projectId, token, amount }, _at, rows) => {
        (await escrowOf(rows, projectId, token)).withdrawn += amount;
      },
    },
    Collected: {
      apply: async ({ token, account, amount }, _at, rows) => {
        (await accountOf(rows, token, account)).collected += amount;
      },
    },
  });
}

function taskOf({ taskId }: OfTask): RowRef[] {
  return [[Task, taskId]];
}
