import { numbers } from "../../../../node/proving/circom/runtime/known.ts";
import { leb128, sectionsOf, WasmReader } from "../../../../node/proving/wasm-binary.ts";

export type FieldFunction = keyof typeof numbers;

/** Addresses of operands, which may be the result's. */
export type Operand = "x" | "y" | "out";
const addresses: Record<Operand, number> = { x: 600_000, y: 600_032, out: 600_064 };
/** Where circom has p. */
export const modulusAddress = 608;

type Exports = Record<string, (...operands: number[]) => number>;

/** The functions of a circom module's field arithmetic, which the module itself does not export. */
export class FieldFunctions {
  readonly #exports: Exports;
  readonly #view: DataView;

  constructor(wasm: Uint8Array) {
    const ignore = (): void => undefined;
    const runtime = {
      exceptionHandler: ignore,
      printErrorMessage: ignore,
      writeBufferMessage: ignore,
      showSharedRWMemory: ignore,
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(withExports(wasm, numbers)), { runtime });
    this.#exports = instance.exports as Exports;
    this.#view = new DataView((instance.exports["memory"] as WebAssembly.Memory).buffer);
  }

  /** Calls a function with the operands x and y and returns what is then at the addresses of x, y and out. */
  call(name: FieldFunction, x: bigint, y: bigint, ...operands: (Operand | number)[]): Record<Operand, bigint> {
    this.#write(addresses.x, x);
    this.#write(addresses.y, y);
    this.#exports[name]!(...operands.map((operand) => (typeof operand === "number" ? operand : addresses[operand])));
    return { x: this.#read(addresses.x), y: this.#read(addresses.y), out: this.#read(addresses.out) };
  }

  #write(address: number, value: bigint): void {
    for (let i = 0; i < 4; i++) this.#view.setBigUint64(address + 8 * i, (value >> BigInt(64 * i)) & WORD, true);
  }

  #read(address: number): bigint {
    let value = 0n;
    for (let i = 3; i >= 0; i--) value = (value << 64n) | this.#view.getBigUint64(address + 8 * i, true);
    return value;
  }
}

const WORD = 2n ** 64n - 1n;
const exportSection = 7;

function withExports(wasm: Uint8Array, functions: Readonly<Record<string, number>>): Uint8Array {
  const { start, contents, end } = [...sectionsOf(wasm)].find(({ id }) => id === exportSection)!;
  const reader = new WasmReader(wasm, contents);
  const count = reader.unsigned() + Object.keys(functions).length;
  const added = Object.entries(functions).flatMap(([name, number]) => [
    ...leb128(name.length),
    ...new TextEncoder().encode(name),
    0, // a function
    ...leb128(number),
  ]);
  const body = Buffer.concat([Uint8Array.from(leb128(count)), wasm.subarray(reader.position, end), Buffer.from(added)]);
  const head = Uint8Array.of(exportSection, ...leb128(body.length));
  return Buffer.concat([wasm.subarray(0, start), head, body, wasm.subarray(end)]);
}
