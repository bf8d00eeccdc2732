import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { codeOf, messageOf } from "../../protocol/errors.ts";
import { ProvingPool } from "../../proving/pool.ts";
import { resultForms, type ResultForm } from "../../proving/vm-protocol/results.ts";
import { createLogger } from "../log.ts";
import { integer, options } from "../options.ts";
import { type ProvingOptions, provingSettings, withProvingOptions } from "../proving-options.ts";
import { runService } from "../service.ts";
import { vmTypeNamed } from "../vm-type.ts";

interface Options extends ProvingOptions {
  vm: number;
  host: string;
  port: number;
  result?: ResultForm;
  tlsCert?: string;
  tlsKey?: string;
  tlsClientCa?: string;
  threads: number;
  proveTimeout: number;
  logLevel: string;
}

/** `w3b vm serve` */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description("serve both of W3bstream's gRPC protos over one of this node's proof systems")
    .requiredOption("--vm <name>", "the proof system: its name or vmTypeID", vmTypeNamed)
    .addOption(options.host())
    .addOption(options.port(9100))
    .addOption(
      new Option("--result <form>", "what results are; default: as nodes expect of it").choices([...resultForms]),
    )
    .addOption(new Option("--tls-cert <file>", "certificate in PEM; without it connections are not encrypted"))
    .addOption(new Option("--tls-key <file>", "the certificate's key, in PEM"))
    .addOption(new Option("--tls-client-ca <file>", "serve only peers with a certificate of this authority"))
    .addOption(options.threads(availableParallelism()))
    .addOption(
      new Option("--prove-timeout <seconds>", "longest a program may run")
        .env("W3B_PROVE_TIMEOUT")
        .default(300)
        .argParser(integer(1, 86_400)),
    )
    .addOption(options.logLevel());
  return withProvingOptions(command).action(async (settings: Options) => {
    const { serveVm } = await import("../../proving/serve/server.ts");
    const logger = createLogger("vm", settings.logLevel);
    const { vm: vmTypeID, host, port, result, threads, tlsCert, tlsKey, tlsClientCa } = settings;
    const pool = new ProvingPool({
      threads,
      timeoutMs: settings.proveTimeout * 1000,
      settings: await provingSettings(settings),
    });
    const tls = tlsCert && tlsKey ? { certFile: tlsCert, keyFile: tlsKey, clientCaFile: tlsClientCa } : undefined;
    const server = await serveVm({
      ...{ prover: pool, vmTypeID, host, port, result, tls },
      report: ({ failure, ...about }) => {
        if (failure === undefined) logger.info(about, "served");
        else logger.warn({ ...about, code: codeOf(failure), reason: messageOf(failure) }, "a call failed");
      },
    });
    logger.info({ url: server.url, vmTypeID }, "the proof system takes calls");
    await runService(logger, { stop: () => server.close() }, () => pool.close());
  });
}
