import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Hex } from "viem";
import { messageOf, W3bError } from "../protocol/errors.ts";
import {
  checkProjectFileHash,
  parseProjectFile,
  type ProjectFile,
  projectFileLimits,
} from "../protocol/project-file.ts";

export interface ProjectSourceOptions {
  /** Also read file:// URIs: for development only, since whoever owns a project chooses its URI. Default false. */
  allowFileUris?: boolean;
  /** Largest project file accepted, in bytes. Default 64 MiB. */
  maxBytes?: number;
  /** Longest a fetch may take, in milliseconds. Default 30 s. */
  timeoutMs?: number;
}

/** Parsed files kept in memory; each can hold 128 MiB of code, so not many. */
const cachedFiles = 8;

/** Project files by URI and hash: fetched, checked, parsed once and kept. */
export class ProjectSource {
  readonly #allowFileUris: boolean;
  readonly #maxBytes: number;
  readonly #timeoutMs: number;
  readonly #files = new Map<string, Promise<ProjectFile>>();

  constructor(options: ProjectSourceOptions = {}) {
    this.#allowFileUris = options.allowFileUris ?? false;
    this.#maxBytes = options.maxBytes ?? projectFileLimits.fileBytes;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  /**
   * The project file at `uri` (http, https, ipfs://<endpoint>/<cid>, opt-in file) whose SHA-256 is `sha256`.
   * Redirects are refused: what a node may reach is not for a stranger's server to choose. Throws
   * W3bError PROJECT_FILE_UNREACHABLE (worth retrying), PROJECT_FILE_URI_UNSUPPORTED, PROJECT_FILE_TOO_LARGE,
   * PROJECT_FILE_HASH_MISMATCH, and what parseProjectFile throws.
   */
  get(uri: string, sha256: Hex): Promise<ProjectFile> {
    const key = `${sha256.toLowerCase()} ${uri}`;
    let file = this.#files.get(key);
    if (file === undefined) {
      file = this.#load(uri, sha256);
      file.catch(() => this.#files.delete(key)); // a failure is not remembered; the caller sees it and decides
    }
    this.#files.delete(key); // the most recently used is the last to be evicted
    this.#files.set(key, file);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= cachedFiles) break;
      this.#files.delete(oldest);
    }
    return file;
  }

  async #load(uri: string, sha256: Hex): Promise<ProjectFile> {
    const bytes = await this.#fetch(uri);
    checkProjectFileHash(bytes, sha256);
    return parseProjectFile(bytes);
  }

  async #fetch(uri: string): Promise<Uint8Array> {
    const url = URL.canParse(uri) ? new URL(uri) : undefined;
    switch (url?.protocol) {
      case "http:":
      case "https:":
        return this.#download(uri, [{ url: url.href }]);
      case "ipfs:":
        return this.#download(uri, ipfsRequests(uri));
      case "file:":
        if (this.#allowFileUris) return this.#readFile(url);
        throw unsupported(uri, "This node does not read file:// URIs: they are for development.");
      default:
        throw unsupported(uri, "A project file's URI is http://, https:// or ipfs://<endpoint>/<cid>.");
    }
  }

  async #download(uri: string, requests: { url: string; method?: string }[]): Promise<Uint8Array> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const failures: string[] = [];
    for (const { url, method = "GET" } of requests) {
      try {
        const response = await fetch(url, { method, signal, redirect: "error" });
        if (response.ok && response.body) return await this.#collect(uri, response.body);
        await response.body?.cancel();
        failures.push(`${url} answered ${response.status}`);
      } catch (error) {
        if (error instanceof W3bError) throw error;
        failures.push(`${url}: ${fetchFailure(error)}`);
      }
    }
    throw unreachable(uri, failures.join("; "));
  }

  async #readFile(url: URL): Promise<Uint8Array> {
    try {
      await using file = await open(fileURLToPath(url));
      return await this.#collect(url.href, file.createReadStream({ autoClose: false }));
    } catch (error) {
      throw error instanceof W3bError ? error : unreachable(url.href, messageOf(error), error);
    }
  }

  async #collect(uri: string, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > this.#maxBytes) {
        throw new W3bError("PROJECT_FILE_TOO_LARGE", `The file at ${uri} is larger than ${this.#maxBytes} bytes.`, {
          kind: "tooLarge",
          action: "The project's owner publishes a smaller file, or the operator raises the limit.",
        });
      }
      parts.push(chunk);
    }
    return Buffer.concat(parts);
  }
}

/** ipfs://<endpoint>/<cid>: the endpoint's Kubo RPC, as the Go node asks it, else its HTTP gateway. */
function ipfsRequests(uri: string): { url: string; method?: string }[] {
  const match = /^ipfs:\/\/([A-Za-z0-9.:[\]-]+)\/([A-Za-z0-9]{10,128})$/.exec(uri);
  const [, endpoint, cid] = match ?? [];
  if (!endpoint || !URL.canParse(`http://${endpoint}`)) {
    throw unsupported(uri, "An IPFS URI names the endpoint to ask: ipfs://<endpoint>/<cid>.");
  }
  return [
    { url: `http://${endpoint}/api/v0/cat?arg=${cid}`, method: "POST" },
    { url: `https://${endpoint}/ipfs/${cid}` },
    { url: `http://${endpoint}/ipfs/${cid}` },
  ];
}

/** fetch() hides the reason ("fetch failed") in the error's cause. */
function fetchFailure(error: unknown): string {
  return messageOf(error instanceof TypeError && error.cause !== undefined ? error.cause : error);
}

function unreachable(uri: string, reason: string, cause?: unknown): W3bError {
  return new W3bError("PROJECT_FILE_UNREACHABLE", `The project file at ${uri} cannot be fetched: ${reason}.`, {
    kind: "unavailable",
    meaning: "Nothing of the project can be run until the file can be read.",
    action: "Check the URI and the network; the node tries again by itself.",
    cause,
  });
}

function unsupported(uri: string, reason: string): W3bError {
  return new W3bError("PROJECT_FILE_URI_UNSUPPORTED", `The project file's URI "${uri.slice(0, 200)}" is refused.`, {
    kind: "input",
    meaning: reason,
    action: "The project's owner publishes a URI that nodes can fetch.",
  });
}
