import { Command, Option } from "commander";
import { type OperatorOptions, withOperatorOptions } from "./operator-options.ts";
import { integer, options } from "./options.ts";

interface Options extends OperatorOptions {
  batchMs: number;
  batchSize: number;
  bodyLimit: number;
  host: string;
  port: number;
}

/** `w3b gateway` */
export function gatewayCommand(): Command {
  const command = new Command("gateway")
    .description("take signed messages over HTTP, keep their payloads, submit them as tasks")
    .addOption(options.host())
    .addOption(options.port(9000))
    .addOption(
      new Option("--batch-ms <milliseconds>", "longest a task waits for others to be submitted with")
        .env("W3B_BATCH_MS")
        .default(200)
        .argParser(integer(0, 600_000)),
    )
    .addOption(
      new Option("--batch-size <tasks>", "most tasks of one submission")
        .env("W3B_BATCH_SIZE")
        .default(32)
        .argParser(integer(1, 128)),
    )
    .addOption(
      new Option("--body-limit <bytes>", "largest request")
        .env("W3B_BODY_LIMIT")
        .default(262_144)
        .argParser(integer(1_024, 16_777_216)),
    );
  return withOperatorOptions(command, 60).action(async (settings: Options, command: Command) => {
    const { startGateway } = await import("../gateway/gateway.ts");
    const { openOperator } = await import("./operator.ts");
    const { recoveryLibrary } = await import("../protocol/recovery.ts");
    const { runService } = await import("./service.ts");
    const operator = await openOperator("gateway", settings, command);
    const { host, port, batchMs, batchSize, bodyLimit: bodyLimitBytes } = settings;
    const gateway = await startGateway({ ...operator, config: { host, port, batchMs, batchSize, bodyLimitBytes } });
    const about = { url: gateway.url, gateway: operator.account.address, signersRecoveredBy: recoveryLibrary };
    operator.logger.info(about, "the gateway takes messages");
    await runService(operator.logger, gateway, operator.release);
  });
}
