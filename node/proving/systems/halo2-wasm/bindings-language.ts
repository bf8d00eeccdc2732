import { bind, type Binding } from "./binding.ts";
import { type Host, ThrownByModule } from "./host.ts";

type Predicate = (value: unknown) => boolean;
const predicate = (test: Predicate): Binding[] => [bind({ takes: ["value"], run: (_, value) => Number(test(value)) })];

/** A function of JavaScript as far as modules know functions: getrandom makes one that returns the global object. */
export class GlobalGetter {}

/** wasm-bindgen's own imports: values of JavaScript, their types, and errors. */
export const languageBindings: Record<string, Binding[]> = {
  wbindgenthrow: [
    bind({
      takes: ["int", "int"],
      run(host, address, length) {
        throw new ThrownByModule(host.text(address, length));
      },
    }),
  ],
  wbindgenrethrow: [
    bind({
      takes: ["value"],
      run(_, value) {
        throw value;
      },
    }),
  ],

  wbindgenobjectdropref: [bind({ takes: ["int"], run: (host, handle) => host.drop(handle) })],
  wbindgenobjectcloneref: [bind({ takes: ["value"], gives: "value", run: (_, value) => value })],
  wbindgeninitexternreftable: [bind({ takes: [], run: (host) => host.initialiseReferences() })],
  wbindgencbdrop: [bind({ takes: ["value"], run: () => 1 })],
  wbindgenmemory: [bind({ takes: [], gives: "value", run: (host) => host.memory })],

  wbindgenisundefined: predicate((value) => value === undefined),
  wbindgenisnull: predicate((value) => value === null),
  wbindgenisnullorundefined: predicate((value) => value === null || value === undefined),
  wbindgenisobject: predicate((value) => typeof value === "object" && value !== null),
  wbindgenisarray: predicate(Array.isArray),
  isarray: predicate(Array.isArray),
  wbindgenisstring: predicate((value) => typeof value === "string"),
  wbindgenisfunction: predicate((value) => value instanceof GlobalGetter),
  wbindgenisbigint: predicate((value) => typeof value === "bigint"),
  wbindgenisfalsy: predicate((value) => !value),
  issafeinteger: predicate(Number.isSafeInteger),
  wbindgenjsvaleq: [bind({ takes: ["value", "value"], run: (_, a, b) => Number(a === b) })],
  // Equality after conversion would call methods of objects: values of different types are unequal here.
  wbindgenjsvallooseeq: [
    bind({ takes: ["value", "value"], run: (_, a, b) => Number((a ?? undefined) === (b ?? undefined)) }),
  ],
  wbindgenin: [
    bind({
      takes: ["value", "value"],
      run: (_, key, of) => Number(typeof key === "string" && typeof of === "object" && Object.hasOwn(of ?? {}, key)),
    }),
  ],

  wbindgenstringnew: [textValue((text) => text)],
  wbindgenstringget: [returningText((value) => (typeof value === "string" ? value : undefined))],
  wbindgendebugstring: [returningText((value) => (typeof value === "object" ? "JsValue" : `${value as string}`))],
  wbindgennumbernew: [bind({ takes: ["int"], gives: "value", run: (_, number) => number })],
  wbindgenasnumber: [bind({ takes: ["value"], run: (_, value) => (typeof value === "number" ? value : NaN) })],
  wbindgennumberget: [
    bind({
      takes: ["int", "value"],
      run(host, address, value) {
        const view = host.view();
        view.setFloat64((address >>> 0) + 8, typeof value === "number" ? value : 0, true);
        view.setInt32(address >>> 0, Number(typeof value === "number"), true);
      },
    }),
  ],
  // 2 where it is no boolean; versions with another name of this import take anything but 0 and 1 for that.
  wbindgenbooleanget: [
    bind({ takes: ["value"], run: (_, value) => (typeof value === "boolean" ? Number(value) : noBoolean) }),
  ],
  wbindgenbigintfromu64: [bind({ takes: ["long"], gives: "value", run: (_, value) => BigInt.asUintN(64, value) })],
  wbindgenbigintfromi64: [bind({ takes: ["long"], gives: "value", run: (_, value) => value })],
  wbindgenbigintgetasi64: [
    bind({
      takes: ["int", "value"],
      run(host, address, value) {
        const view = host.view();
        view.setBigInt64((address >>> 0) + 8, typeof value === "bigint" ? BigInt.asIntN(64, value) : 0n, true);
        view.setInt32(address >>> 0, Number(typeof value === "bigint"), true);
      },
    }),
  ],
  wbindgencast: [textValue((text) => text), bind({ takes: ["int"], gives: "value", run: (_, value) => value })],

  wbindgenerrornew: [textValue((text) => new Error(text))],
  stack: [returningText(() => "")], // the host's own call stack is none of the module's business
  message: [
    bind({ takes: ["value"], gives: "value", run: (_, value) => (value instanceof Error ? value.message : "") }),
  ],
  error: [
    bind({ takes: ["int", "int"], run: (host, address, length) => host.report(host.text(address, length)) }),
    bind({ takes: ["value"], run: (host, value) => host.report(typeof value === "string" ? value : "an error") }),
  ],
  log: silent(1, 2, 3, 4),
  info: silent(1, 2, 3, 4),
  debug: silent(1, 2, 3, 4),
  trace: silent(1, 2, 3, 4),
  warn: silent(1, 2, 3, 4),
  time: silent(1, 2),
  timeend: silent(1, 2),
};

/** What several versions agree to take for "no boolean". */
const noBoolean = 2;

function textValue(make: (text: string) => unknown): Binding {
  return bind({
    takes: ["int", "int"],
    gives: "value",
    run: (host, address, length) => make(host.text(address, length)),
  });
}

function returningText(textOf: (value: unknown) => string | undefined): Binding {
  return bind({
    takes: ["int", "value"],
    run: (host: Host, address, value) => host.returnText(address, textOf(value)),
  });
}

/** What modules write to the console may show private inputs: it goes nowhere. */
function silent(...parameters: number[]): Binding[] {
  return parameters.map((count) => bind({ takes: Array.from({ length: count }, () => "any"), run: () => undefined }));
}
