import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes given up before they are collected: so many a worker may hold for nothing. */
const mostBytes = 64 * 1024 * 1024;

let bytes = 0;
let collect: (() => void) | undefined;

/**
 * Notes that this much WebAssembly memory was given up. V8 does not count shared memory, which halo2-wasm has, and so
 * would not collect it before the machine has run out of it; strangers decide how often instances panic.
 */
export function noteGarbage(givenUp: number): void {
  bytes += givenUp;
  if (bytes < mostBytes) return;
  bytes = 0;
  (collect ??= garbageCollector())();
}

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc"); // holds for contexts that are made from now on
  return runInNewContext("gc") as () => void;
}
