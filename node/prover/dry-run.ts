import { type Address, type Hex, slice } from "viem";
import { W3bError } from "../protocol/errors.ts";
import { bindingOf, type Task } from "../protocol/task.ts";
import type { ProverContext } from "./context.ts";
import type { Work } from "./fetch.ts";

/** What a dry run is about. */
export interface BoundTask {
  taskId: Hex;
  prover: Address;
  task: Task;
}

/**
 * Runs a task's program without proving. Throws W3bError JOURNAL_MISMATCH (integrity) when a proof of its journal would
 * be refused by the verifier, and what the program throws.
 */
export async function dryRun(context: ProverContext, bound: BoundTask, { code, messages }: Work): Promise<void> {
  const input = { messages, binding: bindingOf(bound.taskId, bound.prover) };
  checkJournal(bound, await context.provingPool.dryRun(code, input, context.stopping));
}

/** Checks that a journal begins as the one the TaskManager has proofs verified about. Throws W3bError JOURNAL_MISMATCH (integrity). */
export function checkJournal({ taskId, prover, task }: BoundTask, journal: Hex): void {
  const binding = bindingOf(taskId, prover);
  if (journal.length < 2 + 2 * 64) throw mismatch(`it has ${(journal.length - 2) / 2} bytes, at least 64 are needed`);
  if (slice(journal, 0, 32) !== binding) throw mismatch(`its binding is ${slice(journal, 0, 32)}, not ${binding}`);
  const inputHash = slice(journal, 32, 64);
  if (inputHash !== task.inputHash) throw mismatch(`its input hash is ${inputHash}, the task's is ${task.inputHash}`);
}

function mismatch(reason: string): W3bError {
  return new W3bError("JOURNAL_MISMATCH", `The program's journal does not fit its task: ${reason}.`, {
    kind: "integrity",
    meaning: "The payload is not what the gateway submitted, or the program does not follow the native form.",
    action: "The gateway's operator should compare its dry run with the project's program.",
  });
}
