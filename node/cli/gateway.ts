import { Command, InvalidArgumentError, Option } from "commander";
import type { ServedProjects } from "../gateway/served-projects.ts";
import { W3bError } from "../protocol/errors.ts";
import { type OperatorOptions, withOperatorOptions } from "./operator-options.ts";
import { integer, options } from "./options.ts";

interface Options extends OperatorOptions {
  batchMs: number;
  batchSize: number;
  bodyLimit: number;
  anyProject?: boolean | string;
  host: string;
  port: number;
  projects?: ReadonlySet<string>;
}

/** `w3b gateway` */
export function gatewayCommand(): Command {
  const command = new Command("gateway")
    .description("take signed messages over HTTP, keep their payloads, submit them as tasks")
    .addOption(options.host())
    .addOption(options.port(9000))
    .addOption(
      new Option(
        "--projects <ids>",
        "the projects to work for, comma separated: their submissions are paid by this key",
      )
        .env("W3B_PROJECTS")
        .argParser(projectIds),
    )
    .addOption(
      new Option("--any-project [yes]", "work for every project that authorises this gateway, whoever owns it")
        .env("W3B_ANY_PROJECT")
        .choices(["true", "false"])
        .preset("true"),
    )
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
    const projects = servedProjects(settings);
    const operator = await openOperator("gateway", settings, command);
    const { host, port, batchMs, batchSize, bodyLimit: bodyLimitBytes } = settings;
    const { allowPrivate } = operator;
    const { headMaxAge } = settings;
    const config = { host, port, batchMs, batchSize, bodyLimitBytes, allowPrivate, headMaxAge };
    const start = async () => {
      const gateway = await startGateway({ ...operator, projects, config });
      const about = { url: gateway.url, gateway: operator.account.address, signersRecoveredBy: recoveryLibrary };
      operator.logger.info(about, "the gateway takes messages");
      return gateway;
    };
    await runService(operator.logger, start, operator.release);
  });
}

function projectIds(text: string): ReadonlySet<string> {
  const ids = text.split(",").map((id) => id.trim());
  if (!ids.every((id) => /^[1-9]\d{0,77}$/.test(id))) {
    throw new InvalidArgumentError("It must be projects' numbers, comma separated: 1,2.");
  }
  return new Set(ids);
}

/** Chosen by the operator, never by default: any owner may authorise any gateway and make it spend its gas. */
function servedProjects({ projects, anyProject }: Options): ServedProjects {
  if (String(anyProject) === "true") return "any";
  if (projects !== undefined) return projects;
  throw new W3bError("INVALID_OPTION", "The gateway was not told for which projects it works.", {
    kind: "input",
    meaning: "Submissions are paid by the gateway's account, and any project may authorise it.",
    action: "Name them with --projects 1,2 (W3B_PROJECTS), or work for all with --any-project (W3B_ANY_PROJECT=true).",
  });
}
