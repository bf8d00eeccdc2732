import { messageOf, type W3bError } from "../../../protocol/errors.ts";
import { type CheckedCode, programInvalid } from "./code.ts";
import { Engine } from "./engine.ts";
import { noteGarbage } from "./garbage.ts";
import { exampleInputs } from "./runner.ts";

/** Proves and verifies with keys that are made once and kept. */
export class Prover {
  readonly #code: CheckedCode;
  #proving: Engine | undefined;
  #verifying: Engine | undefined;
  /** Why no proof can be made; found once, since it takes seconds. */
  #broken: W3bError | undefined;

  /** `code` is sound: its circuit accepts its example. */
  constructor(code: CheckedCode) {
    this.#code = code;
  }

  /**
   * A proof in halo2's bytes of inputs that the circuit accepts. Throws PROGRAM_INVALID (input) where the code's key or
   * set-up is not that of its circuit.
   */
  prove(inputs: readonly bigint[]): Uint8Array {
    const engine = this.#keyed();
    try {
      engine.assign(this.#code, inputs);
      return engine.prove();
    } catch (cause) {
      this.release(); // lost, if it has panicked
      throw (this.#broken = programInvalid(`no proof can be made with its set-up (${messageOf(cause)})`, cause));
    }
  }

  /** Whether it is a proof for these public values. Throws as {@link prove}. */
  verify(publicValues: readonly bigint[], proof: Uint8Array): boolean {
    const engine = (this.#verifying ??= this.#newVerifier());
    try {
      engine.verify(publicValues, proof);
      return true;
    } catch {
      this.#verifying = undefined; // the library panics at a bad proof
      noteGarbage(engine.memory());
      return false;
    }
  }

  memory(): number {
    return (this.#proving?.memory() ?? 0) + (this.#verifying?.memory() ?? 0);
  }

  release(): void {
    const bytes = this.memory();
    this.#proving = undefined;
    this.#verifying = undefined;
    noteGarbage(bytes);
  }

  /** The engine with this circuit's keys, which are compared with the one that the code was published with. */
  #keyed(): Engine {
    if (this.#proving !== undefined) return this.#proving;
    if (this.#broken !== undefined) throw this.#broken;
    const engine = new Engine(this.#code.config);
    try {
      engine.assign(this.#code, exampleInputs(this.#code));
      engine.loadSrs(this.#code.srs.bytes);
      engine.makeKeys();
      if (Buffer.compare(engine.partialVk(), this.#code.partialVk) !== 0) throw new Error("it is another circuit's");
    } catch (cause) {
      noteGarbage(engine.memory());
      throw (this.#broken = programInvalid(`its key cannot be made again (${messageOf(cause)})`, cause));
    }
    return (this.#proving = engine);
  }

  #newVerifier(): Engine {
    const vk = this.#keyed().vk();
    const engine = new Engine(this.#code.config);
    engine.loadSrs(this.#code.srs.bytes);
    engine.loadVk(vk);
    return engine;
  }
}
