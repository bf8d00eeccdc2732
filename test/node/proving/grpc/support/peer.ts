import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { ServiceDefinition } from "@grpc/grpc-js";
import { vmRuntimeService, vmServices } from "../../../../../node/proving/vm-protocol/services.ts";

/** What a peer does with a request: return the response, throw, or never end. */
export type Behaviour = (request: never, about: { cancelled: Promise<void> }) => object | Promise<object>;

export interface Peer extends AsyncDisposable {
  url: string;
  port: number;
  /** Every request, in order, by method. */
  calls: { method: string; request: Record<string, unknown> }[];
}

export interface PeerOptions {
  /** `vm` in the form whose projectID is a string, `vm-uint64` in the other. */
  proto: "vm" | "vm-uint64" | "vm_runtime";
  behaviour: Record<string, Behaviour>;
  credentials?: ServerCredentials;
  port?: number;
}

const services = { vm: vmServices.string, "vm-uint64": vmServices.uint64, vm_runtime: vmRuntimeService };

/** A prover service that behaves as it is told. */
export async function startPeer({ proto, behaviour, credentials, port = 0 }: PeerOptions): Promise<Peer> {
  const server = new Server();
  const calls: Peer["calls"] = [];
  const handlers = Object.keys(behaviour).map((method) => [
    method,
    (
      call: { request: never; on(event: "cancelled", listener: () => void): void },
      answer: (error: Partial<ServiceError> | null, response?: object, trailer?: Metadata) => void,
    ) => {
      calls.push({ method, request: call.request });
      const cancelled = new Promise<void>((resolve) => call.on("cancelled", resolve));
      Promise.resolve()
        .then(() => behaviour[method]!(call.request, { cancelled }))
        .then((response) => answer(null, response), answer);
    },
  ]);
  const service = services[proto] as unknown as ServiceDefinition;
  server.addService(service, Object.fromEntries(handlers) as UntypedServiceImplementation);
  const bound = await new Promise<number>((resolve, reject) => {
    const listen = (error: Error | null, at: number) => (error ? reject(error) : resolve(at));
    server.bindAsync(`127.0.0.1:${port}`, credentials ?? ServerCredentials.createInsecure(), listen);
  });
  return {
    url: `grpc://127.0.0.1:${bound}`,
    port: bound,
    calls,
    // eslint-disable-next-line @typescript-eslint/require-await
    async [Symbol.asyncDispose]() {
      server.forceShutdown();
    },
  };
}
