import { Command, Option } from "commander";
import { chainContext } from "./context.ts";
import type { DatabaseOptions } from "./database.ts";
import { integer, options } from "./options.ts";

interface Options extends DatabaseOptions {
  confirmations: number;
  headMaxAge?: number;
  host: string;
  logLevel: string;
  metricsPort?: number;
  pollMs: number;
  port: number;
}

/** `w3b indexer` */
export function indexerCommand(): Command {
  return new Command("indexer")
    .description("turn the contracts' events into Postgres tables, and serve GraphQL over them")
    .addOption(options.databaseUrl())
    .addOption(options.dataDir())
    .addOption(options.host())
    .addOption(options.port(4350))
    .addOption(options.confirmations("blocks after which one is final; a deeper reorg rebuilds the tables", 10))
    .addOption(options.pollMs())
    .addOption(options.headMaxAge())
    .addOption(options.wait())
    .addOption(
      new Option("--metrics-port <number>", "serve Prometheus metrics here")
        .env("W3B_METRICS_PORT")
        .argParser(integer(1, 65_535)),
    )
    .addOption(options.logLevel())
    .action(async (settings: Options, command: Command) => {
      // Loaded only by the command that runs it: a hundred packages that the other commands need not wait for.
      const { runIndexer } = await import("../../indexer/main.ts");
      const { openDatabase } = await import("./database.ts");
      const { createLogger } = await import("./log.ts");
      const { runService } = await import("./service.ts");
      const logger = createLogger("indexer", settings.logLevel);
      const { deployment, rpcUrls, rpcLimits } = await chainContext(command, logger);
      const [rpcUrl = "", ...otherRpcUrls] = rpcUrls;
      const database = await openDatabase(settings, logger);
      const indexer = runIndexer({
        rpcUrl,
        otherRpcUrls,
        rpcLimits,
        databaseUrl: database.url,
        deployment,
        finality: settings.confirmations,
        headPollIntervalMs: settings.pollMs,
        headMaxAge: settings.headMaxAge,
        metricsPort: settings.metricsPort,
        graphqlPort: settings.port,
        graphqlHost: settings.host,
        logger,
      });
      void indexer.ready.then(
        (url) => logger.info({ url }, "indexing"),
        () => undefined, // `ended` rejects with the same
      );
      await runService(logger, () => indexer, database.release);
    });
}
