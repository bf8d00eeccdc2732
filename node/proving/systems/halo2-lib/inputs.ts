import { counted } from "../../../protocol/text.ts";
import type { ProgramInput } from "../../types.ts";
import { bindingSignal, circuitInputs, inputsInvalid } from "../../circom/inputs.ts";

/**
 * The circuit's inputs in the order of its wires, the binding first. Messages are those of Circom projects: JSON
 * objects of values by name. Throws INPUTS_INVALID (input).
 */
export function wireInputs(declared: Readonly<Record<string, number>>, input: ProgramInput): bigint[] {
  const given = circuitInputs(input);
  const values = [...given.get(bindingSignal)!];
  for (const [name, length] of Object.entries(declared)) {
    const elements = given.get(name);
    if (elements === undefined) throw inputsInvalid(`"${name}" is missing`);
    if (elements.length !== length) {
      throw inputsInvalid(`"${name}" has ${counted(elements.length, "value")} instead of ${length}`);
    }
    for (const element of elements) values.push(element);
  }
  for (const name of given.keys()) {
    if (name !== bindingSignal && !Object.hasOwn(declared, name)) throw inputsInvalid(`"${name}" is no input of it`);
  }
  return values;
}
