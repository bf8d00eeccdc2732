import { W3bError } from "../../../protocol/errors.ts";
import type { Binding } from "./binding.ts";
import { bindingOf } from "./bindings.ts";
import { Host, ThrownByModule } from "./host.ts";
import type { ImportedFunction } from "./signatures.ts";

/** An import with what answers it. */
export interface BoundImport {
  imported: ImportedFunction;
  binding: Binding;
}

/**
 * Finds what answers each import. Throws Error naming an import that nothing answers: better before a task is claimed
 * than in the middle of a proof.
 */
export function bindImports(imports: readonly ImportedFunction[]): BoundImport[] {
  return imports.map((imported) => {
    const { module, name, params } = imported;
    const binding = isBindgen(module) ? bindingOf(imported) : undefined;
    if (binding !== undefined) return { imported, binding };
    const form = `(${params.join(", ")}) -> (${imported.results.join(", ")})`;
    throw new Error(
      `it imports ${JSON.stringify(`${module}.${name}`).slice(0, 200)} ${form}, which modules are not given`,
    );
  });
}

/** The import object of one run. */
export function importObject(bound: readonly BoundImport[], host: Host): Record<string, Record<string, unknown>> {
  const modules = Object.create(null) as Record<string, Record<string, unknown>>;
  for (const { imported, binding } of bound) {
    const module = (modules[imported.module] ??= Object.create(null) as Record<string, unknown>);
    module[imported.name] = functionOf(imported, binding, host);
  }
  return modules;
}

/** What wasm-bindgen's targets call the modules that its glue provides. */
function isBindgen(module: string): boolean {
  return /^(__wbindgen_placeholder__|__wbindgen_externref_xform__|wbg|\.\/[\w-]{1,100}_bg\.js)$/.test(module);
}

function functionOf({ params, results }: ImportedFunction, { takes, gives, catches, run }: Binding, host: Host) {
  const returnsReference = results[0] === "externref";
  const argumentOf = (argument: unknown, index: number): unknown =>
    takes[index] === "value" && params[index] !== "externref" ? host.value(argument as number) : argument;
  const answer = (...args: unknown[]): unknown => {
    const value = run(host, ...args.map(argumentOf));
    if (gives === undefined || returnsReference) return value;
    return gives === "optional" && (value === undefined || value === null) ? 0 : host.add(value);
  };
  if (!catches) return answer;
  return (...args: unknown[]): unknown => {
    try {
      return answer(...args);
    } catch (error) {
      if (error instanceof W3bError || error instanceof ThrownByModule || !host.storeError(error)) throw error;
      return undefined; // the module looks for the error it was told of
    }
  };
}
