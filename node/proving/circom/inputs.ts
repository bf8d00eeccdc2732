import { W3bError } from "../../protocol/errors.ts";
import { parseExactJson } from "../../protocol/exact-json.ts";
import type { ProgramInput } from "../types.ts";
import { SCALAR_MODULUS } from "../../protocol/bn254.ts";

/** A circuit's input signals by name, arrays flattened in row-major order, each value in [0, SCALAR_MODULUS). */
export type CircuitInputs = Map<string, bigint[]>;

/** The signal every program has for the task's and prover's binding; messages cannot set it. */
export const bindingSignal = "binding";

/**
 * The circuit's inputs. One message: its data is a JSON object of values by signal name. Several: each signal's value
 * is the array of the messages' values. A value is an integer, a decimal string, a hexadecimal one with 0x, an array of
 * values, or a bus of circom 2.2: an object of values by the bus's signals, which may also be named `bus.signal`, as in
 * the calculator that circom makes. A negative integer stands for its residue. Throws INPUTS_INVALID (input).
 */
export function circuitInputs({ messages, binding }: ProgramInput): CircuitInputs {
  if (messages.length === 0) throw inputsInvalid("there is no message");
  const inputs: CircuitInputs = new Map([[bindingSignal, [BigInt(binding)]]]);
  for (const [name, value] of valuesByName(messages)) {
    if (name === bindingSignal) throw inputsInvalid(`"${bindingSignal}" is set by the prover, not by a message`);
    setSignals(inputs, name, value, 0);
  }
  return inputs;
}

/** Every way in which messages can fail to be a circuit's inputs. */
export function inputsInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("INPUTS_INVALID", `The messages are not the circuit's inputs: ${reason}.`, {
    kind: "input",
    action: "Send a JSON object with the circuit's input signals by name, values as integers, or as strings of them.",
    cause,
  });
}

/** What the messages say of each name: of one its value, of several the array of their values. */
function valuesByName(messages: readonly string[]): Map<string, unknown> {
  const [first, ...others] = messages.map(parseMessage);
  if (others.length === 0) return first!;
  const values = new Map([...first!].map(([name, value]) => [name, [value]]));
  for (const message of others) {
    if (message.size !== values.size) throw inputsInvalid("the messages have different signals");
    for (const [name, value] of message) {
      const column = values.get(name);
      if (column === undefined) throw inputsInvalid(`only some messages have the signal ${quoted(name)}`);
      column.push(value);
    }
  }
  return values;
}

function parseMessage(message: string): Map<string, unknown> {
  let json: unknown;
  try {
    json = parseExactJson(message);
  } catch (cause) {
    throw inputsInvalid("a message's data is not JSON", cause);
  }
  if (!isBus(json)) throw inputsInvalid("a message's data is not a JSON object");
  return new Map(Object.entries(json));
}

/** No circuit has arrays of more dimensions or buses of more levels, and the depth bounds the recursion. */
const maxDepth = 16;

/** Sets the signal `name`, or those of the buses in its value: `name.signal`, `name[index].signal`. */
function setSignals(inputs: CircuitInputs, name: string, value: unknown, depth: number): void {
  if (depth > maxDepth) throw inputsInvalid(`the signal ${quoted(name)} is nested too deeply`);
  if (name.length > MAX_NAME) throw inputsInvalid(`${quoted(name)} is not a signal's name`);
  if (isBus(value)) {
    for (const [field, inner] of Object.entries(value)) setSignals(inputs, `${name}.${field}`, inner, depth + 1);
  } else if (Array.isArray(value) && holdsBus(value, depth)) {
    value.forEach((inner: unknown, index) => setSignals(inputs, `${name}[${index}]`, inner, depth + 1));
  } else {
    if (!NAME.test(name)) throw inputsInvalid(`${quoted(name)} is not a signal's name`);
    if (inputs.has(name)) throw inputsInvalid(`the signal ${quoted(name)} is there twice`);
    const values: bigint[] = [];
    inputs.set(name, values);
    flatten(name, value, values, depth);
  }
}

/** A signal's name, with those of the buses it is in. */
const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*(\[\d+\])*(\.[A-Za-z_$][A-Za-z0-9_$]*(\[\d+\])*)*$/;
const MAX_NAME = 512;

function isBus(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the first thing in an array that is no array is a bus; then the others must be such arrays or buses too. */
function holdsBus(values: readonly unknown[], depth: number): boolean {
  let first: unknown = values;
  for (let level = depth; Array.isArray(first); level++) {
    if (level > maxDepth) return false; // `flatten` says so
    first = (first as unknown[]).find((value) => !Array.isArray(value) || value.length > 0);
  }
  return isBus(first);
}

function flatten(name: string, value: unknown, values: bigint[], depth: number): void {
  if (!Array.isArray(value)) {
    values.push(fieldElement(name, value));
    return;
  }
  if (depth === maxDepth) throw inputsInvalid(`the signal ${quoted(name)} is nested too deeply`);
  for (const element of value) flatten(name, element, values, depth + 1);
}

function fieldElement(name: string, value: unknown): bigint {
  const integer = integerOf(value);
  if (integer === undefined) {
    throw inputsInvalid(`the signal ${quoted(name)} has a value that is no integer and no string of one`);
  }
  if (integer >= SCALAR_MODULUS || integer <= -SCALAR_MODULUS) {
    throw inputsInvalid(`the signal ${quoted(name)} has a value beyond the field`);
  }
  return integer < 0n ? integer + SCALAR_MODULUS : integer;
}

function integerOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  // The largest field element has 77 decimal digits or 64 hexadecimal ones.
  return typeof value === "string" && /^(-?\d{1,77}|0[xX][0-9a-fA-F]{1,64})$/.test(value) ? BigInt(value) : undefined;
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}
