import { entity, int, numeric, seconds, text, textOrNull } from "./columns.ts";

/** What tasks of one version were submitted under: a program and what a project promised for it. It never changes. */
export class Offer {
  /** Its address. */
  declare id: string;
  declare projectId: string;
  /** The version's name, as in Program. */
  declare version: string;
  declare verifier: string;
  declare vmType: number;
  /** IProjectRegistry.Binding: 0 is native, 1 template. */
  declare binding: number;
  declare programId: string;
  /** ERC-20, or the zero address for IOTX. */
  declare token: string;
  /** In the token's smallest unit. */
  declare minReward: bigint;
  declare maxReward: bigint;
  declare rampSeconds: number;
  /** Wei of IOTX that a claim locks. */
  declare collateral: bigint;
  declare claimSeconds: number;
  declare lifeSeconds: number;
  /** Matching results of different provers that a task needs. */
  declare redundancy: number;
  /** Who receives the results. */
  declare dapp: string | null;
  /** Gas that the dApp may use. */
  declare callbackGas: number;
}

export const offerSchema = entity(
  Offer,
  "offer",
  {
    projectId: text,
    version: text,
    verifier: text,
    vmType: int,
    binding: int,
    programId: text,
    token: text,
    minReward: numeric,
    maxReward: numeric,
    rampSeconds: seconds,
    collateral: numeric,
    claimSeconds: seconds,
    lifeSeconds: seconds,
    redundancy: int,
    dapp: textOrNull,
    callbackGas: seconds, // uint32, above int
  },
  [["projectId"]],
);
