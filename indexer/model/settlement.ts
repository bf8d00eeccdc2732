import { entity, int, numeric, seconds, text } from "./columns.ts";

/** What settling a task paid a prover and, for its result, the gateway, in the token's smallest unit. */
export class Settlement {
  /** "<task>-<prover>": a task may need the results of several provers. */
  declare id: string;
  declare taskId: string;
  declare projectId: string;
  declare prover: string;
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
    taskId: text,
    projectId: text,
    prover: text,
    gateway: text,
    token: text,
    proverAmount: numeric,
    gatewayAmount: numeric,
    block: int,
    time: seconds,
    transactionHash: text,
  },
  [["taskId"], ["projectId", "block"], ["prover", "block"], ["gateway", "block"], ["block"]],
);
