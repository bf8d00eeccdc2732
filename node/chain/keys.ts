import { open } from "node:fs/promises";
import { type LocalAccount, isHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { messageOf, W3bError } from "../protocol/errors.ts";

export interface KeySource {
  /** A file that holds the private key in hex; preferred to the key itself. */
  keyFile?: string | undefined;
  /** The private key in hex. Default: the environment's W3B_PRIVATE_KEY. */
  privateKey?: string | undefined;
  /** Told when other users of the machine can read the file. Default: a warning of the process. */
  warn?: (text: string) => void;
}

/** The account that signs. Throws W3bError KEY_MISSING, KEY_UNREADABLE, KEY_INVALID; none of them shows the key. */
export async function loadAccount(source: KeySource = {}): Promise<LocalAccount> {
  const { keyFile, privateKey = process.env["W3B_PRIVATE_KEY"], warn = (text) => process.emitWarning(text) } = source;
  if (keyFile) return accountOf(await readKey(keyFile, warn), keyFile);
  if (privateKey) return accountOf(privateKey, "The private key given");
  throw new W3bError("KEY_MISSING", "There is no private key to sign with", {
    kind: "input",
    action: "Name a file that holds it with --key-file, or set W3B_PRIVATE_KEY.",
  });
}

/** A key has 66 characters; a file of more than this is something else and is not read. */
const maxKeyFileBytes = 1_000;

async function readKey(file: string, warn: (text: string) => void): Promise<string> {
  try {
    await using handle = await open(file, "r");
    const { mode, size } = await handle.stat();
    if (size > maxKeyFileBytes) throw new Error(`it has ${size} bytes, a key has 66`);
    if ((mode & 0o077) !== 0) warn(`${file} can be read by other users of this machine: run chmod 600 on it`);
    return await handle.readFile("utf8");
  } catch (cause) {
    throw new W3bError("KEY_UNREADABLE", `The key file ${file} cannot be read: ${messageOf(cause)}`, {
      kind: "input",
      action: "Check the path and who may read it.",
    });
  }
}

function accountOf(text: string, name: string): LocalAccount {
  const trimmed = text.trim();
  const key = trimmed.startsWith("0x") ? trimmed : `0x${trimmed}`;
  try {
    if (isHex(key) && key.length === 66) return privateKeyToAccount(key);
  } catch {
    // Zero or beyond the curve's order; what the library says could contain the key.
  }
  throw new W3bError("KEY_INVALID", `${name} is not a private key`, {
    kind: "input",
    action: "A private key is 64 hex digits, with or without 0x in front.",
  });
}
