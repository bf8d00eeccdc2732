import { once } from "node:events";
import { createServer } from "node:net";
import { type DataHandlerContext, EvmBatchProcessor } from "@subsquid/evm-processor";
import type { Store } from "@subsquid/typeorm-store";
import { listenError } from "../node/http/listen-error.ts";
import type { ProcessorConfig } from "./config.ts";
import { applyLogs, type ContractLog, type Handlers } from "./handlers/index.ts";
import { ProcessorRpc } from "./rpc.ts";
import { type Receipt, receiptsOf } from "./receipts.ts";
import { Rows } from "./rows.ts";

const fields = {
  block: { timestamp: true },
  log: { address: true, topics: true, data: true, transactionHash: true },
} as const;

type Context = DataHandlerContext<Store, typeof fields>;
type Log = Context["blocks"][number]["logs"][number];

/** A Subsquid processor that hears all events of the deployment that have a handler, from its first block on. */
export function makeProcessor(config: ProcessorConfig, handlers: Handlers): EvmBatchProcessor<typeof fields> {
  const processor = new EvmBatchProcessor()
    .setRpcEndpoint(config.rpcUrl)
    .setFinalityConfirmation(config.finality)
    .setRpcDataIngestionSettings({
      headPollInterval: config.headPollIntervalMs,
      // Logs are asked for by address: a block with none of ours has a bloom all the same. See LogCheck.
      validationFlags: { disableLogsBloomCheck: true },
    })
    .setFields(fields);
  for (const [address, events] of handlers) {
    processor.addLog({ address: [address], topic0: [...events.keys()], range: { from: config.deployment.block } });
  }
  useOwnRpc(processor, new ProcessorRpc(config, [...handlers.keys()]));
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

/** Subsquid's own client has one endpoint, and ends the process at the first error that it does not know. */
function useOwnRpc(processor: object, rpc: ProcessorRpc): void {
  const internals = processor as { getChainRpcClient(): ProcessorRpc };
  internals.getChainRpcClient = () => rpc;
}

/**
 * Has the processor serve its metrics. With a port that is taken Subsquid would end the process, and the supervisor start
 * it again, for ever: so it is tried first. Without a port Subsquid would serve them on a random one, on all interfaces.
 * Throws W3bError PORT_IN_USE.
 */
export async function serveMetrics(processor: EvmBatchProcessor<typeof fields>, port?: number): Promise<void> {
  if (port === undefined) {
    const internals = processor as unknown as { getPrometheusServer(): { serve: () => Promise<{ port: number }> } };
    internals.getPrometheusServer().serve = () => Promise.resolve({ port: 0 });
    return;
  }
  const trial = createServer().listen(port);
  await once(trial, "listening").catch((error: unknown) => {
    throw listenError(error, { what: "the metrics", port, option: "--metrics-port" });
  });
  await new Promise((resolve) => trial.close(resolve));
  processor.setPrometheusPort(port);
}
