import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { Hex } from "viem";
import { errorOfPlain, messageOf } from "../protocol/errors.ts";
import { type JsonLimits, parseBoundedJson } from "../protocol/bounded-json.ts";
import { decodePayload, type Payload } from "../protocol/payload.ts";
import type { ProjectFile } from "../protocol/project-file.ts";
import type { ReadingRequest, ReadingResponse } from "./reader-worker.ts";

/** Longest text that is read in the thread that asks, in bytes: at most a few milliseconds. */
const hereBytes = 64 * 1024;
/** Texts up to one of these lengths do not wait for longer ones, in bytes. */
const [shortBytes, longBytes] = [1024 * 1024, 32 * 1024 * 1024];

/** A text that is not what it should be, or took longer to read than it may. */
export class UnreadableError extends Error {}

/**
 * Reads what strangers wrote in threads of its own, one text a thread at a time, short, long and huge ones apart: however
 * long it takes, nothing else in the process waits. Memory is bounded by what is counted before it is parsed; a limit on
 * a thread's heap is not used, since V8 ends the whole process when a parser reaches it.
 */
export class Reader {
  readonly #lanes: { short: Lane; long: Lane; huge: Lane };

  /** `limitMs`: longest a text may be read, without waiting, in milliseconds. Default 30,000: reading 256 MiB takes three. */
  constructor({ limitMs = 30_000 }: { limitMs?: number } = {}) {
    this.#lanes = { short: new Lane(limitMs), long: new Lane(limitMs), huge: new Lane(limitMs) };
  }

  /** A JSON text. Throws UnreadableError. */
  async json(bytes: Uint8Array, limits: JsonLimits): Promise<unknown> {
    if (bytes.length > hereBytes) return this.#read({ kind: "json", bytes, limits });
    try {
      return parseBoundedJson(bytes, limits);
    } catch (cause) {
      throw new UnreadableError(messageOf(cause), { cause });
    }
  }

  /** A task's payload. Throws what decodePayload throws, and UnreadableError. */
  async payload(bytes: Uint8Array): Promise<Payload> {
    if (bytes.length <= hereBytes) return decodePayload(bytes);
    return (await this.#read({ kind: "payload", bytes })) as Payload;
  }

  /**
   * A project file with its codes in shared memory. The bytes are given away: there is no room for large files twice.
   * Throws what checkProjectFileHash and parseProjectFile throw, and UnreadableError.
   */
  async projectFile(bytes: Uint8Array, sha256: Hex): Promise<ProjectFile> {
    return (await this.#read({ kind: "projectFile", bytes, sha256 })) as ProjectFile;
  }

  async #read(request: ReadingRequest): Promise<unknown> {
    const { length } = request.bytes;
    const lane = this.#lanes[length > longBytes ? "huge" : length > shortBytes ? "long" : "short"];
    const response = await lane.run(request);
    if ("value" in response) return response.value;
    if ("error" in response) throw errorOfPlain(response.error);
    throw new UnreadableError(response.notJson);
  }
}

/** A thread, started when it is needed and ended some time after. */
class Lane {
  readonly #limitMs: number;
  #piscina: Piscina<ReadingRequest, ReadingResponse> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  run(request: ReadingRequest): Promise<ReadingResponse> {
    const next = this.#last.then(() => this.#run(request));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #run(request: ReadingRequest): Promise<ReadingResponse> {
    const bytes = request.kind === "projectFile" ? alone(request.bytes) : new Uint8Array(request.bytes);
    const signal = AbortSignal.timeout(this.#limitMs);
    try {
      return await this.#threads.run({ ...request, bytes }, { signal, transferList: [bytes.buffer] });
    } catch (cause) {
      const reason = signal.aborted ? `reading it took longer than ${this.#limitMs} ms` : messageOf(cause);
      throw new UnreadableError(reason, { cause });
    }
  }

  get #threads(): Piscina<ReadingRequest, ReadingResponse> {
    if (this.#piscina) return this.#piscina;
    const filename = fileURLToPath(new URL("./reader-worker.ts", import.meta.url));
    this.#piscina = new Piscina({ filename, minThreads: 0, maxThreads: 1, idleTimeout: 60_000 });
    this.#piscina.on("error", () => undefined); // it is replaced; whoever waits is told by its call
    return this.#piscina;
  }
}

/** Bytes that may move to a thread: themselves, or a copy where they share their memory with others. */
function alone(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isAlone ? new Uint8Array(buffer) : new Uint8Array(bytes);
}

/** The process' reader: its threads are few, whoever asks. */
export const reader = new Reader();
