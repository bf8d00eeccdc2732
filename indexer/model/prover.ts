import { entity, flag, int, ints, numeric, secondsOrNull, text } from "./columns.ts";

/** A prover of the ProverRegistry; amounts in wei of IOTX. */
export class Prover {
  /** The address that registered. */
  declare id: string;
  /** The key that claims for it. */
  declare operator: string;
  /** The account its rewards are paid to when they are collected. */
  declare beneficiary: string;
  /** Share of rewards given to gateways, in basis points. */
  declare rebateRatio: number;
  declare paused: boolean;
  /** All that is staked, collateral and unstaking included. */
  declare stake: bigint;
  declare collateral: bigint;
  declare unstaking: bigint;
  /** Unix time from which `unstaking` can be withdrawn; null when nothing is asked back. */
  declare unstakeAt: number | null;
  /** The vmTypeIDs it supports, ascending. */
  declare vmTypes: number[];
}

export const proverSchema = entity(
  Prover,
  "prover",
  {
    operator: text,
    beneficiary: text,
    rebateRatio: int,
    paused: flag,
    stake: numeric,
    collateral: numeric,
    unstaking: numeric,
    unstakeAt: secondsOrNull,
    vmTypes: ints,
  },
  [["operator"], ["stake"]],
);
