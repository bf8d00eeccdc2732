import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { ChannelCredentials, type ChannelOptions, Client, Metadata, status } from "@grpc/grpc-js";
import { W3bError } from "../../../protocol/errors.ts";
import type { Method } from "../../vm-protocol/services.ts";
import { type CallPurpose, failureOf, isPassing } from "./failures.ts";
import type { ServiceSettings } from "./settings.ts";

/** How long a task's calls may take altogether, and who gives them up. */
export interface Budget {
  /** Unix time in milliseconds. */
  until: number;
  signal?: AbortSignal | undefined;
}

/** A service's address: one HTTP/2 connection, opened with the first call and opened again when it breaks. */
export class Connection {
  readonly #settings: ServiceSettings;
  #client: Client | undefined;

  constructor(settings: ServiceSettings) {
    this.#settings = settings;
  }

  get client(): Client {
    const { address, maxResultBytes, maxRequestBytes, tls } = this.#settings;
    const options: ChannelOptions = {
      "grpc.max_receive_message_length": maxResultBytes,
      "grpc.max_send_message_length": maxRequestBytes,
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 5_000,
      // Go's servers end a connection that is asked more often than every five minutes.
      "grpc.keepalive_time_ms": 330_000,
      "grpc.enable_retries": 0, // tries are counted here
      ...(tls?.serverName !== undefined && {
        "grpc.ssl_target_name_override": tls.serverName,
        "grpc.default_authority": tls.serverName,
      }),
    };
    return (this.#client ??= new Client(address, credentialsOf(this.#settings), options));
  }

  /**
   * One call, tried again with growing pauses while the service does not answer and the budget lasts. Throws gRPC's
   * ServiceError, or W3bError PROVING_ABORTED.
   */
  async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    { until, signal }: Budget,
  ): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const deadline = Math.min(until, Date.now() + this.#settings.attemptMs);
      try {
        return await this.once(method, request, { until: deadline, signal });
      } catch (error) {
        const wait = Math.min(200 * 2 ** attempt, 10_000) * (0.75 + Math.random() / 2);
        const another = attempt < this.#settings.retries && Date.now() + wait < until;
        if (signal?.aborted) throw aborted(error);
        if (!another || !isPassing(error)) throw error;
        await pause(wait, undefined, { signal }).catch((cause: unknown) => {
          throw aborted(cause);
        });
      }
    }
  }

  /** One call, tried once. Throws gRPC's ServiceError. */
  once<Request, Response>(
    { path, requestSerialize, responseDeserialize }: Method<Request, Response>,
    request: Request,
    { until, signal }: Budget,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted(signal.reason));
      const options = { deadline: until };
      const call = this.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        new Metadata(),
        options,
        (error, response) => {
          signal?.removeEventListener("abort", cancel);
          if (error) reject(error);
          else if (response === undefined) reject(Object.assign(new Error("no response"), { code: status.INTERNAL }));
          else resolve(response);
        },
      );
      const cancel = () => call.cancel();
      signal?.addEventListener("abort", cancel, { once: true });
    });
  }

  /** Waits until the service is connected. Throws W3bError PROVER_SERVICE_UNREACHABLE. */
  async connected(until: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.client.waitForReady(until, (error) => {
        if (error) reject(this.failure("health", Object.assign(error, { code: status.UNAVAILABLE })));
        else resolve();
      });
    });
  }

  failure(purpose: CallPurpose, cause: unknown): W3bError {
    return failureOf(`${this.#settings.name} (${this.#settings.address})`, purpose, cause);
  }

  /** Gives the connection up; the next call opens another. */
  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}

function aborted(cause: unknown): W3bError {
  return new W3bError("PROVING_ABORTED", "Proving was given up.", { cause });
}

/** Throws Node's error where a file cannot be read, CONFIG_INVALID where it holds no certificate. */
function credentialsOf({ secure, tls, name }: ServiceSettings): ChannelCredentials {
  if (!secure) return ChannelCredentials.createInsecure();
  const read = (file: string | undefined) => (file === undefined ? null : readFileSync(file));
  try {
    return ChannelCredentials.createSsl(read(tls?.caFile), read(tls?.keyFile), read(tls?.certFile));
  } catch (cause) {
    throw new W3bError("CONFIG_INVALID", `The certificates of the prover service ${name} cannot be used.`, {
      kind: "input",
      action: "caFile, certFile and keyFile name files in PEM that this process can read.",
      cause,
    });
  }
}
