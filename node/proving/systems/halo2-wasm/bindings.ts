import type { Host } from "./host.ts";
import { dataBindings } from "./bindings-data.ts";
import { environmentBindings } from "./bindings-environment.ts";
import { languageBindings } from "./bindings-language.ts";

/**
 * A parameter of an import: "value" a JavaScript value, "int" a number of WebAssembly as it is (a pointer, a length),
 * "any" a value where the module passes a reference, and otherwise a number that may be a handle or an index.
 */
export type Parameter = "value" | "int" | "any";

/** One function that a module may import, for whatever version of wasm-bindgen. */
export interface Binding {
  takes: readonly Parameter[];
  /** "optional": undefined and null are returned as handle 0. Nothing: a number, or no result. */
  gives?: "value" | "optional";
  /** What it throws is handed to the module as an error, not out of it. */
  catches?: boolean;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the arguments are what `takes` says
  run(host: Host, ...args: any[]): unknown;
}

const bindings: ReadonlyMap<string, readonly Binding[]> = new Map(
  [languageBindings, dataBindings, environmentBindings].flatMap((table) => Object.entries(table)),
);

/**
 * The binding of an import by its name without the hash that wasm-bindgen appends, upper case and underscores apart:
 * names changed between versions (`__wbindgen_throw`, `__wbg_wbindgenthrow_<hash>`, `__wbg___wbindgen_throw_<hash>`).
 * The number of parameters tells namesakes apart. Undefined if there is none.
 */
export function bindingOf(name: string, parameters: number): Binding | undefined {
  const plain = name.replace(/^__wbg_/, "").replace(/_[0-9a-f]{16}$/, "");
  const key = plain.replaceAll("_", "").toLowerCase();
  return bindings.get(key)?.find((binding) => binding.takes.length === parameters);
}
