import { bytesToHex, type Hex } from "viem";
import { z } from "zod";
import { W3bError } from "../../../protocol/errors.ts";
import type { Patience } from "../../remote/patience.ts";
import type { RemoteAnswer, RemoteRequest, RemoteService } from "../../remote/service.ts";

/**
 * Bonsai's REST interface, as Bonsai and a self-hosted Bento serve it (risc0: bonsai/sdk/src/lib.rs and
 * bento/crates/api/src/lib.rs). Methods throw what RemoteService throws; those that wait for a session also
 * INPUTS_REJECTED (input) when the guest refused, and REMOTE_PROVER_FAILED (unavailable) when the service did.
 */
export class Bonsai {
  readonly #service: RemoteService;
  readonly #headers: Record<string, string>;
  readonly #execCycleLimit: number | undefined;

  constructor(service: RemoteService, apiKey: string, version: string, execCycleLimit?: number) {
    this.#service = service;
    this.#headers = { "x-api-key": apiKey, "x-risc0-version": version };
    this.#execCycleLimit = execCycleLimit;
  }

  /** Uploads a guest unless the service has it. */
  async uploadImage(imageId: Hex, elf: Uint8Array, patience: Patience): Promise<void> {
    const { status, bytes } = await this.#send({ method: "GET", path: `images/upload/${imageId.slice(2)}` }, patience);
    if (status === 204) return;
    const { url } = await this.#parse(uploadSchema, bytes, "images/upload");
    await this.#put(url, elf, patience);
  }

  /** Uploads what a guest reads; returns the input's id. */
  async uploadInput(input: Uint8Array, patience: Patience): Promise<string> {
    const answer = await this.#send({ method: "GET", path: "inputs/upload" }, patience);
    const { url, uuid } = await this.#parse(namedUploadSchema, answer.bytes, "inputs/upload");
    await this.#put(url, input, patience);
    return uuid;
  }

  /** Starts a run, with a proof or without; returns the session's id. */
  async createSession(imageId: Hex, input: string, executeOnly: boolean, patience: Patience): Promise<string> {
    return this.#create("sessions/create", patience, {
      img: imageId.slice(2),
      input,
      assumptions: [],
      execute_only: executeOnly,
      exec_cycle_limit: this.#execCycleLimit ?? null,
    });
  }

  /** Waits for the end of a session. */
  async awaitSession(session: string, patience: Patience): Promise<void> {
    await patience.poll(() => this.#status("sessions/status", session, patience));
  }

  /** The journal of a run without a proof; undefined where the service does not serve it. */
  async journalOf(session: string, patience: Patience): Promise<Hex | undefined> {
    const path = `sessions/exec_only_journal/${encodeURIComponent(session)}`;
    const { status, bytes } = await this.#send({ method: "GET", path, accept: [404, 405, 501] }, patience);
    return status === 200 ? bytesToHex(bytes) : undefined;
  }

  /** Starts the compression of a session's proof to Groth16; returns its id. */
  async createSnark(session: string, patience: Patience): Promise<string> {
    return this.#create("snark/create", patience, { session_id: session });
  }

  /** Waits for the compressed receipt and fetches it. */
  async awaitSnark(snark: string, patience: Patience): Promise<Uint8Array> {
    const { output } = await patience.poll(() => this.#status("snark/status", snark, patience));
    if (!output) throw this.#service.invalid("a snark has succeeded without an output");
    return (await this.#send({ method: "GET", path: output }, patience)).bytes;
  }

  /** The error for a receipt that is none. */
  invalidReceipt(reason: string, cause?: unknown): W3bError {
    return this.#service.invalid(reason, cause);
  }

  async #create(path: string, patience: Patience, body: unknown): Promise<string> {
    const headers = { ...this.#headers, "content-type": "application/json" };
    const answer = await this.#service.send({ method: "POST", path, headers, body: JSON.stringify(body) }, patience);
    return (await this.#parse(createdSchema, answer.bytes, path)).uuid;
  }

  /** Undefined while it runs. */
  async #status(path: string, id: string, patience: Patience): Promise<Status | undefined> {
    const { bytes } = await this.#send({ method: "GET", path: `${path}/${encodeURIComponent(id)}` }, patience);
    const answer = await this.#parse(statusSchema, bytes, path);
    if (answer.status === "RUNNING") return undefined;
    if (answer.status === "SUCCEEDED") return answer;
    throw failed(answer);
  }

  #send(request: RemoteRequest, patience: Patience): Promise<RemoteAnswer> {
    return this.#service.send({ ...request, headers: this.#headers }, patience);
  }

  async #put(url: string, bytes: Uint8Array, patience: Patience): Promise<void> {
    await this.#send({ method: "PUT", path: url, body: new Uint8Array(bytes) }, patience);
  }

  async #parse<T>(schema: z.ZodType<T>, bytes: Uint8Array, path: string): Promise<T> {
    const parsed = schema.safeParse(await this.#service.read(bytes, path));
    if (!parsed.success) throw this.#service.invalid(`what ${path} gave is not of its form`, parsed.error);
    return parsed.data;
  }
}

type Status = z.infer<typeof statusSchema>;

const id = z.string().min(1).max(200);
const uploadSchema = z.object({ url: z.string().max(10_000) });
const namedUploadSchema = uploadSchema.extend({ uuid: id });
const createdSchema = z.object({ uuid: id });
const statusSchema = z.object({
  status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  error_msg: z.string().nullish(),
  output: z.string().max(10_000).nullish(),
});

/** A guest that panics, exits with another code than 0 or runs too long would do so again; all else may pass. */
function failed({ status, error_msg }: Status): W3bError {
  const reason = (error_msg ?? "no reason given").replace(/[^\x20-\x7e]+/g, " ").slice(0, 300);
  if (/guest panicked|exit code|session limit/i.test(reason)) {
    return new W3bError("INPUTS_REJECTED", `The guest refused the inputs: ${reason}.`, {
      kind: "input",
      meaning: "No proof of these inputs exists.",
    });
  }
  return new W3bError("REMOTE_PROVER_FAILED", `The proving service gave up (${status}): ${reason}.`, {
    kind: "unavailable",
    meaning: "The service could not run or prove the program; the program is not known to be at fault.",
    action: "It is tried again; look at the proving service if it lasts.",
  });
}
