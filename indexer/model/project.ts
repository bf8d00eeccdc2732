import { entity, flag, int, numeric, seconds, text, textOrNull } from "./columns.ts";

/** A project of the ProjectRegistry. What its owner has not set yet is null (texts) or zero (numbers). */
export class Project {
  /** The decimal project id. */
  declare id: string;
  declare owner: string;
  declare uri: string | null;
  /** SHA-256 of the project file. */
  declare hash: string | null;
  declare paused: boolean;
  declare dapp: string | null;
  declare callbackGas: number;
  /** ERC-20, or the zero address for IOTX; null until reward terms are set. */
  declare token: string | null;
  declare minReward: bigint;
  declare maxReward: bigint;
  declare rampSeconds: number;
  /** Wei of IOTX that a claim locks. */
  declare collateral: bigint;
  declare claimSeconds: number;
  declare lifeSeconds: number;
  /** Matching results of different provers that a task needs; 0 until reward terms are set. */
  declare redundancy: number;
  declare createdAtBlock: number;
  declare createdAt: number;
}

export const projectSchema = entity(
  Project,
  "project",
  {
    owner: text,
    uri: textOrNull,
    hash: textOrNull,
    paused: flag,
    dapp: textOrNull,
    callbackGas: seconds, // uint32, above int
    token: textOrNull,
    minReward: numeric,
    maxReward: numeric,
    rampSeconds: seconds,
    collateral: numeric,
    claimSeconds: seconds,
    lifeSeconds: seconds,
    redundancy: int,
    createdAtBlock: int,
    createdAt: seconds,
  },
  [["owner"], ["createdAtBlock"]],
);
