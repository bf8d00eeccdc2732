import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from "viem";
import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";
import { type CheckedCode, type Config, programInvalid } from "./code.ts";
import { decompress, type G1, integerOf } from "./points.ts";
import type { G2 } from "./srs.ts";

/** Halo2Verifier's Circuit: what `registerCircuit` takes. */
export interface Circuit {
  k: number;
  numAdvice: number;
  numLookupAdvice: number;
  numInstances: number;
  transcriptRepr: bigint;
  /** s * G2 of the set-up. */
  srs: G2;
  fixedColumns: G1[];
  permutationColumns: G1[];
}

/** The circuit of a code, from the key in it. Throws PROGRAM_INVALID (input) where that key does not fit the columns. */
export function circuitOf({ config, partialVk, publicWires, srs }: CheckedCode): Circuit {
  const { k, numAdvice, numLookupAdvice } = config;
  const { fixedColumns, permutation } = shapeOf(config);
  if (partialVk.length !== 32 * (1 + fixedColumns + permutation))
    throw programInvalid("its key does not fit its columns");
  const transcriptRepr = integerOf(partialVk.subarray(0, 32));
  if (transcriptRepr >= SCALAR_MODULUS) throw programInvalid("its key's digest is no field element");
  const points = Array.from({ length: fixedColumns + permutation }, (_, i) => {
    const point = decompress(partialVk.subarray(32 * (i + 1), 32 * (i + 2)));
    if (point === undefined) throw programInvalid(`point ${i} of its key is not on the curve`);
    return point;
  });
  return {
    k,
    numAdvice,
    numLookupAdvice,
    numInstances: publicWires.length,
    transcriptRepr,
    srs: srs.sG2,
    fixedColumns: points.slice(0, fixedColumns),
    permutationColumns: points.slice(fixedColumns),
  };
}

/** The circuit's id as the verifier contract computes it: keccak256(abi.encode(circuit)). */
export function programIdOf(circuit: Circuit): Hex {
  return keccak256(encodeAbiParameters(circuitParameters, [circuit]));
}

/** Numbers that follow from the columns. */
export interface Shape {
  /** Of the key: fixed columns, and columns under the permutation. */
  fixedColumns: number;
  permutation: number;
  /** Of a proof: points before the evaluations, evaluations; two points follow. */
  points: number;
  evaluations: number;
}

/** As contracts/verifiers/halo2/Halo2Circuit.sol: halo2-base 0.4.1 with one phase and one instance column. */
export function shapeOf({ numAdvice, numLookupAdvice }: Pick<Config, "numAdvice" | "numLookupAdvice">): Shape {
  const range = numLookupAdvice > 0;
  // One gate column looks up through a selector of its own, however many lookup columns are asked for.
  const single = range && numAdvice === 1;
  const lookupColumns = single ? 0 : numLookupAdvice;
  const lookups = single ? 1 : numLookupAdvice;
  const advice = numAdvice + lookupColumns;
  const degree = single ? 5 : range ? 4 : 3;
  const fixedColumns = (range ? 2 : 1) + numAdvice + (single ? 1 : 0);
  const permutation = advice + 2;
  const products = Math.ceil(permutation / (degree - 2));
  const evaluations = 4 * numAdvice + lookupColumns + fixedColumns + 1 + permutation + (3 * products - 1) + 5 * lookups;
  return { fixedColumns, permutation, points: advice + 3 * lookups + products + 1 + (degree - 1), evaluations };
}

const circuitParameters = parseAbiParameters([
  "Circuit circuit",
  "struct Circuit { uint8 k; uint8 numAdvice; uint8 numLookupAdvice; uint16 numInstances; uint256 transcriptRepr; G2 srs; G1[] fixedColumns; G1[] permutationColumns; }",
  "struct G1 { uint256 x; uint256 y; }",
  "struct G2 { uint256 x1; uint256 x0; uint256 y1; uint256 y0; }",
]);
