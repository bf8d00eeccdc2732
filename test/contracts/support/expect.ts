import assert from "node:assert/strict";
import {
  type Abi,
  BaseError,
  ContractFunctionRevertedError,
  type Hex,
  type Log,
  parseEventLogs,
  type TransactionReceipt,
} from "viem";
import { airQualityBondAbi } from "../../../contracts/abi/airQualityBond.ts";
import { roomClimateAbi } from "../../../contracts/abi/roomClimate.ts";
import { mockDappAbi } from "./mocks.ts";
import {
  deviceRegistry,
  groth16Verifier,
  projectRegistry,
  proverRegistry,
  publicClient,
  taskManager,
  verifierRegistry,
} from "./world.ts";

const abi = [
  ...taskManager.abi,
  ...projectRegistry.abi,
  ...proverRegistry.abi,
  ...deviceRegistry.abi,
  ...groth16Verifier.abi,
  ...roomClimateAbi,
  ...airQualityBondAbi,
  ...verifierRegistry.abi,
  ...mockDappAbi,
];

/** An event as tests compare it. */
export type Event = [name: string, args: unknown];

/** The events of a transaction that was just sent, in order: `[name, arguments by name]`. */
export async function eventsOf(sent: Promise<Hex>, of?: Abi): Promise<Event[]> {
  return eventsIn((await mined(sent)).logs, of);
}

/** The events among logs, of the protocol's contracts or of an ABI of one's own. */
export function eventsIn(logs: Log[], of: Abi = abi): Event[] {
  return parseEventLogs({ abi: of, logs }).map(({ eventName, args }) => [eventName, args]);
}

/** The receipt of a transaction that was just sent; it must have succeeded. */
export async function mined(sent: Promise<Hex>): Promise<TransactionReceipt> {
  const receipt = await publicClient.waitForTransactionReceipt({ hash: await sent });
  assert.equal(receipt.status, "success");
  return receipt;
}

/** Asserts that a call or transaction reverts with this named error, and with these arguments if they are given. */
export async function reverts(call: Promise<unknown>, name: string, args?: readonly unknown[]): Promise<void> {
  const error = await call.then(
    () => assert.fail(`expected ${name}, but nothing reverted`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BaseError)) throw error;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    assert.equal(reverted.data?.errorName ?? reverted.reason ?? reverted.signature, name);
    if (args !== undefined) assert.deepEqual(reverted.data?.args ?? [], args);
  } else {
    // A contract's creation, for which viem does not decode errors; Hardhat says their name.
    assert.equal(/custom error '(\w+)\(/.exec(error.details)?.[1], name, error.shortMessage);
    assert.equal(args, undefined);
  }
}
