import { type Address, isAddressEqual, size } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import type { ProverConfig } from "./config.ts";
import type { Job } from "./jobs.ts";

/** A job whose proof is ready to be sent. */
export interface ReadyProof {
  job: Job;
  offer: Offer;
  /** How long it has been ready, in milliseconds. */
  waitedMs: number;
  /** What is left of its claim, in milliseconds; undefined where the index does not show it. */
  leftMs: number | undefined;
}

/** What decides which proofs are sent together. */
export interface BatchRules extends Pick<ProverConfig, "batchMax" | "batchWaitMs"> {
  /** The verifier contract that takes many proofs at once (IBatchVerifier). */
  batchVerifier: Address;
  /** How many more proofs of an offer can be expected within batchWaitMs. */
  coming: (offer: Offer) => number;
}

/** Proofs to be sent. */
export interface Batch {
  offer: Offer;
  /** One at least. */
  jobs: Job[];
}

export interface BatchPlan {
  /** To be sent now, each in a transaction of its own. */
  batches: Batch[];
  /** Milliseconds until a proof that waits has waited long enough; undefined if none waits. */
  nextMs: number | undefined;
}

/**
 * Which proofs go to the chain now and which together. Two and more of one offer are cheaper together than alone (at
 * any price of data: docs/gas.md), so a proof waits for others that are about to be ready, for a time its claim does not
 * feel; one that nobody will join goes at once. A claim that is running out goes alone, where it holds up no other, and a
 * proof that failed together with others goes with fewer.
 */
export function planBatches(proofs: readonly ReadyProof[], rules: BatchRules): BatchPlan {
  const plan: BatchPlan = { batches: [], nextMs: undefined };
  const [together, alone] = partition(proofs, (proof) => mayJoin(proof, rules));
  for (const { job, offer } of alone) plan.batches.push({ offer, jobs: [job] });
  for (const group of Map.groupBy(together, groupOf).values()) {
    const { offer, job } = group[0]!;
    const most = Math.min(rules.batchMax, job.batchLimit ?? rules.batchMax, fitting(group[0]!));
    const full = group.length - (group.length % most);
    for (let start = 0; start < full; start += most)
      plan.batches.push(batchOf(offer, group.slice(start, start + most)));
    const rest = group.slice(full);
    if (rest.length === 0) continue;
    const inMs = Math.min(...rest.map((proof) => patienceOf(proof, rules) - proof.waitedMs));
    if (inMs <= 0) plan.batches.push(batchOf(offer, rest));
    else plan.nextMs = Math.min(inMs, plan.nextMs ?? inMs);
  }
  return plan;
}

/** Share of what is left of its claim that a proof may wait. */
const waitShare = 0.1;
/** A claim with less than this share of its time left goes alone. */
const lateShare = 0.25;
/** Bytes of data that IoTeX takes in a transaction, less what is not the proofs'. */
const dataBytes = 48_000;
/** Gas that a transaction may need: with a fifth on top it stays below the 2^24 that Ethereum takes (EIP-7825). */
const transactionGas = 13_000_000;
/** Gas of a batch, and of each of its proofs without the dApp's callback, rounded up: see docs/gas.md. */
const [batchGas, proofGas] = [300_000, 100_000];

/**
 * Gas with which a batch should be settled if its dApp uses little of what it may: that much has to be left when it is
 * called, and where the dApp needs it more than once the chain estimates.
 */
export function gasOf({ offer, jobs }: Batch): bigint {
  const callback = offer.dapp === null ? 0 : Math.ceil((offer.callbackGas * 64) / 63);
  return BigInt(batchGas + jobs.length * proofGas + callback);
}

function mayJoin({ job, offer, leftMs }: ReadyProof, { batchMax, batchVerifier }: BatchRules): boolean {
  if (batchMax === 1 || job.batchLimit === 1 || offer.redundancy !== 1) return false;
  if (!isAddressEqual(offer.verifier as Address, batchVerifier)) return false;
  return leftMs === undefined || leftMs >= offer.claimSeconds * 1_000 * lateShare;
}

/** Proofs of one batch have one offer and outputs of one length. */
function groupOf({ job, offer }: ReadyProof): string {
  return `${offer.id} ${job.journal?.length} ${job.batchLimit}`;
}

/** How many such proofs fit into a transaction, by their data and their gas. */
function fitting({ job, offer }: ReadyProof): number {
  const bytes = 4 * 32 + size(job.journal!) + size(job.proof!);
  const gas = proofGas + (offer.dapp === null ? 0 : offer.callbackGas);
  return Math.max(1, Math.floor(Math.min(dataBytes / bytes, (transactionGas - batchGas) / gas)));
}

/** How long a proof may wait, counted from when it was ready. */
function patienceOf({ job, offer, leftMs, waitedMs }: ReadyProof, { batchWaitMs, coming }: BatchRules): number {
  // What failed with others has waited, and a claim whose end is not known may end soon.
  if (job.batchLimit !== null || leftMs === undefined || coming(offer) === 0) return 0;
  return Math.min(batchWaitMs, (leftMs + waitedMs) * waitShare);
}

function batchOf(offer: Offer, proofs: ReadyProof[]): Batch {
  return { offer, jobs: proofs.map(({ job }) => job) };
}

function partition<T>(values: readonly T[], holds: (value: T) => boolean): [T[], T[]] {
  return [values.filter(holds), values.filter((value) => !holds(value))];
}
