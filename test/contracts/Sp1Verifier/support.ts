import assert from "node:assert/strict";
import type { Hex } from "viem";
import { sp1VerifierAbi } from "../../../contracts/abi/sp1Verifier.ts";
import type { G1, G2 } from "../../../node/proving/circom/points.ts";
import type { VerifyingKey } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { P, type Statement, vector } from "../support/verifiers.ts";
import { actors, deployContract, groth16Verifier } from "../support/world.ts";

type GnarkKey = Record<string, string>;

interface Vectors {
  versions: { sp1: string; verifierHash: Hex; selector: Hex; vkRoot?: Hex; key: GnarkKey }[];
  proofs: { sp1: string; programVKey: Hex; publicValues: Hex; proof: Hex }[];
}

const vectors = vector<Vectors>("sp1-groth16.json");

/** SP1's published versions; vkRoot is 0 where proofs carry none. */
export const versions = vectors.versions.map(({ sp1, verifierHash, selector, vkRoot, key }) => ({
  sp1,
  verifierHash,
  selector,
  vkRoot: BigInt(vkRoot ?? 0),
  key: keyOf(key),
}));

/** Proofs that SP1 made, with the version of each. */
export const proofs: (Statement & { sp1: string })[] = vectors.proofs.map(
  ({ sp1, programVKey, publicValues, proof }) => ({ sp1, programId: programVKey, journal: publicValues, proof }),
);

/** A verifier without versions, owned by `actors.owner`. */
export async function deployEmpty() {
  return deployContract("Sp1Verifier", sp1VerifierAbi, [actors.owner, groth16Verifier.address]);
}

/** A verifier that knows all versions. */
export async function deployWithVersions() {
  const verifier = await deployEmpty();
  for (const { verifierHash, key, vkRoot } of versions) {
    await verifier.write.addVersion([verifierHash, key, vkRoot], { account: actors.owner });
  }
  return verifier;
}

/** A key as gnark's Solidity template has it: three of its points are given negated. */
function keyOf(key: GnarkKey): VerifyingKey {
  const at = (name: string) => {
    const text = key[name];
    assert.ok(text !== undefined, name);
    return BigInt(text);
  };
  const g1 = (name: string): G1 => ({ x: at(`${name}_X`), y: at(`${name}_Y`) });
  const negated = (name: string): G2 => ({
    x1: at(`${name}_NEG_X_1`),
    x0: at(`${name}_NEG_X_0`),
    y1: P - at(`${name}_NEG_Y_1`),
    y0: P - at(`${name}_NEG_Y_0`),
  });
  const signals = Object.keys(key).filter((name) => /^PUB_\d+_X$/.test(name)).length;
  const ic = [g1("CONSTANT"), ...Array.from({ length: signals }, (_, index) => g1(`PUB_${index}`))];
  return { alpha: g1("ALPHA"), beta: negated("BETA"), gamma: negated("GAMMA"), delta: negated("DELTA"), ic };
}
