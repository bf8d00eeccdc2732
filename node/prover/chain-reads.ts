import { type Address, type Hex, isAddressEqual, type PublicClient, zeroAddress } from "viem";
import { proverRegistryAbi } from "../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { type Revert, revertOf } from "../chain/revert.ts";
import { isProgramKnown, refusalOf } from "../chain/verifiers.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Proof } from "../proving/types.ts";
import { Recent } from "./recent.ts";

/** How the contract sees a task. */
export interface ChainTask {
  state: "none" | "open" | "claimed" | "settled" | "undelivered" | "refunded";
  /** Who holds the claim; undefined unless claimed. */
  claimant: Address | undefined;
  /** Until when, Unix time. */
  claimDeadline: number | undefined;
}

const states = ["none", "open", "claimed", "settled", "undelivered", "refunded"] as const;

/** How long an answer that changes from block to block may be used, in milliseconds; far less than a block takes. */
export const recentMs = 200;

/** What the prover asks the chain itself, where the index may be behind. Throws viem's errors. */
export class ChainReads {
  readonly #client: PublicClient;
  readonly #deployment: Deployment;
  /** Verifiers with programs they know. */
  readonly #known = new Set<string>();
  readonly #recent = new Recent(recentMs);

  constructor(client: PublicClient, deployment: Deployment) {
    this.#client = client;
    this.#deployment = deployment;
  }

  /** The newest block's time, Unix seconds: the clock that deadlines go by. */
  now(): Promise<number> {
    return this.#recent.get("now", async () => Number((await this.#client.getBlock()).timestamp));
  }

  /** What a unit of gas costs now, in wei. */
  gasPrice(): Promise<bigint> {
    return this.#recent.get("gasPrice", () => this.#client.getGasPrice());
  }

  /** What an account has, in wei. */
  balanceOf(address: Address): Promise<bigint> {
    return this.#recent.get(`balance ${address}`, () => this.#client.getBalance({ address }));
  }

  async task(taskId: Hex): Promise<ChainTask> {
    const contract = { address: this.#deployment.taskManager, abi: taskManagerAbi, args: [taskId] } as const;
    const [claim, state] = await Promise.all([
      this.#client.readContract({ ...contract, functionName: "claimOf" }),
      this.#client.readContract({ ...contract, functionName: "stateOf" }),
    ]);
    const [prover, claimDeadline] = claim;
    const claimed = !isAddressEqual(prover, zeroAddress);
    return {
      state: states[state] ?? "none",
      claimant: claimed ? prover : undefined,
      claimDeadline: claimed ? claimDeadline : undefined,
    };
  }

  /** Whether the contract would refuse a transaction now. Throws viem's errors where it cannot be asked. */
  async reverts(call: { account: Address; to: Address; data: Hex }): Promise<boolean> {
    try {
      await this.#client.call(call);
      return false;
    } catch (error) {
      if (revertOf(error)) return true;
      throw error;
    }
  }

  /** For whom an operator claims: the registered prover, often the operator itself; undefined for nobody. */
  async proverOf(operator: Address): Promise<Address | undefined> {
    const prover = await this.#client.readContract({
      address: this.#deployment.proverRegistry,
      abi: proverRegistryAbi,
      functionName: "proverOf",
      args: [operator],
    });
    return isAddressEqual(prover, zeroAddress) ? undefined : prover;
  }

  /** Why a verifier contract refuses a proof; undefined if it accepts it. */
  refusalOf(verifier: Address, programId: Hex, proof: Proof): Promise<Revert | undefined> {
    return refusalOf(this.#client, verifier, programId, proof);
  }

  /** Whether a verifier knows a program: without its key registered every proof would be refused. */
  async isProgramKnown(verifier: Address, programId: Hex): Promise<boolean> {
    const key = `${verifier} ${programId}`;
    if (this.#known.has(key)) return true;
    if (!(await isProgramKnown(this.#client, verifier, programId))) return false;
    this.#known.add(key); // a registered key stays
    return true;
  }
}
