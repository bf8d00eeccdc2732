import { createHash } from "node:crypto";
import type { Hex } from "viem";

/** SHA-256 of bytes, which may lie in shared memory: what payloads, project files and codes are addressed by. */
export function sha256Of(bytes: Uint8Array): Hex {
  return `0x${createHash("sha256").update(bytes).digest("hex")}`;
}
