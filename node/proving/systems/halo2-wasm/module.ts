import { messageOf, W3bError } from "../../../protocol/errors.ts";
import { withMemoryLimit } from "../../wasm-memory.ts";
import { exportsOf, type ModuleExports } from "./exports.ts";
import { inputsRejected, outOfMemory, printable, programInvalid, resultInvalid } from "./failures.ts";
import { Host } from "./host.ts";
import { bindImports, type BoundImport, importObject } from "./imports.ts";
import { signaturesOf } from "./signatures.ts";

/** The arguments of a module's prove. */
export interface ProveArguments {
  /** u64 */
  projectId: bigint;
  /** u64 */
  taskId: bigint;
  clientId: string;
  sequencerSign: string;
  /** JSON array of the messages' data. */
  input: string;
}

/** Longest result, in bytes: more than any proof the chain could verify takes. */
const maxResult = 65_536;
const page = 65_536;
/** How every module of WebAssembly begins. */
const magic = [0x00, 0x61, 0x73, 0x6d];

/** A wasm-bindgen module that exports W3bstream's `prove`, compiled and its imports found; each run is a new instance. */
export class Halo2Module {
  readonly #module: WebAssembly.Module;
  readonly #exports: ModuleExports;
  readonly #imports: BoundImport[];
  readonly #memoryMb: number;

  /** Throws PROGRAM_INVALID (input). Nothing of the module runs. */
  constructor(wasm: Uint8Array, memoryMb: number) {
    this.#memoryMb = memoryMb;
    if (!magic.every((byte, index) => wasm[index] === byte)) throw programInvalid("it is not WebAssembly");
    try {
      // Modules with external references have a table of them besides that of functions.
      const limited = new Uint8Array(withMemoryLimit(wasm, { maxPages: (memoryMb * 2 ** 20) / page, maxTables: 2 }));
      this.#module = new WebAssembly.Module(limited);
      const signatures = signaturesOf(limited);
      this.#exports = exportsOf(signatures);
      this.#imports = bindImports(signatures.imports);
    } catch (error) {
      throw programInvalid(messageOf(error), error);
    }
  }

  /** Runs `prove`. Throws INPUTS_REJECTED, RESULT_INVALID (input) or OUT_OF_MEMORY. */
  prove(args: ProveArguments): Uint8Array {
    const host = new Host(this.#exports);
    try {
      const instance = new WebAssembly.Instance(this.#module, importObject(this.#imports, host));
      host.connect(instance.exports);
      const { start } = this.#exports;
      if (start !== undefined) (instance.exports[start] as () => void)();
      return this.#call(instance.exports["prove"] as (...args: unknown[]) => unknown, host, args);
    } catch (error) {
      throw this.#failure(error, host);
    }
  }

  /** wasm-bindgen's calling convention: texts as address and length of UTF-8 that the module then owns. */
  #call(prove: (...args: unknown[]) => unknown, host: Host, args: ProveArguments): Uint8Array {
    const texts = [args.clientId, args.sequencerSign, args.input].flatMap((text) => {
      const bytes = Buffer.from(text);
      return [host.give(bytes), bytes.length];
    });
    const numbers = [args.projectId, args.taskId];
    if (!this.#exports.prove.returnsInMemory) return resultOf(prove(...numbers, ...texts) as number[], host);
    const address = host.give(new Uint8Array(4 * resultWords));
    prove(address, ...numbers, ...texts);
    const view = host.view();
    return resultOf(
      Array.from({ length: resultWords }, (_, index) => view.getInt32(address + 4 * index, true)),
      host,
    );
  }

  #failure(error: unknown, host: Host): W3bError {
    if (error instanceof W3bError) return error;
    if (host.reported !== "") return inputsRejected(host.reported, error);
    // A failed allocation ends in `unreachable` without a word.
    const used = host.isConnected ? host.memory.buffer.byteLength / 2 ** 20 : 0;
    if (error instanceof WebAssembly.RuntimeError && used > this.#memoryMb / 2) {
      return outOfMemory(`it stopped with ${used} MiB of ${this.#memoryMb}`, error);
    }
    return inputsRejected(printable(messageOf(error)), error);
  }
}

/** Vec<u8>: address, length. Result<Vec<u8>, JsValue>: and the error's handle, and whether there is one. */
const resultWords = 4;

function resultOf([address = 0, length = 0, error = 0, failed = 0]: number[], host: Host): Uint8Array {
  if (failed !== 0) {
    const thrown = host.value(error);
    throw new Error(typeof thrown === "string" || thrown instanceof Error ? messageOf(thrown) : "it returned an error");
  }
  if (length >>> 0 > maxResult) throw resultInvalid(`it has ${length >>> 0} bytes, more than ${maxResult}`);
  if ((address >>> 0) + (length >>> 0) > host.memory.buffer.byteLength)
    throw resultInvalid("it lies beyond the memory");
  return host.bytes(address, length).slice();
}
