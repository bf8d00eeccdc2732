/** The processor's process: started by supervisor.ts, which hands it its configuration and restarts it when it ends. */
import { once } from "node:events";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import type { ProcessorConfig } from "./config.ts";
import { deploymentHandlers } from "./contracts.ts";
import { ChainDatabase } from "./database.ts";
import { log } from "./log.ts";
import { withoutUrls } from "./places.ts";
import { applyBatch, makeProcessor, serveMetrics } from "./processor.ts";
import { reasonToRebuild, rebuild } from "./tables.ts";
import { lockDatabase, until, waitForChain } from "./wait.ts";

/** What the process tells its supervisor. */
export type ChildMessage =
  { ready: true } | { failed: { code: string; message: string; meaning?: string; action?: string } };

process.once("disconnect", () => process.exit(0)); // the supervisor is gone: nobody would hear or restart this one
process.once("SIGTERM", () => process.exit(0)); // an unfinished batch is one unfinished transaction
process.once("SIGINT", () => undefined); // Ctrl-C reaches the whole group; the supervisor decides

const [config] = (await once(process, "message")) as [ProcessorConfig];
try {
  await run(config);
} catch (error) {
  if (error instanceof W3bError && error.kind !== "unavailable") {
    const { code, message, meaning, action } = error;
    await tell({ failed: { code, message, meaning, action } });
  } else {
    log("error", withoutUrls(messageOf(error)), error instanceof W3bError ? { code: error.code } : framesOf(error));
  }
  process.exit(1);
}

async function run(config: ProcessorConfig): Promise<void> {
  const postgres = await lockDatabase(config.databaseUrl, (reason) => {
    log("error", `The connection to Postgres was lost: ${reason}`, { code: "DATABASE_UNAVAILABLE" });
    process.exit(1);
  });
  const { client, identity } = await waitForChain(config);
  const reason = await until(() => reasonToRebuild(postgres, client, identity));
  if (reason !== undefined) {
    log("info", `Building the tables from block ${config.deployment.block} on: ${reason}`);
    await rebuild(postgres, config.databaseUrl, identity);
  }
  const handlers = await deploymentHandlers(client, config.deployment);
  const processor = makeProcessor(config, handlers);
  await serveMetrics(processor, config.metricsPort);
  await tell({ ready: true });
  // From here on Subsquid owns the process: it ends it with exit code 1 when anything fails.
  processor.run(new ChainDatabase(config.databaseUrl), (context) => applyBatch(context, handlers));
}

function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

function framesOf(error: unknown): { stack?: string } {
  return error instanceof Error && error.stack ? { stack: withoutUrls(error.stack) } : {};
}
