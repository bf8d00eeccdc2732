import type { Hex } from "viem";
import { versionFromBytes32, versionToBytes32 } from "../../node/protocol/task.ts";

/**
 * The name inside a bytes32 (a version, an attribute's key); the bytes32 itself if it is not printable text, so that
 * different names never look the same.
 */
export function nameOf(bytes: Hex): string {
  const name = versionFromBytes32(bytes);
  const printable = name !== "" && !/[\p{C}\uFFFD]/u.test(name);
  return printable && Buffer.byteLength(name) < 32 && versionToBytes32(name) === bytes ? name : bytes;
}
