import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import type { RemoteLimits } from "../../../../node/proving/remote/limits.ts";
import type { Proof } from "../../../../node/proving/types.ts";

export interface Receipt extends Proof {
  risc0: string;
  imageId: Hex;
}

/** The receipts RISC Zero made, see test/contracts/vectors. */
export const receipts: Receipt[] = vector<{ risc0: string; seal: Hex; imageId: Hex; journal: Hex }[]>(
  "risc0-receipts.json",
).map(({ risc0, seal, imageId, journal }) => ({ risc0, imageId, journal, proof: seal }));

export function vector<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../contracts/vectors/${name}`, import.meta.url), "utf8")) as T;
}

/** Limits that let a test see the end of them. */
export const hasty: Partial<RemoteLimits> = {
  requestMs: 60_000,
  attempts: 2,
  pauseMs: 2,
  longestPauseMs: 10,
  answerBytes: 1024 * 1024,
  dryRunMs: 600_000,
  proveMs: 600_000,
};

/** What assert.rejects and assert.throws compare an error with. */
export function withCode(code: string, kind?: string): object {
  return kind === undefined ? { code } : { code, kind };
}

/** The text of a methods.rs. */
export function methodsText(elf: Uint8Array, imageId: Hex, name = "GUEST"): Uint8Array {
  const words = Buffer.from(imageId.slice(2), "hex");
  const id = Array.from({ length: 8 }, (_, index) => words.readUInt32LE(4 * index));
  return Buffer.from(
    [
      `pub const ${name}_ELF: &[u8] = &[${elf.join(", ")}];`,
      `pub const ${name}_PATH: &str = r#"/target/riscv-guest/${name}"#;`,
      `pub const ${name}_ID: [u32; 8] = [${id.join(", ")}];`,
    ].join("\n"),
  );
}

export const names = '{"image_id":"GUEST_ID","elf":"GUEST_ELF"}';

/** A guest of 2.0 or later: its id cannot be computed here. */
export const newGuest = Buffer.from("R0BF\x01\x00\x00\x00 and so on", "latin1");
