import { Cell, setCircuit, type CircuitValue } from "@axiom-crypto/halo2-lib-js";
import { messageOf, W3bError } from "../../../protocol/errors.ts";
import { type Argument, type Operation, type OperationName, resultsOf, signatureOf } from "./operations.ts";

/** A circuit's inputs as it sees them, the binding besides: several elements are an array, one is a value. */
export type CircuitInputs = Record<string, CircuitValue | CircuitValue[]>;

/** A circuit written with halo2-lib-js: makes its constraints, and its public values with `makePublic`. */
export type CircuitFunction<Inputs> = (inputs: Inputs & { binding: CircuitValue }) => void;

/**
 * The operations of a circuit, recorded while its function runs once. `inputs` says how many elements each has. The
 * binding is made public first. `numLookupBits` is the configuration's, for defaults of halo2-lib-js that depend on it. Throws CIRCUIT_UNRECORDABLE (input) for a circuit that depends on values, since it would be
 * another circuit for another message, or that uses what cannot be recorded.
 */
export function recordCircuit<Inputs extends object>(
  inputs: Record<keyof Inputs & string, number>,
  circuit: CircuitFunction<Inputs>,
  numLookupBits: number,
): Operation[] {
  const record = (value: (cell: number) => string) =>
    recordOnce(inputs, circuit, { value, lookup_bits: () => numLookupBits });
  const operations = record(() => "0");
  const others = [record(() => "1"), record((cell) => String(2n ** 200n + BigInt(cell)))];
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(operations))) return operations;
  throw circuitInvalid("its operations depend on values (value(), number()); use select, isLessThan and the like");
}

function recordOnce<Inputs extends object>(
  inputs: Record<keyof Inputs & string, number>,
  circuit: CircuitFunction<Inputs>,
  answers: Answers,
): Operation[] {
  const operations: Operation[] = [];
  let wires = 0;
  const call = (name: OperationName, args: Argument[]) => {
    const operation: Operation = [name, ...args];
    operations.push(operation);
    const first = wires;
    wires += resultsOf(operation);
    return { first, count: wires - first };
  };
  const recorder = recorderOf(call, answers);
  const globals = globalThis as { circuit?: unknown };
  const before = globals.circuit;
  setCircuit(null as never, recorder as never, true);
  try {
    const entries = Object.entries<number>({ binding: 1, ...inputs }).map(([name, length]) => {
      const elements = Array.from({ length }, () => Cell(wires++));
      return [name, length === 1 ? elements[0] : elements];
    });
    call("make_public", [0]);
    circuit(Object.fromEntries(entries) as Inputs & { binding: CircuitValue });
  } catch (error) {
    throw error instanceof W3bError ? error : circuitInvalid(messageOf(error), error);
  } finally {
    globals.circuit = before;
  }
  return operations;
}

/** What halo2-lib-js asks of the library besides operations: a cell's value, and the bits of a lookup. */
interface Answers {
  value(cell: number): string;
  lookup_bits(): number;
}

/** Stands in for halo2-wasm's Halo2LibWasm, which halo2-lib-js calls through a global. */
function recorderOf(
  call: (name: OperationName, args: Argument[]) => { first: number; count: number },
  answers: Answers,
): object {
  return new Proxy(
    {},
    {
      get(_, name) {
        if (name === "value" || name === "lookup_bits") return answers[name];
        if (name === "make_public") return (_circuit: unknown, cell: number) => void call("make_public", [cell]);
        const signature = signatureOf(name);
        if (signature === undefined) throw circuitInvalid(refusalOf(String(name)));
        return (...args: unknown[]) => {
          const given = args.map((argument, i) => argumentOf(signature.takes[i], argument));
          const { first, count } = call(name as OperationName, given);
          if (typeof signature.gives === "number" && signature.gives < 2)
            return signature.gives === 1 ? first : undefined;
          return Uint32Array.from({ length: count }, (_, i) => first + i);
        };
      },
    },
  );
}

function refusalOf(name: string): string {
  if (name === "witness") return "it calls witness(); values come into a circuit as inputs only";
  return `it uses ${name}, which cannot be recorded`;
}

function argumentOf(kind: string | undefined, argument: unknown): Argument {
  if (kind === "wires") return Array.from(argument as Uint32Array);
  return kind === "wire" || kind === "count" ? Number(argument) : String(argument);
}

function circuitInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("CIRCUIT_UNRECORDABLE", `The circuit cannot be packed: ${reason}.`, { kind: "input", cause });
}
