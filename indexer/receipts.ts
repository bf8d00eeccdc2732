/** What is wanted of a transaction's receipt. */
export interface Receipt {
  from: string;
  gasUsed: bigint;
}

interface RawReceipt {
  from: string;
  gasUsed: string;
  blockHash: string;
}

/** The part of Subsquid's RPC client that is used: batches, retries and rate limits are its business. */
interface RpcClient {
  batchCall<T>(calls: { method: string; params: unknown[] }[]): Promise<T[]>;
}

interface LogOrigin {
  transactionHash: string;
  block: { height: number; hash: string };
}

/**
 * The receipts of the transactions that emitted these logs, by transaction hash. Asked for one by one in a batch:
 * having Subsquid fetch receipts would fetch those of every transaction on the chain. Throws a data consistency
 * error, after which Subsquid reads the block anew, when a receipt is missing or is of another block.
 */
export async function receiptsOf(client: RpcClient, logs: LogOrigin[]): Promise<ReadonlyMap<string, Receipt>> {
  const origins = new Map(logs.map((log) => [log.transactionHash, log.block]));
  const calls = [...origins.keys()].map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] }));
  const found = await client.batchCall<RawReceipt | null>(calls);
  const receipts = new Map<string, Receipt>();
  for (const [i, [hash, block]] of [...origins].entries()) {
    const receipt = found[i];
    if (receipt?.blockHash !== block.hash) throw new ReceiptConsistencyError(hash, block.height);
    receipts.set(hash, { from: receipt.from.toLowerCase(), gasUsed: BigInt(receipt.gasUsed) });
  }
  return receipts;
}

/** The chain moved on between reading the logs and the receipts. */
class ReceiptConsistencyError extends Error {
  /** How Subsquid knows errors after which a block is to be read again. */
  readonly __sqd_data_consistency_error = true;

  constructor(transactionHash: string, height: number) {
    super(`The receipt of ${transactionHash} is not of the block ${height} its log came from`);
    this.name = "ReceiptConsistencyError";
  }
}
