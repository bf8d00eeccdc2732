import { W3bError } from "../../protocol/errors.ts";
import type { ProgramInput } from "../types.ts";
import { SCALAR_MODULUS } from "../groth16/constants.ts";

/** A circuit's input signals by name, arrays flattened in row-major order, each value in [0, SCALAR_MODULUS). */
export type CircuitInputs = Map<string, bigint[]>;

/** The signal every program has for the task's and prover's binding; messages cannot set it. */
export const bindingSignal = "binding";

/**
 * The circuit's inputs. One message: its data is a JSON object of values by signal name. Several: each signal's value
 * is the array of the messages' values. A value is an integer, a decimal string or an array of values; a negative
 * integer stands for its residue. Throws INPUTS_INVALID (input).
 */
export function circuitInputs({ messages, binding }: ProgramInput): CircuitInputs {
  if (messages.length === 0) throw inputsInvalid("there is no message");
  const inputs: CircuitInputs = new Map([[bindingSignal, [BigInt(binding)]]]);
  for (const [index, message] of messages.entries()) {
    const signals = parseSignals(message);
    if (index > 0 && signals.length !== inputs.size - 1) throw inputsInvalid("the messages have different signals");
    for (const [name, value] of signals) addSignal(inputs, index, name, value);
  }
  return inputs;
}

/** Every way in which messages can fail to be a circuit's inputs. */
export function inputsInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("INPUTS_INVALID", `The messages are not the circuit's inputs: ${reason}.`, {
    kind: "input",
    action: "Send a JSON object with the circuit's input signals by name, values as integers or decimal strings.",
    cause,
  });
}

function parseSignals(message: string): [string, unknown][] {
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch (cause) {
    throw inputsInvalid("a message's data is not JSON", cause);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw inputsInvalid("a message's data is not a JSON object");
  }
  return Object.entries(json);
}

function addSignal(inputs: CircuitInputs, index: number, name: string, value: unknown): void {
  if (name === bindingSignal) throw inputsInvalid(`"${bindingSignal}" is set by the prover, not by a message`);
  if (!/^[A-Za-z_$][A-Za-z0-9_$]{0,127}$/.test(name)) {
    throw inputsInvalid(`${JSON.stringify(name.slice(0, 40))} is not a signal's name`);
  }
  let values = inputs.get(name);
  if (values === undefined) {
    if (index > 0) throw inputsInvalid(`only some messages have the signal "${name}"`);
    inputs.set(name, (values = []));
  }
  flatten(name, value, values, 0);
}

/** No circuit has signals of more dimensions, and the depth bounds the recursion. */
const maxDepth = 16;

function flatten(name: string, value: unknown, values: bigint[], depth: number): void {
  if (!Array.isArray(value)) {
    values.push(fieldElement(name, value));
    return;
  }
  if (depth === maxDepth) throw inputsInvalid(`the signal "${name}" is nested too deeply`);
  for (const element of value) flatten(name, element, values, depth + 1);
}

function fieldElement(name: string, value: unknown): bigint {
  // 77 digits are as many as the largest field element has.
  const isNumber = typeof value === "number" && Number.isSafeInteger(value);
  if (!isNumber && !(typeof value === "string" && /^-?\d{1,77}$/.test(value))) {
    throw inputsInvalid(`the signal "${name}" has a value that is no safe integer and no decimal string`);
  }
  const integer = BigInt(value);
  if (integer >= SCALAR_MODULUS || integer <= -SCALAR_MODULUS) {
    throw inputsInvalid(`the signal "${name}" has a value beyond the field`);
  }
  return integer < 0n ? integer + SCALAR_MODULUS : integer;
}
