import { createHash } from "node:crypto";
import { encodeAbiParameters, type Hex, hexToBigInt, keccak256, slice } from "viem";
import type { VerifyingKey } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { wordsOf } from "../../../node/proving/systems/zkwasm/inputs.ts";
import type { FakeProof } from "./delphinus.ts";
import { Groth16Trapdoor } from "./groth16-trapdoor.ts";

/** Proofs that contracts/test/DevelopmentAggregator.sol accepts, FOR DEVELOPMENT ONLY: they say nothing of any module. */
export interface DevelopmentAggregator {
  /** What the contract is deployed with. */
  key: VerifyingKey;
  /** Words of each part of a proof, as a project's codeExpParam has them. */
  counts: { proofWords: number; verifyInstances: number; auxWords: number };
  /** What the contract knows a module by: a program's prefix. The halves of its SHA-256. */
  nameOf(module: Uint8Array): bigint[];
  /** A proof for any public inputs of a module. */
  prove(publicInputs: bigint[], module: Uint8Array): FakeProof;
}

/** Always with the same key, so that contracts and services of a development network agree. */
export function developmentAggregator(): DevelopmentAggregator {
  const trapdoor = new Groth16Trapdoor("w3bstream development zkWASM aggregator", HALVES);
  const nameOf = (module: Uint8Array) => halvesOf(`0x${createHash("sha256").update(module).digest("hex")}`);
  return {
    key: trapdoor.key,
    counts: { proofWords: 8, verifyInstances: HALVES, auxWords: 0 },
    nameOf,
    prove(publicInputs, module) {
      const instances = [...nameOf(module), ...publicInputs];
      const shadowInstances = halvesOf(keccak256(encodeAbiParameters([{ type: "uint256[][]" }], [[instances]])));
      const proof = wordsOf(trapdoor.prove(shadowInstances));
      return { proof, aux: [], shadowInstances, batchInstances: [], instances };
    },
  };
}

/** A digest does not fit the field: it is two public signals, the high half first. */
const HALVES = 2;

function halvesOf(digest: Hex): bigint[] {
  return [slice(digest, 0, 16), slice(digest, 16)].map((half) => hexToBigInt(half));
}
