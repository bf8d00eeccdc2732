import { messageOf, W3bError } from "../../../protocol/errors.ts";
import { type CheckedCode, programInvalid } from "./code.ts";
import { Engine } from "./engine.ts";
import { noteGarbage } from "./garbage.ts";
import { wireInputs } from "./inputs.ts";

/** Runs a circuit on inputs, without keys. */
export class Runner {
  readonly #code: CheckedCode;
  #engine: Engine | undefined;
  #isSound = false;
  /** Why the circuit is not sound. */
  #broken: W3bError | undefined;

  constructor(code: CheckedCode) {
    this.#code = code;
  }

  /**
   * The public values for these inputs, of which a proof exists: every constraint was checked. Throws INPUTS_REJECTED
   * (input), and PROGRAM_INVALID (input) if the circuit rejects even its own example.
   */
  run(inputs: readonly bigint[]): bigint[] {
    this.#checkExample();
    try {
      return this.#run(inputs);
    } catch (cause) {
      throw new W3bError("INPUTS_REJECTED", "The circuit rejects the inputs: one of its constraints does not hold.", {
        kind: "input",
        action: "Check that the values are in the ranges the program documents.",
        cause,
      });
    }
  }

  memory(): number {
    return this.#engine?.memory() ?? 0;
  }

  release(): void {
    const bytes = this.memory();
    this.#engine = undefined;
    noteGarbage(bytes);
  }

  #checkExample(): void {
    if (this.#isSound) return;
    if (this.#broken !== undefined) throw this.#broken;
    try {
      this.#run(exampleInputs(this.#code));
    } catch (cause) {
      throw (this.#broken = programInvalid(`it rejects its own example (${messageOf(cause)})`, cause));
    }
    this.#isSound = true;
  }

  #run(inputs: readonly bigint[]): bigint[] {
    const engine = (this.#engine ??= new Engine(this.#code.config));
    try {
      const values = engine.assign(this.#code, inputs);
      engine.checkConstraints();
      return values;
    } catch (error) {
      this.release(); // lost, if it has panicked
      throw error;
    }
  }
}

/** The example's inputs, with which keys are made. Throws INPUTS_INVALID (input). */
export function exampleInputs({ inputs, example }: Pick<CheckedCode, "inputs" | "example">): bigint[] {
  return wireInputs(inputs, { messages: [example], binding: `0x${"0".repeat(64)}` });
}
