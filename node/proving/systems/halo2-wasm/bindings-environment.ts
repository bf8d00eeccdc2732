import { webcrypto } from "node:crypto";
import { bind, type Binding } from "./binding.ts";
import { GlobalGetter } from "./bindings-language.ts";
import type { Host } from "./host.ts";

/** All that a module sees of the world: a source of random bytes. */
const cryptography = Object.freeze({ __proto__: null });
/** What stands for JavaScript's global object. */
const world = Object.freeze({ __proto__: null });
/** What stands for `performance`. */
const clock = Object.freeze({ __proto__: null });

const constant = (value: unknown): Binding[] => [bind({ takes: [], gives: "value", catches: true, run: () => value })];
const constantOrNone = (value: unknown): Binding[] => [bind({ takes: [], gives: "optional", run: () => value })];
const memberOf = (owner: unknown, value: unknown): Binding[] => [
  bind({ takes: ["value"], gives: "value", run: (_, of) => (of === owner ? value : undefined) }),
];
const number = (value: number): Binding[] => [
  bind({ takes: [], run: () => value }),
  bind({ takes: ["value"], run: () => value }),
];

/** (crypto, address, length) */
const randomBytesAt = bind({
  takes: ["value", "int", "int"],
  catches: true,
  run: (host, _crypto, address, length) => fill(host.bytes(address, length)),
});

/** `module.require`, and calls of it by several versions of getrandom. */
const withoutRequire: Binding[] = [[], ["int", "int"] as const, ["value", "int", "int"] as const].map((takes) =>
  bind({
    takes,
    gives: "value",
    catches: true,
    run() {
      throw new TypeError("there is no require");
    },
  }),
);

/**
 * The host as a module sees it, which is not Node: without `process`, `require` and anything that could reach them, so
 * that getrandom takes the way of browsers. Time stands still: what a module does follows from its input and from
 * random bytes alone, and no clock helps it to observe its host.
 */
export const environmentBindings: Record<string, Binding[]> = {
  self: constant(world),
  window: constant(world),
  globalthis: constant(world),
  global: constant(world),
  staticaccessorself: constantOrNone(world),
  staticaccessorwindow: constantOrNone(undefined),
  staticaccessorglobalthis: constantOrNone(world),
  staticaccessorglobal: constantOrNone(world),
  newnoargs: [
    bind({
      takes: ["int", "int"],
      gives: "value",
      run(host, address, length) {
        const body = host.text(address, length).trim().replace(/;$/, "");
        if (body === "return this") return new GlobalGetter();
        throw new TypeError("code of JavaScript is not run");
      },
    }),
  ],
  call: [
    bind({ takes: ["value", "value"], gives: "value", catches: true, run: call }),
    bind({ takes: ["value", "value", "value"], gives: "value", catches: true, run: call }),
  ],
  require: withoutRequire,
  staticaccessormodule: constant(undefined),
  staticaccessornodemodule: constant(undefined),
  process: memberOf(undefined, undefined),
  versions: memberOf(undefined, undefined),
  node: memberOf(undefined, undefined),
  crypto: [...memberOf(world, cryptography), ...constantOrNone(cryptography)],
  mscrypto: memberOf(undefined, undefined),
  staticaccessorcrypto: constantOrNone(cryptography),
  getrandomvalues: [
    // (crypto, array), or the array alone, or address and length of it.
    bind({ takes: ["any", "any"], catches: true, run: randomValues }),
    bind({ takes: ["value"], catches: true, run: (_, array) => fill(array) }),
    randomBytesAt,
  ],
  randomfillsync: [
    bind({ takes: ["value", "value"], catches: true, run: (_, _crypto, array) => fill(array) }),
    randomBytesAt,
  ],
  random: [bind({ takes: [], run: () => webcrypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32 })],

  performance: [...memberOf(world, clock), ...constantOrNone(clock)],
  staticaccessorperformance: constantOrNone(clock),
  now: number(0),
  timeorigin: number(0),
  new0: constant(clock),
  newdate: constant(clock),
  gettime: number(0),
  gettimezoneoffset: number(0),
};

function call(_host: Host, called: unknown): unknown {
  if (called instanceof GlobalGetter) return world;
  throw new TypeError("an import was called with a value that is no function");
}

function randomValues(host: Host, first: unknown, second: unknown): void {
  const source = typeof first === "number" ? host.value(first) : first;
  if (source === cryptography) fill(typeof second === "number" ? host.value(second) : second);
  else fill(host.bytes(Number(first), Number(second)));
}

/** At most 65,536 bytes at a time, as everywhere (Web Cryptography API). */
function fill(array: unknown): void {
  if (!(array instanceof Uint8Array)) throw new TypeError("random bytes go into byte arrays only");
  webcrypto.getRandomValues(array as Uint8Array<ArrayBuffer>);
}
