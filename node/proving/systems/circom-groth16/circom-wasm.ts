import { programInvalid } from "./code.ts";
import { scalarOrder } from "./field.ts";

/** What circom 2 exports, see its generated witness_calculator.js. Field elements pass in words of 32 bits. */
export interface CircomExports {
  getFieldNumLen32(): number;
  getRawPrime(): void;
  getWitnessSize(): number;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  readSharedRWMemory(index: number): number;
  writeSharedRWMemory(index: number, word: number): void;
  init(sanityCheck: number): void;
  setInputSignal(hashHigh: number, hashLow: number, index: number): void;
  getWitness(index: number): void;
  getMessageChar(): number;
}

/** A BN254 field element has 8 words of 32 bits. */
export const words = 8;

/** The field element in the shared memory. */
export function readShared(circuit: CircomExports): bigint {
  let value = 0n;
  for (let word = words - 1; word >= 0; word--) value = (value << 32n) | BigInt(circuit.readSharedRWMemory(word) >>> 0);
  return value;
}

/** Throws PROGRAM_INVALID (input) unless the circuit computes in BN254's scalar field. */
export function checkPrime(circuit: CircomExports): void {
  if (circuit.getFieldNumLen32() !== words) throw programInvalid("it is not over BN254");
  circuit.getRawPrime();
  if (readShared(circuit) !== scalarOrder) throw programInvalid("it is not over BN254");
}

/** A new instance; `print` receives what the circuit says about a failed assertion. Throws PROGRAM_INVALID (input). */
export async function instantiate(module: WebAssembly.Module, print: (line: string) => void): Promise<CircomExports> {
  const runtime = {
    exceptionHandler(code: number) {
      throw new Error(exceptions[code] ?? `Exception ${code}`);
    },
    printErrorMessage: () => print(readMessage(exports)),
    // The circuit's log() statements: for its developer, nothing for a node.
    writeBufferMessage: () => void readMessage(exports),
    showSharedRWMemory: () => undefined,
  };
  const instance = await WebAssembly.instantiate(module, { runtime });
  const exports = instance.exports as unknown as CircomExports;
  for (const name of ["getInputSignalSize", "getWitness", "setInputSignal", "getMessageChar"] as const) {
    if (typeof exports[name] !== "function")
      throw programInvalid(`its wasm exports no ${name} (circom 2.0.6 or later)`);
  }
  return exports;
}

/** What circom's exception codes mean. */
const exceptions: Record<number, string> = {
  1: "Signal not found",
  2: "Too many signals set",
  3: "Signal already set",
  4: "Assert failed",
  5: "Not enough memory",
  6: "Input signal array access exceeds the size",
};

function readMessage(exports: CircomExports): string {
  let message = "";
  for (let character = exports.getMessageChar(); character !== 0; character = exports.getMessageChar()) {
    if (message.length < 200) message += String.fromCharCode(character);
  }
  return message.trim();
}
