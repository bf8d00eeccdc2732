import { type Address, concat, type Hex, isAddressEqual, keccak256, zeroAddress } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import type { Prover } from "../../indexer/model/prover.ts";
import type { Task } from "../../indexer/model/task.ts";
import { bindingNamed, rewardAt } from "../protocol/task.ts";
import { formatIotx } from "../protocol/text.ts";
import { usableShare } from "./claim-ahead.ts";
import type { ProverConfig } from "./config.ts";

/** What decides whether a task is worth claiming. */
export interface Prospect {
  task: Pick<Task, "submittedAt" | "deadline">;
  offer: Offer;
  /** This prover; undefined while it is not registered. */
  self: Prover | undefined;
  supportedVmTypes: readonly number[];
  /** The newest block's time, Unix seconds. */
  now: number;
  /** In wei. */
  gasPrice: bigint;
  /** Milliseconds until this task would be proved: those before it and its own. */
  expectedMs: number;
  /** Stake that claims under way will lock and the index does not show yet, in wei. */
  pendingCollateral: bigint;
  /** What the operator has for gas, in wei. */
  balance: bigint;
  /** Claims whose gas is not all paid yet. */
  openClaims: number;
}

export interface Refusal {
  code: string;
  reason: string;
}

/** Why a task is not claimed, or undefined if it is worth it. */
export function refusalOf(prospect: Prospect, config: ProverConfig): Refusal | undefined {
  const { task, offer, self, now } = prospect;
  if (!self) return refuse("PROVER_NOT_REGISTERED", "this account is no registered prover's operator");
  if (self.paused) return refuse("PROVER_PAUSED", "this prover is paused");
  if (!prospect.supportedVmTypes.includes(offer.vmType)) {
    return refuse("VM_TYPE_UNSUPPORTED", `this node does not prove vmTypeID ${offer.vmType}`);
  }
  if (!self.vmTypes.includes(offer.vmType)) {
    return refuse("VM_TYPE_NOT_REGISTERED", `this prover is not registered for vmTypeID ${offer.vmType}`);
  }
  if (bindingNamed(offer.binding) === undefined) {
    return refuse("BINDING_UNSUPPORTED", `this node does not know the binding ${offer.binding} of its program`);
  }
  if (!config.trustedVerifiers.some((trusted) => isAddressEqual(trusted, offer.verifier as Address))) {
    return refuse("VERIFIER_NOT_TRUSTED", `its verifier ${offer.verifier} is not among the trusted ones`);
  }
  if (now + offer.claimSeconds > task.deadline) return refuse("TOO_LATE_TO_CLAIM", "its deadline is too near");
  if (prospect.expectedMs > offer.claimSeconds * 1_000 * usableShare) {
    return refuse("NOT_ENOUGH_TIME", `a claim leaves ${offer.claimSeconds} s, proving would take too much of it`);
  }
  const free = freeStakeOf(self) - prospect.pendingCollateral;
  if (free < offer.collateral) {
    return refuse(
      "INSUFFICIENT_FREE_STAKE",
      `a claim locks ${formatIotx(offer.collateral)} of stake, ${formatIotx(free)} are free`,
    );
  }
  return refusalOfReward(prospect, self, config);
}

function refusalOfReward(prospect: Prospect, self: Prover, config: ProverConfig): Refusal | undefined {
  const { task, offer, now, gasPrice, balance, openClaims } = prospect;
  // The worth of other tokens is not known here.
  if (offer.token !== zeroAddress)
    return refuse("TOKEN_UNSUPPORTED", `it pays in the token ${offer.token}, not in IOTX`);
  const reward = rewardAt(offer, task.submittedAt, now);
  const own = reward - (reward * BigInt(self.rebateRatio)) / 10_000n;
  const cost = costOf(offer, gasPrice, config);
  if (own < cost + config.minRewardWei) {
    return refuse("REWARD_TOO_LOW", `it pays ${formatIotx(own)}, gas costs about ${formatIotx(cost)}`);
  }
  // A claim whose proof cannot be sent costs its collateral.
  const needed = BigInt(openClaims + 1) * cost;
  if (balance >= needed) return undefined;
  return refuse(
    "OPERATOR_UNDERFUNDED",
    `the operator has ${formatIotx(balance)}, gas for all claims costs about ${formatIotx(needed)}`,
  );
}

/** What claiming and settling a task costs about, in wei. */
export function costOf(
  { dapp, callbackGas }: Offer,
  gasPrice: bigint,
  config: Pick<ProverConfig, "gasPerTask">,
): bigint {
  return gasPrice * (config.gasPerTask + BigInt(dapp === null ? 0 : callbackGas));
}

/** What decides a task's order of provers. */
export type Ranked = Pick<Task, "id" | "claims" | "collateral">;
/** A prover that may be in it. */
export type Rival = Pick<Prover, "id" | "stake" | "collateral" | "unstaking">;

/** Nobody waits for more provers than these: registering is free, and many may be registered only to delay the rest. */
export const highestRank = 5;

/**
 * How many provers come before this one for a claim of a task, {@link highestRank} at most. Every prover computes the
 * same order of those whose free stake covers the claim, so that not all pay for a claim that only one can win. It turns
 * with each claim: who let a claim expire comes last.
 */
export function rankOf(prover: Address, provers: readonly Rival[], { id, claims, collateral }: Ranked): number {
  const draw = (address: string) => keccak256(concat([id as Hex, address.toLowerCase() as Hex]));
  const able = provers.filter((rival) => rival.id === prover || freeStakeOf(rival) >= collateral);
  const own = draw(prover);
  const before = able.filter((rival) => draw(rival.id) < own).length;
  const count = Math.max(1, able.length);
  return Math.min((((before - claims) % count) + count) % count, highestRank);
}

/** What claims can still lock, in wei. */
export function freeStakeOf({ stake, collateral, unstaking }: Rival): bigint {
  return stake - collateral - unstaking;
}

function refuse(code: string, reason: string): Refusal {
  return { code, reason };
}
