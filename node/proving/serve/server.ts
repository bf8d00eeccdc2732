import { readFileSync } from "node:fs";
import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { messageOf, W3bError } from "../../protocol/errors.ts";
import { vmTypes } from "../../protocol/vm-types.ts";
import { servedVm, servedVmRuntime } from "../vm-protocol/served.ts";
import type { HealthRequest, HealthResponse } from "../vm-protocol/messages.ts";
import type { ResultForm } from "../vm-protocol/result-forms.ts";
import { healthService } from "../vm-protocol/services.ts";
import { type CallReport, handlersOf, type Prover } from "./handlers.ts";
import { serveLimits, type ServeLimits } from "./limits.ts";

export interface VmServerOptions {
  /** A ProvingPool; the caller closes it after the server. */
  prover: Prover;
  /** The proof system of every program: one endpoint a proof system, as W3bstream's nodes expect. */
  vmTypeID: number;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Default: `template` for W3bstream's Halo2, else `seal-journal`. */
  result?: ResultForm | undefined;
  tls?: ServerTls | undefined;
  limits?: Partial<ServeLimits>;
  report?: (about: CallReport) => void;
}

/** Files in PEM; with `clientCaFile` only peers with a certificate of that authority are served. */
export interface ServerTls {
  certFile: string;
  keyFile: string;
  clientCaFile?: string | undefined;
}

export interface VmServer {
  port: number;
  /** What a prover's settings take as `url`. */
  url: string;
  /** Lets running calls end for a few seconds, then ends them. */
  close(): Promise<void>;
}

/**
 * Serves both of W3bstream's protos and gRPC's health service over one proof system of this node. Throws PORT_IN_USE
 * (input), CONFIG_INVALID (input).
 */
export async function serveVm(options: VmServerOptions): Promise<VmServer> {
  const { prover, vmTypeID, host, port, report = () => undefined } = options;
  const limits = { ...serveLimits, ...options.limits };
  const result = options.result ?? (vmTypeID === vmTypes.halo2 ? "template" : "seal-journal");
  const server = new Server({
    "grpc.max_receive_message_length": limits.messageBytes,
    "grpc.max_concurrent_streams": 2 * limits.tasks,
    "grpc.max_connection_idle_ms": limits.idleMs,
  });
  const handlers = handlersOf({ prover, vmTypeID, result, limits, report });
  let closing = false;
  add(server, servedVmRuntime, handlers.vmRuntime);
  add(server, servedVm, handlers.vm);
  add(server, healthService, { Check: healthCheck(() => (closing ? "NOT_SERVING" : "SERVING")) });

  const bound = await bind(server, host, port, credentialsOf(options.tls));
  return {
    port: bound,
    url: `${options.tls ? "grpcs" : "grpc"}://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close() {
      closing = true;
      return shutDown(server);
    },
  };
}

function add(server: Server, service: object, handlers: object): void {
  server.addService(service as ServiceDefinition, handlers as UntypedServiceImplementation);
}

function healthCheck(state: () => HealthResponse["status"]) {
  return ({ request }: ServerUnaryCall<HealthRequest, HealthResponse>, answer: sendUnaryData<HealthResponse>) => {
    if (["", "vm.VM", "vm_runtime.VmRuntime"].includes(request.service)) answer(null, { status: state() });
    else answer({ code: status.NOT_FOUND, details: "there is no such service here" });
  };
}

function bind(server: Server, host: string, port: number, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    server.bindAsync(address, credentials, (error, bound) => {
      if (error === null) return resolve(bound);
      reject(
        new W3bError("PORT_IN_USE", `The address ${address} cannot be listened on: ${messageOf(error)}`, {
          kind: "input",
          action: "Choose another --port or --host.",
          cause: error,
        }),
      );
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, 5_000);
    server.tryShutdown(() => {
      clearTimeout(patience);
      resolve();
    });
  });
}

function credentialsOf(tls: ServerTls | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const { certFile, keyFile, clientCaFile } = tls;
  try {
    const pair = { cert_chain: readFileSync(certFile), private_key: readFileSync(keyFile) };
    const clientCa = clientCaFile === undefined ? null : readFileSync(clientCaFile);
    return ServerCredentials.createSsl(clientCa, [pair], clientCa !== null);
  } catch (cause) {
    throw new W3bError("CONFIG_INVALID", `The server's certificates cannot be used: ${messageOf(cause)}.`, {
      kind: "input",
      action: "Name files in PEM that this process can read.",
      cause,
    });
  }
}
