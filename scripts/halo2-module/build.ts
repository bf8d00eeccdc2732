import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { circuitOf, type Halo2Circuit } from "./circuit.ts";
import { link } from "./link.ts";
import { withOwnMemory } from "./own-memory.ts";
import { developmentParameters } from "./parameters.ts";
import { verifyingKeyFrom } from "./verifying-key.ts";

/** A project's module and what its verification on chain takes. */
export interface ProductModule {
  /** The code of the project file. */
  wasm: Uint8Array;
  /** What Halo2Verifier.registerCircuit takes. */
  circuit: Halo2Circuit;
  /** Of its proofs: what the constructor of contracts/dapps/Halo2WasmVerifier.sol takes. */
  points: number;
  evaluations: number;
}

/** As examples/halo2-product/prove.wat configures it. Instances: 4 a^2 b^2, project, task. */
const configuration = { k: 5, numAdvice: 1, numLookupAdvice: 0, numInstances: 3 };
/** Follow from the configuration: Halo2Shape.shapeOf. */
const shape = { points: 7, evaluations: 18 };

/**
 * Builds the example module, examples/halo2-product, with parameters of 2^5 powers (ParamsKZG, raw bytes); by default
 * with ones for development, whose secret is known. The same parameters give the same bytes.
 */
export async function buildProductModule(
  parameters: Uint8Array = developmentParameters(configuration.k),
): Promise<ProductModule> {
  const wasm = await linkProductModule(parameters);
  return { wasm, circuit: circuitOf(configuration, parameters, verifyingKeyFrom(wasm)), ...shape };
}

/** The module alone, whatever the parameters are worth. */
export async function linkProductModule(parameters: Uint8Array): Promise<Uint8Array> {
  const halo2 = fileURLToPath(import.meta.resolve("@axiom-crypto/halo2-wasm/js/halo2_wasm_bg.wasm"));
  const glue = new URL("../../examples/halo2-product/prove.wat", import.meta.url);
  return link(withOwnMemory(await readFile(halo2)), await readFile(glue, "utf8"), { parameters });
}
