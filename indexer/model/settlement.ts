import { entity, int, numeric, seconds, text } from "./columns.ts";

/** What settling a task paid, in the token's smallest unit. */
export class Settlement {
  /** The task's id. */
  declare id: string;
  declare projectId: string;
  declare prover: string;
  /** To whom the prover's part is owed. */
  declare beneficiary: string;
  declare gateway: string;
  declare token: string;
  declare proverAmount: bigint;
  declare gatewayAmount: bigint;
  declare block: number;
  /** Unix time of the block. */
  declare time: number;
  declare transactionHash: string;
}

export const settlementSchema = entity(
  Settlement,
  "settlement",
  {
    projectId: text,
    prover: text,
    beneficiary: text,
    gateway: text,
    token: text,
    proverAmount: numeric,
    gatewayAmount: numeric,
    block: int,
    time: seconds,
    transactionHash: text,
  },
  [["projectId", "block"], ["prover", "block"], ["gateway", "block"], ["beneficiary", "block"], ["block"]],
);
