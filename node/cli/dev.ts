import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { W3bError } from "../protocol/errors.ts";
import { list, table } from "../protocol/text.ts";
import { integer, options } from "./options.ts";
import { print } from "./output.ts";

interface Options {
  chainPort: number;
  dataDir: string;
  gatewayPort: number;
  graphqlPort: number;
  provers: boolean;
}

/** `w3b dev` */
export function devCommand(): Command {
  return new Command("dev")
    .description("run a whole network on this machine, with an example project, until Ctrl-C")
    .addOption(options.dataDir())
    .addOption(portOption("--chain-port", "the chain's JSON-RPC", 8545))
    .addOption(portOption("--gateway-port", "the gateway", 9000))
    .addOption(portOption("--graphql-port", "the indexer's GraphQL", 4350))
    .option("--no-provers", "run none, so that a prover of yours gets all tasks")
    .action(run);
}

async function run(settings: Options, command: Command): Promise<void> {
  const { prepare } = await import("../../scripts/devnet/prepare.ts");
  const { startDevnet } = await import("../../scripts/devnet/network.ts");
  const { writeSettings } = await import("../../scripts/devnet/settings.ts");
  const directory = resolve(join(settings.dataDir, "dev"));
  const ports = { chain: settings.chainPort, gateway: settings.gatewayPort, graphql: settings.graphqlPort };
  const interruption = new AbortController();
  const interrupted = new Promise<void>((done) => interruption.signal.addEventListener("abort", () => done()));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interruption.abort());
  const lock = await prepare(directory, ports);
  try {
    const progress = (text: string) => console.error(text);
    const started = (pids: number[]) => lock.note(pids);
    const devnet = await startDevnet({
      directory,
      ports,
      provers: settings.provers,
      progress,
      started,
      signal: interruption.signal,
    });
    try {
      const { urls, deployment, projectId, dapp } = devnet;
      const { config, accounts, remove } = await writeSettings(directory, devnet);
      print(command, { urls, deployment, projectId, dapp, accounts, config }, () =>
        [
          "Running until Ctrl-C. Commands in this folder find it by themselves; elsewhere say --config below.",
          `\n${list({ ...urls, "contracts' addresses": join(directory, "deployment.json"), logs: join(directory, "logs"), "settings of commands": config })}`,
          `\n${table(["account", "address", "key file"], accounts.map(Object.values) as string[][])}`,
          `\nProject ${projectId} is room-climate, its dApp is ${dapp}. What to do next:`,
          "  npx w3b task list                    tasks, of which there are none yet",
          "  npx w3b project show 1               what the example's project pays",
          ...(settings.provers ? [] : ["  docs/run-a-prover.md                 a prover of yours: none runs"]),
          "  docs/register-a-project.md           a project of your own in eight commands",
        ].join("\n"),
      );
      const failed = devnet.failure.then((how) => Promise.reject(new W3bError("PROCESS_ENDED", how)));
      await Promise.race([interrupted, failed]).finally(remove);
    } finally {
      await devnet.stop();
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error; // interrupted while it started: all is stopped, nothing is wrong
  } finally {
    await lock.release();
  }
}

function portOption(flag: string, what: string, standard: number): Option {
  return new Option(`${flag} <number>`, `port of ${what}`)
    .env(`W3B_DEV_${flag.slice(2).replace("-", "_").toUpperCase()}`)
    .default(standard)
    .argParser(integer(1, 65_535));
}
