import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Hex } from "viem";
import { boundedFetch, FetchError, type FetchLimits } from "../bounded/fetch.ts";
import { reader, UnreadableError } from "../bounded/reader.ts";
import { type DownloadPlace, DownloadRoom } from "../bounded/room.ts";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { type ProjectFile, projectFileLimits } from "../protocol/project-file.ts";
import { KeptFiles } from "./kept-files.ts";

export interface ProjectSourceOptions extends Partial<FetchLimits> {
  /** Also read file:// URIs: for development only, since whoever owns a project chooses its URI. Default false. */
  allowFileUris?: boolean;
  /** Also ask servers on this machine and in private networks. Default false. */
  allowPrivate?: boolean;
  /** What files that are fetched and read at a time may have together, in bytes. Default 512 MiB. */
  sharedBytes?: number;
}

/** The largest file comes through a line of 5 Mbit/s; one that comes slower than a modem's does not keep a turn busy. */
const standardLimits: FetchLimits = {
  maxBytes: projectFileLimits.fileBytes,
  totalMs: 480_000,
  leastBytesPerSecond: 8 * 1024,
  long: { afterMs: 120_000, leastBytesPerSecond: 512 * 1024 },
  allowPrivate: false,
};
/** What files that are fetched and read at a time may have together, in bytes: two of the largest. */
const mostShared = 2 * projectFileLimits.fileBytes;

/** Project files by URI and hash: fetched, checked and parsed within limits, once, and kept. */
export class ProjectSource {
  readonly #allowFileUris: boolean;
  readonly #limits: FetchLimits;
  readonly #kept = new KeptFiles();
  readonly #room: DownloadRoom;

  constructor({ allowFileUris = false, sharedBytes = mostShared, ...limits }: ProjectSourceOptions = {}) {
    this.#allowFileUris = allowFileUris;
    this.#room = new DownloadRoom(sharedBytes);
    this.#limits = { ...standardLimits, ...limits };
  }

  /**
   * The project file at `uri` (http, https, ipfs://<endpoint>/<cid>, opt-in file) whose SHA-256 is `sha256`.
   * Redirects are refused: what a node may reach is not for a stranger's server to choose. A file that has the hash and is
   * bad is not looked at again. Throws W3bError PROJECT_FILE_UNREACHABLE (worth retrying), PROJECT_FILE_URI_UNSUPPORTED,
   * PROJECT_FILE_ADDRESS_PRIVATE, PROJECT_FILE_TOO_LARGE, PROJECT_FILE_HASH_MISMATCH, PROJECT_FILE_UNREADABLE, and what
   * parseProjectFile throws.
   */
  get(uri: string, sha256: Hex): Promise<ProjectFile> {
    return this.#kept.get(`${sha256.toLowerCase()} ${uri}`, () => this.#load(uri, sha256));
  }

  async #load(uri: string, sha256: Hex): Promise<ProjectFile> {
    using place = this.#room.take();
    const bytes = await this.#fetch(uri, place);
    place.mustStay = true;
    try {
      return await reader.projectFile(bytes, sha256);
    } catch (error) {
      throw error instanceof UnreadableError ? unreadable(uri, error) : error;
    }
  }

  async #fetch(uri: string, place: DownloadPlace): Promise<Uint8Array> {
    const url = URL.canParse(uri) ? new URL(uri) : undefined;
    switch (url?.protocol) {
      case "http:":
      case "https:":
        return this.#download(uri, [{ url: url.href }], place);
      case "ipfs:":
        return this.#download(uri, ipfsRequests(uri), place);
      case "file:":
        if (this.#allowFileUris) return this.#readFile(url);
        throw unsupported(uri, "This node does not read file:// URIs: they are for development.");
      default:
        throw unsupported(uri, "A project file's URI is http://, https:// or ipfs://<endpoint>/<cid>.");
    }
  }

  async #download(
    uri: string,
    requests: { url: string; method?: "POST" }[],
    place: DownloadPlace,
  ): Promise<Uint8Array> {
    const end = performance.now() + this.#limits.totalMs;
    const failures: string[] = [];
    for (const { url, method = "GET" } of requests) {
      const totalMs = Math.max(1, Math.ceil(end - performance.now()));
      try {
        const limits = { ...this.#limits, totalMs };
        const { ok, status, bytes } = await boundedFetch(new URL(url), limits, { method, place });
        if (ok) return bytes;
        place.bytes = 0; // what a refusal said is not kept
        failures.push(`${url} answered ${status}`);
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        if (error.reason === "private") throw privateAddress(uri, error);
        if (error.reason === "tooLarge") throw tooLarge(uri, this.#limits.maxBytes);
        failures.push(`${url}: ${error.message}`);
      }
    }
    throw unreachable(uri, failures.join("; "));
  }

  async #readFile(url: URL): Promise<Uint8Array> {
    try {
      await using file = await open(fileURLToPath(url));
      if ((await file.stat()).size > this.#limits.maxBytes) throw tooLarge(url.href, this.#limits.maxBytes);
      return await file.readFile();
    } catch (error) {
      throw error instanceof W3bError ? error : unreachable(url.href, messageOf(error), error);
    }
  }
}

/** ipfs://<endpoint>/<cid>: the endpoint's Kubo RPC, as the Go node asks it, else its HTTP gateway. */
function ipfsRequests(uri: string): { url: string; method?: "POST" }[] {
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

function privateAddress(uri: string, cause: FetchError): W3bError {
  return new W3bError("PROJECT_FILE_ADDRESS_PRIVATE", `The project file at ${uri} is not fetched: ${cause.message}.`, {
    kind: "input",
    meaning: "Strangers write URIs, and must not reach through this node what only it can reach.",
    action: "Publish a URI on the public internet; where the network is the operator's own, --allow-private-networks.",
    cause,
  });
}

function tooLarge(uri: string, maxBytes: number): W3bError {
  return new W3bError("PROJECT_FILE_TOO_LARGE", `The file at ${uri} is larger than ${maxBytes} bytes.`, {
    kind: "tooLarge",
    action: "The project's owner publishes a smaller file: old versions can be in files of their own.",
  });
}

function unreadable(uri: string, cause: UnreadableError): W3bError {
  return new W3bError("PROJECT_FILE_UNREADABLE", `The project file at ${uri} was not read: ${cause.message}.`, {
    kind: "input",
    meaning: "It was made to take more than files do, or this machine is far too busy.",
    action: "The project's owner packs the file again with `w3b project pack`.",
    cause,
  });
}
