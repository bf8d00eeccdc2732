import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Hex } from "viem";
import { messageOf, W3bError } from "../protocol/errors.ts";
import { sha256Of } from "../protocol/sha256.ts";
import { assertSize, canonicalHash, type DataLimits, type DataStore, defaultMaxBytes, verified } from "./store.ts";

/**
 * Payloads as files `<directory>/<first two hex digits>/<hash>`. A file appears complete or not at all, and is on disk
 * when `put` resolves. A damaged file is replaced when the payload is put again.
 */
export function fileStore(directory: string, { maxBytes = defaultMaxBytes }: DataLimits = {}): DataStore {
  const fileOf = (hash: Hex) => path.join(directory, hash.slice(2, 4), hash.slice(2));
  const get = async (wanted: Hex) => {
    const hash = canonicalHash(wanted);
    const bytes = await read(fileOf(hash), maxBytes);
    return bytes && verified(bytes, hash, "The payload directory");
  };
  const put = async (bytes: Uint8Array) => {
    assertSize(bytes.length, maxBytes);
    const hash = sha256Of(bytes);
    // A damaged or unreadable file counts as missing.
    if (!(await get(hash).catch(() => undefined))) await write(fileOf(hash), bytes);
    return hash;
  };
  const getSome = async (hashes: readonly Hex[], maxBytes: number) => {
    const found = new Map<Hex, Uint8Array>();
    let left = maxBytes;
    for (const hash of new Set(hashes.map(canonicalHash))) {
      const bytes = await get(hash);
      if (bytes === undefined) continue;
      left -= bytes.length;
      if (left < 0 && found.size > 0) break;
      found.set(hash, bytes);
    }
    return found;
  };
  return { get, getSome, put, putAll: (payloads) => Promise.all(payloads.map(put)) };
}

async function read(file: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    await using handle = await open(file, "r");
    assertSize((await handle.stat()).size, maxBytes);
    return await handle.readFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw asUnavailable(error, "read", file);
  }
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await using handle = await open(partial, "wx", 0o600);
    await handle.writeFile(bytes);
    await handle.sync();
    await rename(partial, file);
    // The rename itself is durable only once the directory is.
    await using parent = await open(path.dirname(file), "r");
    await parent.sync();
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined); // the failure that counts is the first
    throw asUnavailable(error, "write", file);
  }
}

function asUnavailable(error: unknown, action: string, file: string): W3bError {
  if (error instanceof W3bError) return error;
  if (["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "")) {
    return new W3bError("DISK_FULL", `There is no space left to ${action} ${file}`, {
      kind: "unavailable",
      meaning: "The payload is not kept, and nothing that depends on it goes on.",
      action: "Free space on the disk of the payload directory.",
      cause: error,
    });
  }
  return new W3bError("PAYLOAD_UNAVAILABLE", `Cannot ${action} ${file}: ${messageOf(error)}`, {
    kind: "unavailable",
    action: "Check the disk and the permissions of the payload directory.",
    cause: error,
  });
}
