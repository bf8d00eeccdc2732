import { readFile } from "node:fs/promises";
import { type Abi, type Address, encodeDeployData, getAddress, getContractAddress, type Hex } from "viem";
import { sendOnce, type Wallet } from "../../node/chain/send-once.ts";
import { messageOf, W3bError } from "../../node/protocol/errors.ts";

export interface Deployer extends Wallet {
  /** Where `hardhat build` put the artifacts; the repository's artifacts/ if omitted. */
  artifacts?: URL;
}

const ownArtifacts = new URL("../../artifacts/", import.meta.url);

/**
 * Transactions of one account that are sent one after the other and waited for together: what needs the effect of
 * another is sent after `mined`.
 */
export class TransactionBatch {
  /** The next transaction's. */
  nonce: number;
  readonly #deployer: Deployer;
  #sent: { what: string; hash: Hex }[] = [];

  private constructor(deployer: Deployer, nonce: number) {
    this.#deployer = deployer;
    this.nonce = nonce;
  }

  /** Begins after the account's pending transactions; it must send no others meanwhile. */
  static async open(deployer: Deployer): Promise<TransactionBatch> {
    const { address } = deployer.walletClient.account;
    const nonce = await deployer.publicClient.getTransactionCount({ address, blockTag: "pending" });
    return new TransactionBatch(deployer, nonce);
  }

  /** Sends a contract's creation; resolves with its address. `path` is its artifact's. Throws ARTIFACT_NOT_FOUND. */
  async create(path: string, args: unknown[]): Promise<Address> {
    const { walletClient, artifacts } = this.#deployer;
    const { abi, bytecode } = await readArtifact(artifacts ?? ownArtifacts, path);
    const nonce = this.nonce++;
    const hash = await sendOnce(this.#deployer, { data: encodeDeployData({ abi, bytecode, args }), nonce });
    this.#sent.push({ what: path, hash });
    return getAddress(getContractAddress({ from: walletClient.account.address, nonce: BigInt(nonce) }));
  }

  /** Sends a call. */
  async call(what: string, to: Address, data: Hex): Promise<void> {
    const hash = await sendOnce(this.#deployer, { to, data, nonce: this.nonce++ });
    this.#sent.push({ what, hash });
  }

  /** Waits for what was sent; resolves with the first block's number. Throws W3bError DEPLOYMENT_FAILED. */
  async mined(): Promise<number> {
    const sent = this.#sent;
    this.#sent = [];
    const blocks = await Promise.all(
      sent.map(async ({ what, hash }) => {
        const { status, blockNumber } = await this.#deployer.publicClient.waitForTransactionReceipt({ hash });
        if (status !== "success") throw deploymentFailed(`${what}: transaction ${hash} reverted.`);
        return Number(blockNumber);
      }),
    );
    return Math.min(...blocks);
  }
}

/** Every way in which a deployment can go wrong on chain. */
export function deploymentFailed(message: string): W3bError {
  return new W3bError("DEPLOYMENT_FAILED", message, {
    meaning: "The contracts on the chain do not form a working deployment; nothing was written.",
    action: "Deploy again from an account that sends nothing else meanwhile.",
  });
}

async function readArtifact(root: URL, path: string): Promise<{ abi: Abi; bytecode: Hex }> {
  try {
    return JSON.parse(await readFile(new URL(`contracts/${path}.json`, root), "utf8")) as { abi: Abi; bytecode: Hex };
  } catch (error) {
    throw new W3bError("ARTIFACT_NOT_FOUND", `The compiled contract ${path} cannot be read: ${messageOf(error)}`, {
      action: 'Compile the contracts with "npm run build".',
      cause: error,
    });
  }
}
