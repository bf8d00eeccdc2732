import { messageOf, W3bError } from "../../../protocol/errors.ts";
import { withMemoryLimit } from "../../wasm-memory.ts";
import { checkPrime, type CircomExports, instantiate, readShared, words } from "./circom-wasm.ts";
import { programInvalid } from "./code.ts";
import { bindingSignal, type CircuitInputs, inputsInvalid } from "./inputs.ts";
import { scalarOrder } from "./field.ts";

/** A compiled circuit. */
export interface Circuit {
  /** How many signals a witness has. */
  readonly witnessSize: number;
  /**
   * The witness for these inputs. Throws INPUTS_INVALID when they are not the circuit's signals, INPUTS_REJECTED when
   * they break one of its assertions (both input).
   */
  calculate(inputs: CircuitInputs): Promise<Witness>;
}

/** All signals of a circuit; signal 0 is the constant 1, the public ones follow. */
export interface Witness {
  /** `count` signals from the one at `start`. */
  signals(start: number, count: number): bigint[];
  /** All of them in snarkjs' .wtns format. */
  file(): Uint8Array;
}

/** Compiles circom's WebAssembly, its memory limited. Throws PROGRAM_INVALID (input). */
export async function loadCircuit(wasm: Uint8Array): Promise<Circuit> {
  let module: WebAssembly.Module;
  let witnessSize: number;
  try {
    module = await WebAssembly.compile(withMemoryLimit(wasm));
    const circuit = await instantiate(module, () => undefined);
    checkPrime(circuit);
    witnessSize = circuit.getWitnessSize();
  } catch (cause) {
    throw cause instanceof W3bError ? cause : programInvalid(`its wasm does not load (${messageOf(cause)})`, cause);
  }
  return {
    witnessSize,
    // An instance of its own for each task: nothing of a task that failed halfway reaches the next.
    async calculate(inputs) {
      const lines: string[] = [];
      const circuit = await instantiate(module, (line) => lines.push(line));
      run(circuit, inputs, lines);
      return { signals: (start, count) => signals(circuit, start, count), file: () => wtnsFile(circuit) };
    },
  };
}

function run(circuit: CircomExports, inputs: CircuitInputs, lines: string[]): void {
  circuit.init(0);
  let count = 0;
  for (const [name, values] of inputs) {
    const size = circuit.getInputSignalSize(...signalHash(name));
    if (size < 0 && name === bindingSignal) throw programInvalid(`it has no input signal "${bindingSignal}"`);
    if (size < 0) throw inputsInvalid(`the circuit has no input signal "${name}"`);
    if (size !== values.length) throw inputsInvalid(`the signal "${name}" takes ${size} values, not ${values.length}`);
    count += size;
  }
  if (count !== circuit.getInputSize()) {
    throw inputsInvalid(`they set ${count} of the circuit's ${circuit.getInputSize()} input values`);
  }
  try {
    for (const [name, values] of inputs) setSignal(circuit, name, values);
  } catch (cause) {
    const reason = [messageOf(cause), ...lines].join("; ").slice(0, 500);
    throw new W3bError("INPUTS_REJECTED", `The circuit rejects the inputs: ${reason}.`, {
      kind: "input",
      meaning: "The readings break a rule of the project's program, so nothing about them can be proved.",
      cause,
    });
  }
}

/** Setting the last value runs the circuit. */
function setSignal(circuit: CircomExports, name: string, values: bigint[]): void {
  const hash = signalHash(name);
  for (const [index, value] of values.entries()) {
    for (let word = 0; word < words; word++) {
      circuit.writeSharedRWMemory(word, Number((value >> BigInt(32 * word)) & 0xffffffffn));
    }
    circuit.setInputSignal(...hash, index);
  }
}

function signals(circuit: CircomExports, start: number, count: number): bigint[] {
  return Array.from({ length: count }, (_, offset) => {
    circuit.getWitness(start + offset);
    return readShared(circuit);
  });
}

/** Magic, version 2, two sections: field (its size, prime and the number of signals), signals; all little-endian. */
function wtnsFile(circuit: CircomExports): Uint8Array {
  const size = circuit.getWitnessSize();
  const headerBytes = 4 + 4 * words + 4;
  const head = [0x736e7477, 2, 2, 1, headerBytes, 0, 4 * words];
  const file = new Uint32Array(head.length + words + 1 + 3 + size * words);
  file.set(head);
  let position = head.length;
  for (let word = 0; word < words; word++) {
    file[position++] = Number((scalarOrder >> BigInt(32 * word)) & 0xffffffffn);
  }
  file.set([size, 2, 4 * words * size, 0], position);
  position += 4;
  for (let index = 0; index < size; index++) {
    circuit.getWitness(index);
    for (let word = 0; word < words; word++) file[position++] = circuit.readSharedRWMemory(word);
  }
  return new Uint8Array(file.buffer);
}

/** Signals are found by the 64-bit FNV-1a hash of their name, passed in two halves. */
function signalHash(name: string): [high: number, low: number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}
