/**
 * A circuit as data: the calls of halo2-lib that make it, in their order. Wires are numbered as they come: first the
 * inputs, then the results of each operation. An operation is an array: its name, then its arguments.
 */
export type Operation = [name: OperationName, ...args: Argument[]];
export type Argument = number | number[] | string;

/** What an argument is: a wire, several of them, a number of bits or elements, or a field element (decimal string). */
type Kind = "wire" | "wires" | "count" | "constant";

interface Signature {
  takes: readonly Kind[];
  /** Results; a function of the arguments where they say how many. */
  gives: number | ((args: Argument[]) => number);
}

/** The methods of halo2-wasm's Halo2LibWasm that circuits are made of, by the names and arguments they have there. */
export const signatures = {
  constant: { takes: ["constant"], gives: 1 },
  add: { takes: ["wire", "wire"], gives: 1 },
  sub: { takes: ["wire", "wire"], gives: 1 },
  neg: { takes: ["wire"], gives: 1 },
  mul: { takes: ["wire", "wire"], gives: 1 },
  mul_add: { takes: ["wire", "wire", "wire"], gives: 1 },
  mul_not: { takes: ["wire", "wire"], gives: 1 },
  div_unsafe: { takes: ["wire", "wire"], gives: 1 },
  inner_product: { takes: ["wires", "wires"], gives: 1 },
  sum: { takes: ["wires"], gives: 1 },
  and: { takes: ["wire", "wire"], gives: 1 },
  or: { takes: ["wire", "wire"], gives: 1 },
  not: { takes: ["wire"], gives: 1 },
  dec: { takes: ["wire"], gives: 1 },
  select: { takes: ["wire", "wire", "wire"], gives: 1 },
  or_and: { takes: ["wire", "wire", "wire"], gives: 1 },
  bits_to_indicator: { takes: ["wires"], gives: ([bits]) => 2 ** Math.min(lengthOf(bits), 31) },
  idx_to_indicator: { takes: ["wire", "count"], gives: ([, length]) => length as number },
  select_by_indicator: { takes: ["wires", "wires"], gives: 1 },
  select_from_idx: { takes: ["wires", "wire"], gives: 1 },
  is_zero: { takes: ["wire"], gives: 1 },
  is_equal: { takes: ["wire", "wire"], gives: 1 },
  num_to_bits: { takes: ["wire", "count"], gives: ([, bits]) => bits as number },
  is_less_than: { takes: ["wire", "wire", "count"], gives: 1 },
  is_less_than_safe: { takes: ["wire", "constant"], gives: 1 },
  div_mod: { takes: ["wire", "constant", "count"], gives: 2 },
  div_mod_var: { takes: ["wire", "wire", "count", "count"], gives: 2 },
  to_hi_lo: { takes: ["wire"], gives: 2 },
  from_hi_lo: { takes: ["wire", "wire"], gives: 1 },
  pow_var: { takes: ["wire", "wire", "count"], gives: 1 },
  poseidon: { takes: ["wires"], gives: 1 },
  assert_bit: { takes: ["wire"], gives: 0 },
  assert_is_const: { takes: ["wire", "constant"], gives: 0 },
  constrain_equal: { takes: ["wire", "wire"], gives: 0 },
  range_check: { takes: ["wire", "count"], gives: 0 },
  check_less_than: { takes: ["wire", "wire", "count"], gives: 0 },
  check_less_than_safe: { takes: ["wire", "constant"], gives: 0 },
  /** The next word of the journal. */
  make_public: { takes: ["wire"], gives: 0 },
} as const satisfies Record<string, Signature>;

export type OperationName = keyof typeof signatures;

/** The signature of an operation; undefined for other names. */
export function signatureOf(name: unknown): Signature | undefined {
  return typeof name === "string" && Object.hasOwn(signatures, name) ? signatures[name as OperationName] : undefined;
}

/** How many results an operation has. */
export function resultsOf([name, ...args]: Operation): number {
  const { gives } = signatures[name] as Signature;
  return typeof gives === "number" ? gives : gives(args);
}

/** A circuit whose operations are known to be well-formed. */
export interface CheckedOperations {
  operations: Operation[];
  /** Wires in all. */
  wires: number;
  /** The wires that are public, in the journal's order. */
  publicWires: number[];
}

/** Bounds that keep a stranger's circuit from taking a worker's memory: operations, and wires and arguments in all. */
const maxOperations = 2 ** 18;
const maxWires = 2 ** 19;
/** Most bits or elements that one operation is told; the field has 254 bits. */
const maxCount = 2 ** 16;
const maxBits = 254;

/**
 * Checks operations that a stranger wrote, so that each can be handed to halo2-wasm, which trusts its caller: every
 * wire exists when it is used and every argument is what it should be. Throws Error with the operation's number.
 */
export function checkOperations(raw: readonly unknown[], inputs: number): CheckedOperations {
  if (raw.length > maxOperations) throw new Error(`it has more than ${maxOperations} operations`);
  const publicWires: number[] = [];
  let wires = inputs;
  let size = inputs;
  raw.forEach((operation, index) => {
    const problem = problemOf(operation, wires);
    if (problem !== undefined) throw new Error(`operation ${index} ${problem}`);
    const checked = operation as Operation;
    const results = resultsOf(checked);
    wires += results;
    size +=
      results + checked.reduce((sum: number, argument) => sum + (Array.isArray(argument) ? argument.length : 1), 0);
    if (wires > maxWires || size > 8 * maxWires) throw new Error(`it is too large from operation ${index} on`);
    if (checked[0] === "make_public") publicWires.push(checked[1] as number);
  });
  return { operations: raw as Operation[], wires, publicWires };
}

function problemOf(operation: unknown, wires: number): string | undefined {
  if (!Array.isArray(operation)) return "is no array";
  const [name, ...args] = operation as unknown[];
  const signature = signatureOf(name);
  if (signature === undefined) return "has no name that is known";
  if (args.length !== signature.takes.length) return `(${String(name)}) has ${args.length} arguments`;
  const wrong = args.findIndex((argument, i) => !isOfKind(signature.takes[i]!, argument, wires));
  if (wrong >= 0) return `(${String(name)}) has a wrong argument ${wrong}`;
  const [first, second] = args;
  const pairs = name === "inner_product" || name === "select_by_indicator";
  if (pairs && lengthOf(first) !== lengthOf(second)) return `(${name}) has arrays of different lengths`;
  // Everything that is told a number of bits; only an indicator may be longer than the field's elements.
  const counts = args.filter((_, i) => signature.takes[i] === "count") as number[];
  if (name !== "idx_to_indicator" && counts.some((count) => count > maxBits))
    return `(${String(name)}) has too many bits`;
  if (name === "bits_to_indicator" && lengthOf(first) > 16) return "(bits_to_indicator) has too many bits";
  return undefined;
}

function isOfKind(kind: Kind, argument: unknown, wires: number): boolean {
  const isBelow = (value: unknown, end: number) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < end;
  if (kind === "wire") return isBelow(argument, wires);
  if (kind === "count") return isBelow(argument, maxCount + 1) && argument !== 0;
  if (kind === "constant") return typeof argument === "string" && /^(0|[1-9]\d{0,76})$/.test(argument);
  return Array.isArray(argument) && argument.length > 0 && argument.every((wire) => isBelow(wire, wires));
}

function lengthOf(argument: unknown): number {
  return (argument as number[]).length;
}
