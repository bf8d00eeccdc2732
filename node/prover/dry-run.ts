import { type Address, type Hex, size, slice } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import { W3bError } from "../protocol/errors.ts";
import { bindingNamed, bindingOf, shortTaskId, type Task, versionNamed } from "../protocol/task.ts";
import type { ProgramInput, Proof } from "../proving/types.ts";
import type { ProverContext } from "./context.ts";
import type { Messages, Work } from "./fetch.ts";

/** What a dry run is about. */
export interface BoundTask {
  taskId: Hex;
  prover: Address;
  task: Task;
}

/**
 * Runs a task's program without proving. Throws W3bError JOURNAL_MISMATCH (integrity) when a proof of its journal would
 * be refused by the verifier, VERIFIER_REFUSES (unavailable) when the proof had to be made and is refused, and what the
 * program throws.
 */
export async function dryRun(context: ProverContext, bound: BoundTask, offer: Offer, work: Work): Promise<void> {
  const input = inputOf(bound, offer, work);
  const checkProof = (proof: Proof) => checkAccepted(context, offer, proof);
  const options = { signal: context.stopping, owner: offer.projectId, checkProof };
  checkJournal(bound, offer, await context.provingPool.dryRun(work.code, input, options));
}

/** Asks the task's own verifier about a proof that the dry run had to make: which versions it takes, only it knows. */
async function checkAccepted({ chain }: ProverContext, { verifier, programId }: Offer, proof: Proof): Promise<void> {
  const refusal = await chain.refusalOf(verifier as Address, programId as Hex, proof);
  if (refusal === undefined) return;
  throw new W3bError("VERIFIER_REFUSES", `The task's verifier refuses the proof that was made: ${refusal.message}.`, {
    kind: "unavailable",
    meaning: "Settling it would fail, so the task is not claimed. The proof is kept for when the verifier takes it.",
    action: "Compare the prover service's version with what `w3b verifier show` lists as running.",
  });
}

/** What a task's program runs on for this prover. */
export function inputOf({ taskId, prover }: BoundTask, offer: Offer, { messages, clientId }: Messages): ProgramInput {
  const { projectId, version } = offer;
  const task = { projectId: BigInt(projectId), projectVersion: versionNamed(version), taskId, clientId };
  return { messages, binding: bindingOf(taskId, prover), task, verifier: offer.verifier as Address };
}

/** Checks that a journal is of the form the TaskManager has proofs verified about. Throws JOURNAL_MISMATCH (integrity). */
export function checkJournal(bound: BoundTask, offer: Pick<Offer, "binding" | "projectId">, journal: Hex): void {
  if (size(journal) < 64) throw mismatch(`it has ${size(journal)} bytes, at least 64 are needed`);
  if (bindingNamed(offer.binding) === "template") checkTemplate(bound, BigInt(offer.projectId), journal);
  else checkNative(bound, journal);
}

function checkNative({ taskId, prover, task }: BoundTask, journal: Hex): void {
  const binding = bindingOf(taskId, prover);
  if (slice(journal, 0, 32) !== binding) throw mismatch(`its binding is ${slice(journal, 0, 32)}, not ${binding}`);
  const inputHash = slice(journal, 32, 64);
  if (inputHash !== task.inputHash) throw mismatch(`its input hash is ${inputHash}, the task's is ${task.inputHash}`);
}

function checkTemplate({ taskId }: BoundTask, projectId: bigint, journal: Hex): void {
  const named = BigInt(slice(journal, size(journal) - 64, size(journal) - 32));
  if (named !== projectId) throw mismatch(`it names project ${named}, not ${projectId}`);
  const task = BigInt(slice(journal, size(journal) - 32));
  if (task !== shortTaskId(taskId)) throw mismatch(`it names task ${task}, not ${shortTaskId(taskId)}`);
}

function mismatch(reason: string): W3bError {
  return new W3bError("JOURNAL_MISMATCH", `The program's journal does not fit its task: ${reason}.`, {
    kind: "integrity",
    meaning: "The payload is not what the gateway submitted, or the program does not follow the form of its binding.",
    action: "The gateway's operator should compare its dry run with the project's program.",
  });
}
