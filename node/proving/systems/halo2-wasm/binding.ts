import type { Host } from "./host.ts";
import type { ImportedFunction, ValueType } from "./signatures.ts";

/**
 * A parameter of an import: "value" a JavaScript value, by reference or by handle; "int" a number (an address, a
 * length), "long" one of 64 bits; "any" a value where the module passes a reference, and otherwise a number that may be
 * a handle or an index.
 */
export type Parameter = "value" | "int" | "long" | "any";

/** One function that a module may import. */
export interface Binding {
  takes: readonly Parameter[];
  /** "optional": undefined and null are returned as handle 0. Nothing: a number, or no result. */
  gives?: "value" | "optional";
  /** What it throws is handed to the module as an error, not out of it. */
  catches?: boolean;
  run(host: Host, ...args: unknown[]): unknown;
}

/** A binding whose function has the types that `takes` says. */
export interface TypedBinding<Takes extends readonly Parameter[]> extends Omit<Binding, "run" | "takes"> {
  takes: Takes;
  run(host: Host, ...args: ArgumentsOf<Takes>): unknown;
}

type ArgumentsOf<Takes extends readonly Parameter[]> = {
  [Index in keyof Takes]: Takes[Index] extends "int" ? number : Takes[Index] extends "long" ? bigint : unknown;
};

/** Forgets the types, which {@link fits} makes sure of for each import. */
export function bind<const Takes extends readonly Parameter[]>(binding: TypedBinding<Takes>): Binding {
  return binding as unknown as Binding;
}

/** Whether an import passes what the binding takes. */
export function fits({ takes }: Binding, { params }: ImportedFunction): boolean {
  return takes.length === params.length && takes.every((kind, index) => passes[kind].includes(params[index]!));
}

const passes: Record<Parameter, readonly ValueType[]> = {
  value: ["externref", "i32"],
  any: ["externref", "i32"],
  int: ["i32", "f64"],
  long: ["i64"],
};
