import { messageOf, W3bError } from "../../protocol/errors.ts";
import { withFastArithmetic } from "../circom/runtime/index.ts";
import { withMemoryLimit } from "../wasm-memory.ts";
import { SCALAR_MODULUS } from "../../protocol/bn254.ts";
import { counted } from "../../protocol/text.ts";
import { type CircuitInput, elementsOf, inputInvalid, type InputValue, signalHash } from "./witness-input.ts";

export type { CircuitInput, InputValue };

/**
 * Computes witnesses with the WebAssembly module that circom 2 makes for a circuit. The module is compiled once,
 * its memory limited, and its instance kept. Not for use by two calls at a time, which one thread never does: `calculate` is synchronous.
 *
 * The module's functions (circom, code_producers/src/wasm_elements): a field element passes through a shared buffer of
 * 32-bit words (writeSharedRWMemory, readSharedRWMemory), a signal is named by the 64-bit FNV-1a hash of its name, and
 * setting the last input runs the circuit.
 */
export class WitnessCalculator {
  /** Number of the witness's field elements. */
  readonly size: number;
  readonly #module: WebAssembly.Module;
  readonly #inputs: number;
  #circuit: Circuit | undefined;
  #messages: string[] = [];

  /** Throws `PROGRAM_INVALID` unless the bytes are a circom 2 module over BN254's scalar field. */
  constructor(wasm: Uint8Array) {
    try {
      this.#module = new WebAssembly.Module(new Uint8Array(withFastArithmetic(withMemoryLimit(wasm))));
    } catch (error) {
      throw circuitInvalid(messageOf(error), error);
    }
    const circuit = this.#instance();
    if (circuit.getFieldNumLen32() !== WORDS) throw circuitInvalid("its field is not BN254's");
    circuit.getRawPrime();
    if (readElement(circuit) !== SCALAR_MODULUS) throw circuitInvalid("its field is not BN254's");
    this.size = circuit.getWitnessSize() >>> 0;
    if (this.size < 1 || this.size > MAX_WITNESS) throw circuitInvalid(`it has a witness of ${this.size} elements`);
    this.#inputs = circuit.getInputSize();
  }

  /**
   * The witness as 32-byte little-endian integers. Throws `INPUTS_INVALID` when the input does not fit the
   * circuit's signals and `INPUTS_REJECTED` when it violates a constraint.
   */
  calculate(input: CircuitInput): Uint8Array {
    const circuit = this.#instance();
    this.#circuit = undefined; // an instance that has thrown is not used again
    circuit.init(0);
    let set = 0;
    for (const [name, value] of Object.entries(input)) set += this.#setSignal(circuit, name, value);
    if (set < this.#inputs) throw inputInvalid(`it sets ${set} of the circuit's ${this.#inputs} values`);
    const words = new Uint32Array(this.size * WORDS);
    const shared = sharedWords(circuit);
    for (let i = 0, at = 0; i < this.size; i++) {
      circuit.getWitness(i);
      for (let word = 0; word < WORDS; word++) words[at++] = shared?.[word] ?? circuit.readSharedRWMemory(word);
    }
    this.#circuit = circuit;
    return new Uint8Array(words.buffer);
  }

  /** Whether the circuit has an input signal of this name. */
  hasInput(name: string): boolean {
    return this.#instance().getInputSignalSize(...signalHash(name)) >= 0;
  }

  #setSignal(circuit: Circuit, name: string, value: InputValue): number {
    const [high, low] = signalHash(name);
    const values = elementsOf(name, value);
    const size = circuit.getInputSignalSize(high, low);
    if (size < 0) throw inputInvalid(`the circuit has no input ${JSON.stringify(name)}`);
    if (values.length !== size) {
      throw inputInvalid(`the input ${JSON.stringify(name)} has ${counted(values.length, "value")} instead of ${size}`);
    }
    values.forEach((element, index) => {
      for (let word = 0; word < WORDS; word++) {
        circuit.writeSharedRWMemory(word, Number((element >> BigInt(32 * word)) & 0xffffffffn));
      }
      this.#messages = [];
      try {
        circuit.setInputSignal(high, low, index);
      } catch (error) {
        throw this.#failure(error);
      }
    });
    return values.length;
  }

