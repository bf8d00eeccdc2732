import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { W3bError } from "../../protocol/errors.ts";
import { vmTypes } from "../../protocol/vm-types.ts";
import type { AskedContracts } from "../../proving/registry.ts";
import type { CallReport } from "../../proving/serve/handlers.ts";
import { serveLimits } from "../../proving/serve/limits.ts";
import type { ServerTls } from "../../proving/serve/server.ts";
import type { ProvingSettings } from "../../proving/settings.ts";
import { type ResultForm, resultForms } from "../../proving/vm-protocol/result-forms.ts";
import { integer, options } from "../options.ts";
import { type ProvingOptions, withProvingOptions } from "../proving-options.ts";
import { vmTypeNamed } from "../vm-type.ts";

interface Options extends ProvingOptions {
  vm: number;
  host: string;
  port: number;
  threads: number;
  proveTimeout: number;
  result?: ResultForm;
  tlsCert?: string;
  tlsKey?: string;
  tlsClientCa?: string;
  maxMessageBytes: number;
  maxPrograms: number;
  maxTasks: number;
  logLevel: string;
}

/** `w3b vm serve` */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description("serve one proof system over gRPC: vm.VM, vm_runtime.VmRuntime and grpc.health.v1.Health")
    .addOption(
      new Option("--vm <name>", "the proof system of the programs it takes, a name or vmTypeID; one server each")
        .env("W3B_VM")
        .default(vmTypes.circom, "circom")
        .argParser(vmTypeNamed),
    )
    .addOption(options.host())
    .addOption(options.port(9100))
    .addOption(options.threads(availableParallelism()))
    .addOption(
      new Option("--prove-timeout <seconds>", "longest a program may run")
        .env("W3B_PROVE_TIMEOUT")
        .default(300)
        .argParser(integer(1, 86_400)),
    )
    .addOption(
      new Option("--result <form>", "what results are (default: template for halo2, else seal-journal)")
        .env("W3B_VM_RESULT")
        .choices(resultForms),
    )
    .addOption(new Option("--tls-cert <file>", "certificate in PEM; without one, plain text").env("W3B_VM_TLS_CERT"))
    .addOption(new Option("--tls-key <file>", "its private key in PEM").env("W3B_VM_TLS_KEY"))
    .addOption(
      new Option("--tls-client-ca <file>", "serve only peers with a certificate of this authority").env(
        "W3B_VM_TLS_CLIENT_CA",
      ),
    )
    .addOption(limit("--max-message-bytes <bytes>", "longest request", serveLimits.messageBytes, 2 ** 30))
    .addOption(limit("--max-programs <number>", "programs it keeps", serveLimits.programs, 100_000))
    .addOption(limit("--max-tasks <number>", "tasks at once, waiting ones included", serveLimits.tasks, 100_000))
    .addOption(options.logLevel());
  return withProvingOptions(command).action(serve);
}

async function serve(settings: Options, command: Command): Promise<void> {
  const { ProvingPool } = await import("../../proving/pool.ts");
  const { serveVm } = await import("../../proving/serve/server.ts");
  const { createLogger } = await import("../log.ts");
  const { provingSettings } = await import("../proving-settings.ts");
  const { runService } = await import("../service.ts");
  const { vm: vmTypeID, host, port, threads, proveTimeout, result, logLevel } = settings;
  const tls = tlsOf(settings);
  const logger = createLogger("vm", logLevel);
  const proving = await provingSettings(settings);
  const contracts = await contractsOf(command, proving);
  const pool = new ProvingPool({ threads, timeoutMs: proveTimeout * 1000, settings: proving, contracts });
  const report = ({ failure, ...about }: CallReport) => {
    if (failure === undefined) logger.info(about, "a call is answered");
    else logger.warn({ ...about, err: failure }, "a call has failed");
  };
  const limits = {
    messageBytes: settings.maxMessageBytes,
    programs: settings.maxPrograms,
    tasks: settings.maxTasks,
  };
  const start = async () => {
    if (!pool.vmTypes.includes(vmTypeID)) throw notProved(vmTypeID);
    const server = await serveVm({ prover: pool, vmTypeID, host, port, result, tls, limits, report });
    logger.info({ url: server.url, vmTypeID }, "the prover takes calls");
    return { stop: () => server.close() };
  };
  await runService(logger, start, () => pool.close());
}

/** A prover for other nodes needs no chain; told of one, it asks there which versions of RISC Zero are accepted. */
async function contractsOf(command: Command, proving: ProvingSettings): Promise<AskedContracts> {
  const sources = ["rpcUrl", "deployment"].map((name) => command.getOptionValueSourceWithGlobals(name));
  if (sources.every((source) => source === undefined || source === "default")) return {};
  const { askedContracts } = await import("../asked-contracts.ts");
  const { chainContext } = await import("../context.ts");
  const { publicClient, deployment } = await chainContext(command);
  return askedContracts(publicClient, deployment, proving);
}

function limit(flags: string, what: string, standard: number, most: number): Option {
  return new Option(flags, what).default(standard).argParser(integer(1, most));
}

function notProved(vmTypeID: number): W3bError {
  return new W3bError("INVALID_OPTION", `Programs of vmTypeID ${vmTypeID} cannot be proved here.`, {
    kind: "input",
    action: "Choose another --vm, or say which service proves them: --bonsai-url, --zkwasm-url, --grpc or --proving.",
  });
}

function tlsOf({ tlsCert, tlsKey, tlsClientCa }: Options): ServerTls | undefined {
  if (tlsCert === undefined && tlsKey === undefined && tlsClientCa === undefined) return undefined;
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { certFile: tlsCert, keyFile: tlsKey, clientCaFile: tlsClientCa };
  }
  throw new W3bError("INVALID_OPTION", "--tls-cert and --tls-key go together.", { kind: "input" });
}
