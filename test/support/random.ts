import { createCipheriv, createHash } from "node:crypto";
import type { Hex } from "viem";
import { seed } from "../../scripts/test/seed.ts";

/** Random values that the seed decides: the same in every run, others with another FUZZ_SEED. */
export interface Random {
  bytes(length: number): Buffer;
  /** A whole number from 0 and below `end`, at most 2^48. */
  integer(end: number): number;
  /** A whole number from 0 and below `end`, at most 2^256. */
  below(end: bigint): bigint;
  /** A private key for secp256k1. */
  privateKey(): Hex;
}

let told = false;

/** A sequence of random values of its own: `name`, say the test file's subject, keeps it apart from all others. */
export function seededRandom(name: string): Random {
  if (!told) process.stdout.write(`Random values are those of FUZZ_SEED=${seed}\n`);
  told = true;
  const key = createHash("sha256")
    .update(`${BigInt(seed)} ${name}`)
    .digest();
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const bytes = (length: number) => stream.update(Buffer.alloc(length));
  const below = (end: bigint) => BigInt(`0x${bytes(48).toString("hex")}`) % end;
  return {
    bytes,
    below,
    integer: (end) => Number(below(BigInt(end))),
    privateKey: () => `0x${(below(2n ** 255n) + 1n).toString(16).padStart(64, "0")}`,
  };
}

/** Whether files are being loaded or their tests run, and how often that changed. */
let phase = { name: "load", count: 0 };

/** Begins the sequences of {@link sharedRandom} anew; the root hooks say when. */
export function beginPhase(name: "load" | "tests"): void {
  phase = { name, count: phase.count + 1 };
}

/** As {@link seededRandom}, for what several test files use: a file has the values that it has when it runs alone. */
export function sharedRandom(name: string): Random {
  let current: { count: number; random: Random } | undefined;
  const now = () => {
    if (current?.count !== phase.count) {
      current = { count: phase.count, random: seededRandom(`${name} ${phase.name}`) };
    }
    return current.random;
  };
  return {
    bytes: (length) => now().bytes(length),
    integer: (end) => now().integer(end),
    below: (end) => now().below(end),
    privateKey: () => now().privateKey(),
  };
}