  #instance(): Circuit {
    if (this.#circuit !== undefined) return this.#circuit;
    let circuit: Circuit;
    const message = () => {
      let text = "";
      for (let char = circuit.getMessageChar(); char !== 0; char = circuit.getMessageChar()) {
        if (text.length < MAX_MESSAGE) text += String.fromCharCode(char);
      }
      return text.trim();
    };
    const runtime = {
      exceptionHandler: (code: number) => {
        throw new CircuitException(code);
      },
      printErrorMessage: () => {
        if (this.#messages.length < MAX_MESSAGES) this.#messages.push(message());
      },
      writeBufferMessage: () => void message(), // log() in a circuit may show private signals: it goes nowhere
      showSharedRWMemory: () => undefined,
    };
    try {
      circuit = new WebAssembly.Instance(this.#module, { runtime }).exports as unknown as Circuit;
    } catch (error) {
      throw circuitInvalid(messageOf(error), error);
    }
    const missing = FUNCTIONS.find((name) => typeof circuit[name] !== "function");
    if (missing !== undefined) throw circuitInvalid(`it is not a module of circom 2.0.4 or later: no ${missing}`);
    if (circuit.getVersion() !== 2) throw circuitInvalid(`it was made by circom ${circuit.getVersion()}`);
    return (this.#circuit = circuit);
  }

  #failure(error: unknown): W3bError {
    if (!(error instanceof CircuitException)) {
      return circuitInvalid(`it stopped with ${messageOf(error)}`, error);
    }
    if (error.code !== ASSERT_FAILED) {
      return inputInvalid(EXCEPTIONS[error.code] ?? `the circuit reports the unknown error ${error.code}`);
    }
    const place = this.#messages.join("; ");
    return new W3bError("INPUTS_REJECTED", `The input violates a constraint of the circuit: ${place || "unnamed"}`, {
      kind: "input",
      meaning: "The statement that was to be proved is not true of this input.",
      action: "Correct the input; the text names the circuit's template and line.",
    });
  }
}

/** The functions of a circom 2 module; each argument and result is a 32-bit integer. */
interface Circuit {
  getVersion(): number;
  getFieldNumLen32(): number;
  getRawPrime(): void;
  getWitnessSize(): number;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  init(sanityCheck: number): void;
  readSharedRWMemory(word: number): number;
  writeSharedRWMemory(word: number, value: number): void;
  setInputSignal(hashHigh: number, hashLow: number, position: number): void;
  getWitness(index: number): void;
  getMessageChar(): number;
  /** Of these two it does without. */
  memory?: unknown;
  getSharedRWMemoryStart?(): number;
}

const FUNCTIONS: readonly (keyof Circuit)[] = [
  ...([
    "getVersion",
    "getFieldNumLen32",
    "getRawPrime",
    "getWitnessSize",
    "getInputSize",
    "getInputSignalSize",
  ] as const),
  ...(["init", "readSharedRWMemory", "writeSharedRWMemory", "setInputSignal", "getWitness", "getMessageChar"] as const),
];

/** 32-bit words of a field element. */
const WORDS = 8;
const MAX_WITNESS = 2 ** 26;
const MAX_MESSAGE = 500;
const MAX_MESSAGES = 20;

const ASSERT_FAILED = 4;
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: "the circuit does not know a signal of it",
  2: "it sets too many signals",
  3: "it sets a signal twice",
  5: "the circuit has not enough memory",
  6: "it writes past the end of an array of the circuit",
};

class CircuitException extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`circuit exception ${code}`);
    this.code = code;
  }
}

/** The shared buffer's words, where the module lets its memory be read: faster than a call for each. */
function sharedWords({ memory, getSharedRWMemoryStart }: Circuit): Uint32Array | undefined {
  if (!(memory instanceof WebAssembly.Memory) || typeof getSharedRWMemoryStart !== "function") return undefined;
  const start = getSharedRWMemoryStart() >>> 0;
  if (start % 4 !== 0 || start + 4 * WORDS > memory.buffer.byteLength) return undefined;
  return new Uint32Array(memory.buffer, start, WORDS);
}

function readElement(circuit: Circuit): bigint {
  let value = 0n;
  for (let word = WORDS - 1; word >= 0; word--) {
    value = (value << 32n) | BigInt(circuit.readSharedRWMemory(word) >>> 0);
  }
  return value;
}

function circuitInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("PROGRAM_INVALID", `The circuit's WebAssembly module cannot be used: ${reason}.`, {
    kind: "input",
    meaning: "The project's file does not hold a witness calculator of circom 2 for the curve BN254.",
    action: "Compile the circuit again with circom 2 (--wasm) and publish the project's file again.",
    cause,
  });
}
