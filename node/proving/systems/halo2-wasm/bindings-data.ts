import { parseBoundedJson } from "../../../protocol/bounded-json.ts";
import { bind, type Binding } from "./binding.ts";
import type { Host } from "./host.ts";

/** A byte array with a copy of what lies at an address. */
const copied = bind({
  takes: ["int", "int"],
  gives: "value",
  run(host, address, length) {
    host.spend(length >>> 0);
    return host.bytes(address, length).slice();
  },
});

/** Buffers, arrays and objects: all of them plain data that the module or JSON made. */
export const dataBindings: Record<string, Binding[]> = {
  new: [
    // `new Error()` for a panic's stack, `new Array()`: an empty array does for each.
    bind({ takes: [], gives: "value", run: () => [] }),
    bind({ takes: ["value"], gives: "value", run: (host, source) => newBytes(host, source) }),
  ],
  newwithlength: [bind({ takes: ["int"], gives: "value", run: (host, length) => newBytes(host, length >>> 0) })],
  newwithbyteoffset: [
    bind({
      takes: ["value", "int"],
      gives: "value",
      run: (_, buffer, offset) => new Uint8Array(bufferIn(buffer), offset >>> 0),
    }),
  ],
  newwithbyteoffsetandlength: [
    bind({
      takes: ["value", "int", "int"],
      gives: "value",
      run: (_, buffer, offset, length) => new Uint8Array(bufferIn(buffer), offset >>> 0, length >>> 0),
    }),
  ],
  newfromslice: [copied],
  wbindgenuint8arraynew: [copied],
  buffer: [
    bind({
      takes: ["value"],
      gives: "value",
      run: (host, value) => (value === host.memory ? host.memory.buffer : bytesIn(value).buffer),
    }),
  ],
  length: [
    bind({ takes: ["value"], run: (_, value) => (Array.isArray(value) ? value.length : bytesIn(value).length) }),
  ],
  bytelength: [bind({ takes: ["value"], run: (_, value) => bytesIn(value).length })],
  byteoffset: [bind({ takes: ["value"], run: (_, value) => bytesIn(value).byteOffset })],
  subarray: [
    bind({
      takes: ["value", "int", "int"],
      gives: "value",
      run: (_, value, from, to) => bytesIn(value).subarray(from >>> 0, to >>> 0),
    }),
  ],
  slice: [
    bind({
      takes: ["value", "int", "int"],
      gives: "value",
      run(host, value, from, to) {
        const part = bytesIn(value).subarray(from >>> 0, to >>> 0);
        host.spend(part.length);
        return part.slice();
      },
    }),
  ],
  set: [bind({ takes: ["value", "any", "any"], run: set, catches: true })],
  setindex: [
    bind({ takes: ["value", "int", "int"], run: (_, value, at, byte) => void (bytesIn(value)[at >>> 0] = byte) }),
  ],
  push: [bind({ takes: ["value", "value"], run: (host, value, item) => arrayIn(host, value).push(item) })],
  prototypesetcall: [bind({ takes: ["int", "int", "value"], run: copyToMemory })],
  wbindgencopytotypedarray: [
    bind({
      takes: ["int", "int", "value"],
      run: (host, at, length, value) => bytesIn(value).set(host.bytes(at, length)),
    }),
  ],
  get: [
    bind({
      takes: ["value", "any"],
      gives: "value",
      catches: true,
      run: (host, of, key) =>
        typeof key === "number" && !Array.isArray(of) ? property(of, host.value(key)) : property(of, key),
    }),
  ],
  getwithrefkey: [bind({ takes: ["value", "value"], gives: "value", run: (_, of, key) => property(of, key) })],
  instanceofuint8array: [bind({ takes: ["value"], run: (_, value) => Number(value instanceof Uint8Array) })],
  instanceofarraybuffer: [bind({ takes: ["value"], run: (_, value) => Number(value instanceof ArrayBuffer) })],
  instanceoferror: [bind({ takes: ["value"], run: (_, value) => Number(value instanceof Error) })],
  parse: [
    bind({
      takes: ["int", "int"],
      gives: "value",
      catches: true,
      run(host, address, length) {
        host.spend(parsedBytes * (length >>> 0));
        return parseBoundedJson(Buffer.from(host.text(address, length)), jsonLimits);
      },
    }),
  ],
  stringify: [
    bind({
      takes: ["value"],
      gives: "value",
      catches: true,
      run: (host, value) =>
        JSON.stringify(value, (key, part: unknown) => {
          host.spend(8 + key.length + (typeof part === "string" ? part.length : 0)); // shared parts are written often
          return typeof part === "bigint" ? undefined : part;
        }),
    }),
  ],
};

/** JavaScript's values for a byte of JSON, at most, where brackets are few: each takes more. */
const parsedBytes = 16;
const jsonLimits = { depth: 128, values: 1_000_000 };

function newBytes(host: Host, source: unknown): Uint8Array {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  const length = typeof source === "number" ? source : bytesIn(source).length;
  host.spend(length);
  return typeof source === "number" ? new Uint8Array(length) : bytesIn(source).slice();
}

function bytesIn(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new TypeError("an import was called with a value that is no byte array");
}

function bufferIn(value: unknown): ArrayBuffer {
  if (value instanceof ArrayBuffer) return value;
  throw new TypeError("an import was called with a value that is no buffer");
}

function arrayIn(host: Host, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError("an import was called with a value that is no array");
  host.spend(parsedBytes);
  return value;
}

/** Only what is a value's own, so that no prototype and no constructor is in reach. */
function property(of: unknown, key: unknown): unknown {
  const known = (typeof key === "string" || typeof key === "number") && typeof of === "object" && of !== null;
  if (!known || of instanceof Error || of instanceof ArrayBuffer || !Object.hasOwn(of, key)) return undefined;
  return (of as Record<string | number, unknown>)[key];
}

/** Uint8Array.set(source, offset), Array.set(index, value) and Reflect.set(key, value) by what the first value is. */
function set(host: Host, of: unknown, second: unknown, third: unknown): unknown {
  const valueOf = (argument: unknown) => (typeof argument === "number" ? host.value(argument) : argument);
  if (of instanceof Uint8Array) return void of.set(bytesIn(valueOf(second)), Number(third) >>> 0);
  const items = arrayIn(host, of);
  const index = Number(second) >>> 0;
  if (index > items.length) throw new RangeError("an import was called with an index beyond the array's end");
  items[index] = valueOf(third);
  return 1;
}

function copyToMemory(host: Host, address: number, length: number, value: unknown): void {
  host.bytes(address, length).set(bytesIn(value));
}
