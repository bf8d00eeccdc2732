import { createRequire } from "node:module";
import type { Halo2LibWasm, Halo2Wasm } from "@axiom-crypto/halo2-wasm/js/halo2_wasm.js";
import type { Config } from "./code.ts";
import { resultsOf, signatures, type Operation } from "./operations.ts";

/** What of a program it takes to run it. */
export interface Runnable {
  config: Config;
  operations: Operation[];
  /** Wires in all. */
  wires: number;
}

/**
 * One instance of halo2-wasm, with memory of its own. Every method may throw: the library panics on bad witnesses, bad
 * proofs and bad circuits alike, and an instance that has panicked is lost; its memory goes with the object.
 */
export class Engine {
  readonly #module: Halo2Module;
  readonly #circuit: Halo2Wasm;
  readonly #lib: Halo2LibWasm;
  readonly #capacity: number;

  constructor(config: Config) {
    this.#module = newModule();
    this.#circuit = new this.#module.Halo2Wasm();
    this.#circuit.config({ ...config, numInstance: 1, numVirtualInstance: 1 });
    this.#lib = new this.#module.Halo2LibWasm(this.#circuit);
    this.#capacity = config.numAdvice * 2 ** config.k;
  }

  /** Assigns the circuit for these inputs, the binding first; returns its public values. */
  assign({ operations, wires }: Runnable, inputs: readonly bigint[]): bigint[] {
    const cells = new Uint32Array(wires);
    let next = 0;
    this.#clear();
    for (const value of inputs) cells[next++] = this.#lib.witness(value.toString());
    let sinceCounted = 0;
    for (const operation of operations) {
      next = this.#replay(operation, cells, next);
      sinceCounted += costOf(operation);
      if (sinceCounted > countedCells) {
        // Else a circuit that cannot fit would first fill the memory.
        if (this.#circuit.getCircuitStats().advice > this.#capacity) throw new Error("its columns are too few");
        sinceCounted = 0;
      }
    }
    this.#circuit.assignInstances();
    return this.#publicValues();
  }

  /** Throws unless the assigned values satisfy every constraint. */
  checkConstraints(): void {
    this.#circuit.mock();
  }

  /** Cells that the assigned circuit takes. */
  cells(): { advice: number; lookup: number; fixed: number } {
    const { advice, lookup, fixed } = this.#circuit.getCircuitStats();
    return { advice, lookup, fixed };
  }

  loadSrs(srs: Uint8Array): void {
    this.#circuit.loadParams(srs);
  }

  /** Makes both keys of the assigned circuit. */
  makeKeys(): void {
    this.#circuit.genVk();
    this.#circuit.genPk();
  }

  /** The partial verification key: what a verifier contract needs of it. */
  partialVk(): Uint8Array {
    return this.#circuit.getPartialVk();
  }

  /** The verification key as {@link loadVk} takes it. */
  vk(): Uint8Array {
    return this.#circuit.getVk();
  }

  loadVk(vk: Uint8Array): void {
    this.#circuit.loadVk(vk);
  }

  /** A proof of the assigned circuit, in halo2's bytes. */
  prove(): Uint8Array {
    return this.#circuit.prove();
  }

  /** Throws unless it is a proof for these public values; set-up and verification key are loaded. */
  verify(publicValues: readonly bigint[], proof: Uint8Array): void {
    this.#clear();
    for (const value of publicValues) {
      this.#lib.make_public(this.#circuit, this.#lib.witness(value.toString()), 0);
    }
    this.#circuit.assignInstances();
    this.#circuit.verify(proof);
  }

  /** Bytes of its memory. */
  memory(): number {
    return this.#module.__wasm.memory.buffer.byteLength;
  }

  #clear(): void {
    this.#circuit.clear();
    this.#lib.config();
  }

  #publicValues(): bigint[] {
    return (this.#circuit.getInstanceValues(0) as string[]).map(BigInt);
  }

  /** Calls an operation's method with cells for wires; returns the number of wires there are now. */
  #replay(operation: Operation, cells: Uint32Array, next: number): number {
    const [name, ...args] = operation;
    if (name === "make_public") {
      this.#lib.make_public(this.#circuit, cells[args[0] as number]!, 0);
      return next;
    }
    const given = args.map((argument, i) => {
      const kind = signatures[name].takes[i];
      if (kind === "wire") return cells[argument as number];
      if (kind === "wires") return Uint32Array.from(argument as number[], (wire) => cells[wire]!);
      return String(argument); // the library takes numbers of bits as text
    });
    const result = (this.#lib[name] as (...args: unknown[]) => number | Uint32Array | undefined)(...given);
    if (typeof result === "number") cells[next] = result;
    else if (result !== undefined) cells.set(result, next);
    return next + resultsOf(operation);
  }
}

interface Halo2Module {
  Halo2Wasm: typeof Halo2Wasm;
  Halo2LibWasm: typeof Halo2LibWasm;
  __wasm: { memory: { buffer: { byteLength: number } } };
}

/** Cells after which a circuit's size is looked at; a fraction of what a worker may have. */
const countedCells = 2 ** 16;

/** Cells that an operation may take, roughly: raising to a power takes some for each bit of each argument. */
function costOf(operation: Operation): number {
  const [name, ...args] = operation;
  const lengths = args.reduce((sum: number, argument) => sum + (Array.isArray(argument) ? argument.length : 1), 0);
  const each = name === "poseidon" ? 1500 : name === "pow_var" ? 2000 : 64;
  return each * lengths + 8 * resultsOf(operation);
}

/** The library anew: it keeps one WebAssembly instance a module, and that one may have panicked. */
function newModule(): Halo2Module {
  // What requires a module keeps it; so this does not outlive the call, nor does the cache's entry.
  const require = createRequire(import.meta.url);
  const path = require.resolve("@axiom-crypto/halo2-wasm/js/halo2_wasm.js");
  delete require.cache[path];
  try {
    return require(path) as Halo2Module;
  } finally {
    delete require.cache[path];
  }
}
