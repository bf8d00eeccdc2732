import { ModuleBuilder } from "wasmbuilder";
import { buildBn128 } from "wasmcurves";
import { emitAddPairs } from "./pairs.ts";
import { emitTransform } from "./transform.ts";

/** Functions of the module take and return addresses and numbers, all 32-bit integers. */
type Exports = Record<string, (...args: number[]) => number>;

/**
 * An instance of the arithmetic module with its own memory. Memory is handed out from the bottom up and given back by
 * dropping the whole instance, or by `release` to a mark.
 */
export class Arithmetic {
  readonly call: Exports;
  readonly #memory: WebAssembly.Memory;
  #u32: Uint32Array;

  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
    this.call = new WebAssembly.Instance(arithmeticModule(), { env: { memory: this.#memory } }).exports as Exports;
    this.#u32 = new Uint32Array(this.#memory.buffer);
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** The memory in 32-bit words; to be asked for anew after an allocation. */
  get words(): Uint32Array {
    return this.#u32;
  }

  /** Reserves memory and returns its address. Throws a RangeError when 4 GiB are not enough. */
  alloc(bytes: number): number {
    const address = Math.ceil(this.#u32[0]! / ALIGNMENT) * ALIGNMENT; // word 0 is wasmcurves' free pointer
    const end = address + bytes;
    const missing = end + SPARE - this.#memory.buffer.byteLength;
    if (end > MAX_BYTES) throw new RangeError("The key is too large for 32-bit WebAssembly memory.");
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#u32 = new Uint32Array(this.#memory.buffer);
    }
    this.#u32[0] = end;
    return address;
  }

  /** Gives back what was allocated since word 0 had this value. */
  release(mark: number): void {
    this.#u32[0] = mark;
  }

  /** Copies bytes into newly reserved memory. */
  place(bytes: Uint8Array): number {
    const address = this.alloc(bytes.length);
    this.write(address, bytes);
    return address;
  }

  write(address: number, bytes: Uint8Array): void {
    new Uint8Array(this.#memory.buffer).set(bytes, address);
  }

  read(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer).slice(address, address + length);
  }

  isZero(address: number, length: number): boolean {
    return this.#u32.subarray(address / 4, (address + length) / 4).every((word) => word === 0);
  }
}

/** Bytes that bn128_prepareG2 writes at most: the point, and a line of three coefficients for each step of 65 bits. */
export const PREPARED_G2_BYTES = 192 + 192 * (2 * 65 + 1);

const PAGE = 65536;
const FIRST_PAGES = 32;
/** wasmcurves takes temporary memory above its free pointer; none of the functions used here needs more. */
const SPARE = 2 ** 16;
const MAX_BYTES = 2 ** 32 - 2 * SPARE;
/** One cache line: points then share none. */
const ALIGNMENT = 64;

let compiled: WebAssembly.Module | undefined;

/** Building the module takes about 0.1 s, once a thread. */
function arithmeticModule(): WebAssembly.Module {
  if (compiled === undefined) {
    const module = new ModuleBuilder();
    module.setMemory(FIRST_PAGES);
    buildBn128(module);
    emitAddPairs(module, "g1m", "f1m", 32);
    emitAddPairs(module, "g2m", "f2m", 64);
    emitTransform(module);
    compiled = new WebAssembly.Module(module.build(false));
  }
  return compiled;
}
