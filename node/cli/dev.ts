import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { stringify } from "smol-toml";
import { W3bError } from "../protocol/errors.ts";
import { list } from "../protocol/text.ts";
import { options } from "./options.ts";
import { print } from "./output.ts";

/** `w3b dev` */
export function devCommand(): Command {
  return new Command("dev")
    .description("run a whole network on this machine, with an example project, until Ctrl-C")
    .addOption(options.dataDir())
    .action(async ({ dataDir }: { dataDir: string }, command: Command) => {
      const { startDevnet } = await import("../../scripts/devnet/network.ts");
      const { accounts, privateKeyOf } = await import("../../scripts/devnet/accounts.ts");
      const directory = join(dataDir, "dev");
      await rm(directory, { recursive: true, force: true }); // the chain starts anew, so nothing else may be older
      await mkdir(directory, { recursive: true });
      const ports = { chain: 8545, gateway: 9000, graphql: 4350 };
      const interruption = new AbortController();
      const interrupted = new Promise<void>((resolve) =>
        interruption.signal.addEventListener("abort", () => resolve()),
      );
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interruption.abort());
      const progress = (text: string) => console.error(text);
      const devnet = await startDevnet({ directory, ports, progress, signal: interruption.signal });
      try {
        const { urls, deployment, projectId, dapp } = devnet;
        const ownerKeyFile = join(directory, "owner.key");
        await writeFile(ownerKeyFile, privateKeyOf(accounts.deployer), { mode: 0o600 });
        const settings = {
          rpcUrl: urls.rpc,
          databaseUrl: urls.database,
          gatewayUrl: urls.gateway,
          graphqlUrl: urls.graphql,
          filesUrl: urls.files,
          deployment: join(directory, "deployment.json"),
          // What owns projects here, unless another key is given, and who submits for them.
          project: { keyFile: ownerKeyFile, open: { gateway: accounts.gateway.address } },
        };
        const file = join(directory, "w3b.toml");
        await writeFile(file, stringify(settings), { mode: 0o600 });
        print(command, { urls, deployment, projectId, dapp, config: file }, () =>
          [
            `Running. Press Ctrl-C to stop.`,
            list(urls),
            `project ${projectId}, dApp ${dapp}`,
            `settings for w3b: ${file}`,
          ].join("\n"),
        );
        const failed = devnet.failure.then((how) => Promise.reject(new W3bError("PROCESS_ENDED", how)));
        await Promise.race([interrupted, failed]);
      } finally {
        await devnet.stop();
      }
    });
}
