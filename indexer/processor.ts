import { type DataHandlerContext, EvmBatchProcessor } from "@subsquid/evm-processor";
import type { Store } from "@subsquid/typeorm-store";
import type { ProcessorConfig } from "./config.ts";
import { applyLogs, type ContractLog, type Handlers } from "./handlers/index.ts";
import { type Receipt, receiptsOf } from "./receipts.ts";
import { Rows } from "./rows.ts";

/**
 * Subsquid retries a failing call after 10, 100, 500 and 2000 ms; then the processor ends and its supervisor takes
 * over, which says what is missing and waits for it without Subsquid's pauses of up to 20 s.
 */
const RPC_RETRIES = 4;
const REQUEST_TIMEOUT_MS = 15_000;

const fields = {
  block: { timestamp: true },
  log: { address: true, topics: true, data: true, transactionHash: true },
} as const;

type Context = DataHandlerContext<Store, typeof fields>;
type Log = Context["blocks"][number]["logs"][number];

/** A Subsquid processor that hears all events of the deployment that have a handler, from its first block on. */
export function makeProcessor(config: ProcessorConfig, handlers: Handlers): EvmBatchProcessor<typeof fields> {
  const processor = new EvmBatchProcessor()
    .setRpcEndpoint({
      url: config.rpcUrl,
      retryAttempts: RPC_RETRIES,
      requestTimeout: REQUEST_TIMEOUT_MS,
      rateLimit: config.rpcRateLimit,
    })
    .setFinalityConfirmation(config.finality)
    .setRpcDataIngestionSettings({ headPollInterval: config.headPollIntervalMs })
    .setFields(fields);
  for (const [address, events] of handlers) {
    processor.addLog({ address: [address], topic0: [...events.keys()], range: { from: config.deployment.block } });
  }
  if (config.metricsPort === undefined) silenceMetrics(processor);
  else processor.setPrometheusPort(config.metricsPort);
  return processor;
}

/** Applies the events of a batch: several final blocks, or one hot block. */
export async function applyBatch(context: Context, handlers: Handlers): Promise<void> {
  const logs = context.blocks.flatMap((block) => block.logs);
  if (logs.length === 0) return;
  const receipts = await receiptsOf(context._chain.client, logs);
  const rows = new Rows(context.store);
  await applyLogs(
    logs.map((log) => contractLog(log, receipts)),
    handlers,
    rows,
  );
  await rows.save();
}

function contractLog(log: Log, receipts: ReadonlyMap<string, Receipt>): ContractLog {
  const { height, hash, timestamp } = log.block;
  const receipt = receipts.get(log.transactionHash);
  if (!receipt) throw new Error(`no receipt for ${log.transactionHash}`); // receiptsOf has one for every log
  return {
    address: log.address,
    topics: log.topics,
    data: log.data,
    at: {
      id: `${pad(height, 10)}-${pad(log.logIndex, 6)}-${hash.slice(2, 7)}`,
      block: height,
      time: Math.floor(timestamp / 1000), // Subsquid's timestamps are in milliseconds
      transactionHash: log.transactionHash,
      sender: receipt.from,
      gasUsed: receipt.gasUsed,
    },
  };
}

function pad(value: number, digits: number): string {
  return value.toString().padStart(digits, "0");
}

/** Without a port Subsquid would serve its metrics on a random one, on all interfaces; it has no switch for that. */
function silenceMetrics(processor: object): void {
  const internals = processor as { getPrometheusServer(): { serve: () => Promise<{ port: number }> } };
  internals.getPrometheusServer().serve = () => Promise.resolve({ port: 0 });
}
