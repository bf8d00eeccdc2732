import { type Binding, fits } from "./binding.ts";
import { dataBindings } from "./bindings-data.ts";
import { environmentBindings } from "./bindings-environment.ts";
import { languageBindings } from "./bindings-language.ts";
import type { ImportedFunction } from "./signatures.ts";

const bindings: ReadonlyMap<string, readonly Binding[]> = new Map(
  [languageBindings, dataBindings, environmentBindings].flatMap((table) => Object.entries(table)),
);

/**
 * The binding of an import by its name without the hash that wasm-bindgen appends, upper case and underscores apart:
 * names changed between versions (`__wbindgen_throw`, `__wbg_wbindgenthrow_<hash>`, `__wbg___wbindgen_throw_<hash>`).
 * The parameters tell namesakes apart. Undefined if there is none.
 */
export function bindingOf(imported: ImportedFunction): Binding | undefined {
  const plain = imported.name.replace(/^__wbg_/, "").replace(/_[0-9a-f]{16}$/, "");
  const key = plain.replaceAll("_", "").toLowerCase();
  return bindings.get(key)?.find((binding) => fits(binding, imported));
}
