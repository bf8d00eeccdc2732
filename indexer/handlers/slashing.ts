import { type Address, zeroAddress } from "viem";
import type { Rows } from "../rows.ts";
import { credit } from "./totals.ts";

/** What the TaskManager was deployed with. */
export interface TaskManagerFacts {
  chainId: number;
  /** Its own address. */
  taskManager: Address;
  /** Who is owed what remains of slashed collateral, in lower case. */
  treasury: string;
  /** Share of slashed collateral that whoever expires a claim earns, in basis points. */
  bountyBps: bigint;
}

/** Credits slashed collateral (wei of IOTX) as TaskManager.expire does: a bounty to the caller, the rest to the treasury. */
export async function slashing(rows: Rows, facts: TaskManagerFacts, caller: string, slashed: bigint): Promise<void> {
  const bounty = (slashed * facts.bountyBps) / 10_000n;
  await credit(rows, zeroAddress, caller, bounty);
  await credit(rows, zeroAddress, facts.treasury, slashed - bounty);
}
