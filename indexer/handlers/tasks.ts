import type { Address } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { taskIdOf } from "../../node/protocol/task.ts";
import { Offer } from "../model/offer.ts";
import { Prover } from "../model/prover.ts";
import { Task } from "../model/task.ts";
import type { RowRef } from "../rows.ts";
import { endClaim } from "./claims.ts";
import { contractEvents, type EventTable } from "./events.ts";
import { pay } from "./payment.ts";
import { record } from "./record.ts";
import { slashing, type TaskManagerFacts } from "./slashing.ts";
import { accountOf, escrowOf } from "./totals.ts";

/** What the events of the TaskManager change. `facts` are what it was deployed with, which no event tells. */
export function taskEvents(facts: TaskManagerFacts): EventTable {
  return contractEvents(taskManagerAbi, {
    TasksSubmitted: {
      reads: ({ offer }) => [[Offer, offer]],
      apply: async ({ gateway, offer, submittedAt, inputs }, at, rows) => {
        const terms = await rows.get(Offer, offer);
        for (const [position, input] of inputs.entries()) {
          const task = { gateway, submittedAt, ...input };
          const taskId = taskIdOf(facts.chainId, facts.taskManager, offer, task);
          rows.put(Task, {
            ...task,
            id: taskId,
            offer,
            projectId: terms.projectId,
            version: terms.version,
            deadline: submittedAt + terms.lifeSeconds,
            claimSeconds: terms.claimSeconds,
            rampSeconds: terms.rampSeconds,
            token: terms.token,
            minReward: terms.minReward,
            maxReward: terms.maxReward,
            collateral: terms.collateral,
            state: "open",
            prover: null,
            claimDeadline: null,
            claims: 0,
            journal: null,
            submittedBlock: at.block,
            settledBlock: null,
          });
          const reserve = terms.maxReward * BigInt(terms.redundancy);
          record(rows, at, { taskId, kind: "submitted", actor: gateway, amount: reserve }, position);
        }
      },
    },
    TaskClaimed: {
      reads: ofClaim,
      apply: async ({ taskId, prover, claimDeadline }, at, rows) => {
        const task = await rows.change(Task, taskId);
        Object.assign(task, { state: "claimed", prover, claimDeadline, claims: task.claims + 1 });
        (await rows.change(Prover, prover)).collateral += task.collateral;
        record(rows, at, { taskId, kind: "claimed", actor: prover, amount: task.collateral });
      },
    },
    ResultProposed: {
      reads: ofClaim,
      apply: async ({ taskId, prover }, at, rows) => {
        await endClaim(rows, taskId, { state: "open", prover: null });
        record(rows, at, { taskId, kind: "proposed", actor: prover, amount: null });
      },
    },
    // Comes before TaskSettled, for each of the other provers.
    RewardPaid: {
      reads: ofTask,
      apply: async ({ taskId, prover, proverAmount, gatewayAmount }, at, rows) => {
        await pay(rows, at, { taskId, prover, proverAmount, gatewayAmount });
      },
    },
    TaskSettled: {
      reads: ofClaim,
      apply: async ({ taskId, prover }, at, rows) => {
        await endClaim(rows, taskId, { state: "settled", prover, settledBlock: at.block });
      },
    },
    // Comes after TaskSettled, whose prover it pays.
    ResultRecorded: {
      reads: ofTask,
      apply: async ({ taskId, proverAmount, gatewayAmount, journal }, at, rows) => {
        const task = await rows.change(Task, taskId);
        task.journal = journal;
        const prover = task.prover as Address; // TaskSettled named it
        await pay(rows, at, { taskId, prover, proverAmount, gatewayAmount });
        record(rows, at, { taskId, kind: "settled", actor: prover, amount: proverAmount + gatewayAmount });
      },
    },
    ResultDelivered: {
      reads: ofTask,
      apply: async ({ taskId, dapp }, at, rows) => {
        (await rows.change(Task, taskId)).state = "settled";
        record(rows, at, { taskId, kind: "delivered", actor: dapp, amount: null });
      },
    },
    DeliveryFailed: {
      reads: ofTask,
      apply: async ({ taskId, dapp }, at, rows) => {
        (await rows.change(Task, taskId)).state = "undelivered";
        record(rows, at, { taskId, kind: "delivery_failed", actor: dapp, amount: null });
      },
    },
    TaskExpired: {
      reads: ofClaim,
      apply: async ({ taskId, caller, slashed }, at, rows) => {
        await endClaim(rows, taskId, { state: "open", prover: null });
        await slashing(rows, facts, caller, slashed);
        record(rows, at, { taskId, kind: "expired", actor: caller, amount: slashed });
      },
    },
    TaskRefunded: {
      reads: ofTask,
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

function ofTask({ taskId }: { taskId: string }): RowRef[] {
  return [[Task, taskId]];
}

function ofClaim({ taskId, prover }: { taskId: string; prover: string }): RowRef[] {
  return [
    [Task, taskId],
    [Prover, prover],
  ];
}
