import { entity, int, intOrNull, numeric, seconds, secondsOrNull, text, textOrNull } from "./columns.ts";

export type TaskState = "open" | "claimed" | "settled" | "undelivered" | "refunded";

/**
 * A task: what it was submitted with, what its offer says of it, and where it stands. Times are Unix seconds, amounts the
 * token's smallest unit.
 */
export class Task {
  declare id: string;
  /** The address of its offer. */
  declare offer: string;
  declare projectId: string;
  declare version: string;
  declare inputHash: string;
  /** SHA-256 of the payload. */
  declare dataHash: string;
  declare gateway: string;
  declare submittedAt: number;
  declare deadline: number;
  declare claimSeconds: number;
  declare rampSeconds: number;
  /** ERC-20, or the zero address for IOTX. */
  declare token: string;
  declare minReward: bigint;
  declare maxReward: bigint;
  /** Wei of IOTX that a claim locks. */
  declare collateral: bigint;
  declare state: TaskState;
  /** Who holds or held the claim; null while open. */
  declare prover: string | null;
  /** Null unless claimed. */
  declare claimDeadline: number | null;
  /** How often it was claimed. */
  declare claims: number;
  /** The verified result. */
  declare journal: string | null;
  declare submittedBlock: number;
  declare settledBlock: number | null;
}

export const taskSchema = entity(
  Task,
  "task",
  {
    offer: text,
    projectId: text,
    version: text,
    inputHash: text,
    dataHash: text,
    gateway: text,
    submittedAt: seconds,
    deadline: seconds,
    claimSeconds: seconds,
    rampSeconds: seconds,
    token: text,
    minReward: numeric,
    maxReward: numeric,
    collateral: numeric,
    state: text,
    prover: textOrNull,
    claimDeadline: secondsOrNull,
    claims: int,
    journal: textOrNull,
    submittedBlock: int,
    settledBlock: intOrNull,
  },
  [
    ["state", "submittedAt"],
    ["projectId", "submittedAt"],
    ["prover", "submittedAt"],
    ["gateway", "submittedAt"],
    ["offer"],
    ["dataHash"],
    ["submittedAt"],
    ["submittedBlock"],
  ],
);
