import { type Address, concat, type Hex, isAddressEqual, keccak256, zeroAddress } from "viem";
import type { Program } from "../../indexer/model/program.ts";
import type { Prover } from "../../indexer/model/prover.ts";
import { rewardAt, type TaskSpec } from "../protocol/task.ts";
import type { ProverConfig } from "./config.ts";

/** What decides whether a task is worth claiming. */
export interface Prospect {
  spec: TaskSpec;
  program: Program | undefined;
  /** This prover; undefined while it is not registered. */
  self: Prover | undefined;
  supportedVmTypes: readonly number[];
  /** The newest block's time, Unix seconds. */
  now: number;
  /** In wei. */
  gasPrice: bigint;
  /** Gas the project's dApp may use at settlement. */
  callbackGas: number;
  /** Milliseconds until this task would be proved: those before it and its own. */
  expectedMs: number;
  /** Stake that claims under way will lock and the index does not show yet, in wei. */
  pendingCollateral: bigint;
}

export interface Refusal {
  code: string;
  reason: string;
}

/** Why a task is not claimed, or undefined if it is worth it. */
export function refusalOf(prospect: Prospect, config: ProverConfig): Refusal | undefined {
  const { spec, program, self, now } = prospect;
  if (!self) return refuse("PROVER_NOT_REGISTERED", "this account is no registered prover's operator");
  if (self.paused) return refuse("PROVER_PAUSED", "this prover is paused");
  if (!program) return refuse("PROGRAM_NOT_FOUND", "its version has no published program");
  if (!prospect.supportedVmTypes.includes(program.vmType)) {
    return refuse("VM_TYPE_UNSUPPORTED", `this node does not prove vmTypeID ${program.vmType}`);
  }
  if (!self.vmTypes.includes(program.vmType)) {
    return refuse("VM_TYPE_NOT_REGISTERED", `this prover is not registered for vmTypeID ${program.vmType}`);
  }
  if (program.binding !== 0) return refuse("BINDING_UNSUPPORTED", "its program does not bind proofs natively");
  if (!config.trustedVerifiers.some((trusted) => isAddressEqual(trusted, program.verifier as Address))) {
    return refuse("VERIFIER_NOT_TRUSTED", `its verifier ${program.verifier} is not among the trusted ones`);
  }
  if (now + spec.claimSeconds > spec.deadline) return refuse("TOO_LATE_TO_CLAIM", "its deadline is too near");
  if (prospect.expectedMs > spec.claimSeconds * 1_000 * usableShare) {
    return refuse("NOT_ENOUGH_TIME", `a claim leaves ${spec.claimSeconds} s, proving would take too much of it`);
  }
  const free = self.stake - self.collateral - self.unstaking - prospect.pendingCollateral;
  if (free < spec.collateral) {
    return refuse("INSUFFICIENT_FREE_STAKE", `a claim locks ${spec.collateral} wei of stake, ${free} are free`);
  }
  return refusalOfReward(prospect, self, config);
}

function refusalOfReward({ spec, now, gasPrice, callbackGas }: Prospect, self: Prover, config: ProverConfig) {
  // The worth of other tokens is not known here.
  if (spec.token !== zeroAddress) return refuse("TOKEN_UNSUPPORTED", `it pays in the token ${spec.token}, not in IOTX`);
  const reward = rewardAt(spec, now);
  const own = reward - (reward * BigInt(self.rebateRatio)) / 10_000n;
  const cost = gasPrice * (config.gasPerTask + BigInt(callbackGas));
  if (own >= cost + config.minRewardWei) return undefined;
  return refuse("REWARD_TOO_LOW", `it pays ${own} wei, gas costs about ${cost} wei`);
}

/** The rest of a claim's time is for transactions to be mined and for fees to be bumped. */
const usableShare = 0.5;

/**
 * How many provers come before this one for a claim of a task. Every prover computes the same order, so that not all
 * pay for a claim that only one can win. It turns with each claim: who let a claim expire comes last.
 */
export function rankOf(prover: Address, provers: readonly { id: string }[], taskId: Hex, claims: number): number {
  const draw = (id: string) => keccak256(concat([taskId, id.toLowerCase() as Hex]));
  const own = draw(prover);
  const before = provers.filter(({ id }) => draw(id) < own).length;
  const count = Math.max(1, provers.length);
  return (((before - claims) % count) + count) % count;
}

function refuse(code: string, reason: string): Refusal {
  return { code, reason };
}
