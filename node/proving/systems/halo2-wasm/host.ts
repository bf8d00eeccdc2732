import { outOfMemory, printable } from "./failures.ts";
import type { ModuleExports } from "./exports.ts";

/** Most bytes of texts and buffers one run may make the host create, freed or not. */
const hostBytes = 256 * 1024 * 1024;
/** Most values a module may hold at a time. */
const maxHandles = 1_000_000;
/** Most text kept of what a module reports as an error. */
const reportedLength = 2000;

/** A module's table of external references. */
interface ReferenceTable {
  get(index: number): unknown;
  set(index: number, value: unknown): void;
  grow(count: number): number;
}

/** An error that an import was asked to throw with a text of the module. */
export class ThrownByModule extends Error {}

/**
 * The side of JavaScript in one run of a module: its memory, and the values it holds by number ("handles"). Values are
 * plain data: nothing a module can reach from here has a way to the host's own objects.
 */
export class Host {
  #exports: Record<string, unknown> | undefined;
  readonly #names: ModuleExports;
  readonly #handles: unknown[] = [];
  readonly #free: number[] = [];
  #left = hostBytes;
  #reported = "";

  constructor(names: ModuleExports) {
    this.#names = names;
    // wasm-bindgen's constants undefined, null, true, false follow a stack whose size depends on its version.
    this.#handles.length = firstHandle;
    for (const offset of [32, 128, 1024]) constants.forEach((value, index) => (this.#handles[offset + index] = value));
  }

  /** Connects the instance that calls this host. */
  connect(exports: Record<string, unknown>): void {
    this.#exports = exports;
  }

  /** False while the instance is being made. */
  get isConnected(): boolean {
    return this.#exports !== undefined;
  }

  /** What the module reported as an error: the panic's message, where a panic hook is set. Empty if nothing. */
  get reported(): string {
    return printable(this.#reported.split("\n\nStack:")[0] ?? "");
  }

  report(text: string): void {
    this.#reported = text.slice(0, reportedLength);
  }

  get memory(): WebAssembly.Memory {
    return this.#export(this.#names.memory) as WebAssembly.Memory;
  }

  /** A view of the module's memory; throws RangeError where it has none. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address >>> 0, length >>> 0);
  }

  text(address: number, length: number): string {
    this.spend(length >>> 0);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes(address, length));
  }

  /** A copy of bytes in the module's memory, for the module to free. */
  give(bytes: Uint8Array): number {
    const address = this.#call(this.#names.malloc, bytes.length, 1) as number;
    this.bytes(address, bytes.length).set(bytes);
    return address >>> 0;
  }

  /** Writes two words: how a text, or nothing (0, 0), is returned in memory. */
  returnText(address: number, text: string | undefined): void {
    const bytes = Buffer.from(text ?? "");
    const at = text === undefined ? 0 : this.give(bytes);
    const view = this.view();
    view.setUint32((address >>> 0) + 4, bytes.length, true);
    view.setUint32(address >>> 0, at, true);
  }

  view(): DataView {
    return new DataView(this.memory.buffer);
  }

  /** Counts what a text or buffer takes of the host. Throws OUT_OF_MEMORY. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw outOfMemory(`its imports made values of more than ${hostBytes / 2 ** 20} MiB`);
  }

  value(handle: number): unknown {
    const { references } = this.#names;
    return references ? this.#table().get(handle >>> 0) : this.#handles[handle >>> 0];
  }

  add(value: unknown): number {
    const { references } = this.#names;
    if (references !== undefined) {
      const index = (this.#call(references.alloc) as number) >>> 0;
      if (index > maxHandles) throw outOfMemory(`it holds more than ${maxHandles} JavaScript values`);
      this.#table().set(index, value);
      return index;
    }
    const handle = this.#free.pop() ?? this.#handles.length;
    if (handle > maxHandles) throw outOfMemory(`it holds more than ${maxHandles} JavaScript values`);
    this.#handles[handle] = value;
    return handle;
  }

  drop(handle: number): void {
    const at = handle >>> 0;
    if (at < firstHandle || at >= this.#handles.length || this.#handles[at] === dropped) return;
    this.#handles[at] = dropped;
    this.#free.push(at);
  }

  /** Tells the module that its import threw; false where it cannot be told. */
  storeError(error: unknown): boolean {
    if (this.#names.storeError === undefined) return false;
    this.#call(this.#names.storeError, this.add(error));
    return true;
  }

  /** The constants of a module with external references, behind what its table has. */
  initialiseReferences(): void {
    const table = this.#table();
    const offset = table.grow(constants.length);
    table.set(0, undefined);
    constants.forEach((value, index) => table.set(offset + index, value));
  }

  #table(): ReferenceTable {
    return this.#export(this.#names.references?.table ?? "") as ReferenceTable;
  }

  /** Throws Error where the module calls an import while it is being instantiated. */
  #export(name: string): unknown {
    if (this.#exports === undefined) throw new Error("it calls imports before it is instantiated");
    return this.#exports[name];
  }

  #call(name: string, ...args: number[]): unknown {
    return (this.#export(name) as (...args: number[]) => unknown)(...args);
  }
}

const constants = [undefined, null, true, false];
const firstHandle = 1024 + constants.length;
const dropped = Symbol("dropped");
