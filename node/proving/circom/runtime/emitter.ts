import { type CodeBuilder, type FunctionBuilder, ModuleBuilder } from "wasmbuilder";

/** A function that is being written: its parameters and locals, and what makes its instructions. */
export interface Emitter {
  fn: FunctionBuilder;
  code: CodeBuilder;
}

/** An empty function of a module whose functions have these numbers. */
export function newFunction(numbers: Readonly<Record<string, number>>): Emitter {
  const module = new ModuleBuilder();
  const fn = module.addFunction("");
  module.functionIdxByName = { ...numbers };
  return { fn, code: fn.getCodeBuilder() };
}
