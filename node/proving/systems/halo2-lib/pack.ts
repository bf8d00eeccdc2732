import { messageOf } from "../../../protocol/errors.ts";
import { type Config, programInvalid, readCode, writeCode } from "./code.ts";
import { Engine } from "./engine.ts";
import { recordCircuit, type CircuitFunction, type CircuitInputs } from "./record.ts";
import { checkOperations, type Operation } from "./operations.ts";
import { exampleInputs } from "./runner.ts";

/** What an author writes: the default export of a circuit's module. */
export interface CircuitModule<Inputs extends object = CircuitInputs> {
  config: Config;
  /** Inputs besides `binding`, by name: how many field elements each has. */
  inputs: Record<keyof Inputs & string, number>;
  circuit: CircuitFunction<Inputs>;
  /** A message's data that the circuit accepts. */
  example: string;
}

export interface PackedCircuit {
  /** For a project file's version, not yet deflated. */
  code: Uint8Array;
  /** Cells that the circuit takes: all advice columns, lookups, distinct constants. */
  cells: { advice: number; lookup: number; fixed: number };
}

/**
 * Records a circuit, makes its key with a set-up of exactly 2^k rows and packs both. The key depends on nothing else,
 * so anyone can repeat this and compare. Throws CIRCUIT_UNRECORDABLE or PROGRAM_INVALID (input).
 */
export function packCircuit<Inputs extends object>(
  { config, inputs, circuit, example }: CircuitModule<Inputs>,
  srs: Uint8Array,
): PackedCircuit {
  const operations = recordCircuit(inputs, circuit, config.numLookupBits);
  const values = exampleInputs({ inputs, example });
  const { partialVk, cells } = makeKey(config, operations, values, srs);
  const code = writeCode({ config, inputs, operations, example, partialVk, srs });
  readCode(code); // what nodes would refuse is not packed
  return { code, cells };
}

function makeKey(config: Config, operations: Operation[], values: bigint[], srs: Uint8Array) {
  try {
    const { wires } = checkOperations(operations, values.length);
    const engine = new Engine(config);
    engine.assign({ config, operations, wires }, values);
    const cells = engine.cells();
    try {
      engine.checkConstraints();
    } catch (cause) {
      const most = config.numAdvice * (2 ** config.k - 9);
      const used = `${cells.advice} of ${most} cells`;
      if (cells.advice > most) throw new Error(`it takes ${used}: choose a larger k or more columns`, { cause });
      throw new Error(`its example breaks a constraint (it takes ${used})`, { cause });
    }
    engine.loadSrs(srs);
    engine.makeKeys();
    return { partialVk: engine.partialVk(), cells };
  } catch (cause) {
    throw programInvalid(messageOf(cause), cause);
  }
}
