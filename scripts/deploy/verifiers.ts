import { readFile } from "node:fs/promises";
import { encodeFunctionData, type Hex } from "viem";
import { riscZeroVerifierAbi } from "../../contracts/abi/riscZeroVerifier.ts";
import { sp1VerifierAbi } from "../../contracts/abi/sp1Verifier.ts";
import { verifierRegistryAbi } from "../../contracts/abi/verifierRegistry.ts";
import { type Deployment, genericVerifiers } from "../../node/protocol/deployment.ts";
import { vmTypes } from "../../node/protocol/vm-types.ts";
import { BASE_MODULUS } from "../../node/protocol/bn254.ts";
import type { G1, G2 } from "../../node/proving/circom/points.ts";
import {
  type SnarkjsVerifyingKey,
  type VerifyingKey,
  verifyingKeyOf,
} from "../../node/proving/systems/circom-groth16/verifying-key.ts";
import type { TransactionBatch } from "./transaction-batch.ts";

/** What proofs begin with where a project's verifier is the registry's route: each proof system's first verifier. */
export const firstSelector: Hex = "0x00000001";

/** Whose programs each generic verifier checks. */
export const vmTypeOf: Record<(typeof genericVerifiers)[number], number> = {
  groth16Verifier: vmTypes.circom,
  halo2Verifier: vmTypes.halo2Lib,
  plonkVerifier: vmTypes.plonk,
  fflonkVerifier: vmTypes.fflonk,
  riscZeroVerifier: vmTypes.risc0,
  sp1Verifier: vmTypes.sp1,
};

/** Sends the entries of the VerifierRegistry: every generic verifier, as the first of its proof system. */
export async function listVerifiers(batch: TransactionBatch, deployment: Deployment): Promise<void> {
  for (const name of genericVerifiers) {
    const args = [vmTypeOf[name], firstSelector, deployment[name]] as const;
    const data = encodeFunctionData({ abi: verifierRegistryAbi, functionName: "add", args });
    await batch.call(`VerifierRegistry.add ${name}`, deployment.verifierRegistry, data);
  }
}

/** Sends the versions of RISC Zero and SP1 whose proofs are accepted. */
export async function addVersions(batch: TransactionBatch, deployment: Deployment): Promise<void> {
  const { riscZero, sp1 } = await publishedVersions();
  for (const { selector, controlRoot, bn254ControlId } of riscZero) {
    const args = [selector, controlRoot, bn254ControlId] as const;
    const data = encodeFunctionData({ abi: riscZeroVerifierAbi, functionName: "addVersion", args });
    await batch.call(`RiscZeroVerifier.addVersion ${selector}`, deployment.riscZeroVerifier, data);
  }
  for (const { verifierHash, key, vkRoot } of sp1) {
    const data = encodeFunctionData({
      abi: sp1VerifierAbi,
      functionName: "addVersion",
      args: [verifierHash, key, vkRoot],
    });
    await batch.call(`Sp1Verifier.addVersion ${verifierHash}`, deployment.sp1Verifier, data);
  }
}

export interface PublishedVersions {
  riscZeroKey: VerifyingKey;
  riscZero: { selector: Hex; controlRoot: Hex; bn254ControlId: Hex }[];
  sp1: { verifierHash: Hex; key: VerifyingKey; vkRoot: bigint }[];
}

/** What RISC Zero and Succinct have published of their provers; the same files that the tests check real proofs with. */
export async function publishedVersions(): Promise<PublishedVersions> {
  const [{ vk }, { versions }, sp1] = await Promise.all([
    read<{ vk: SnarkjsVerifyingKey }>("risc0-groth16-vk.json"),
    read<{ versions: PublishedVersions["riscZero"] }>("risc0-versions.json"),
    read<{ versions: { verifierHash: Hex; vkRoot?: Hex; key: Record<string, string> }[] }>("sp1-groth16-keys.json"),
  ]);
  return {
    riscZeroKey: verifyingKeyOf(vk),
    riscZero: versions,
    sp1: sp1.versions.map(({ verifierHash, vkRoot, key }) => ({
      verifierHash,
      key: gnarkKeyOf(key),
      vkRoot: BigInt(vkRoot ?? 0), // proofs before 6.0 carry none
    })),
  };
}

async function read<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`./published/${file}`, import.meta.url), "utf8")) as T;
}

/** A key as gnark's Solidity template has it: three of its points are given negated. */
export function gnarkKeyOf(constants: Record<string, string>): VerifyingKey {
  const at = (name: string): bigint => {
    const text = constants[name];
    if (text === undefined) throw new RangeError(`The key has no ${name}`);
    return BigInt(text);
  };
  const g1 = (name: string): G1 => ({ x: at(`${name}_X`), y: at(`${name}_Y`) });
  const negated = (name: string): G2 => ({
    x1: at(`${name}_NEG_X_1`),
    x0: at(`${name}_NEG_X_0`),
    y1: BASE_MODULUS - at(`${name}_NEG_Y_1`),
    y0: BASE_MODULUS - at(`${name}_NEG_Y_0`),
  });
  const signals = Object.keys(constants).filter((name) => /^PUB_\d+_X$/.test(name)).length;
  const ic = [g1("CONSTANT"), ...Array.from({ length: signals }, (_, index) => g1(`PUB_${index}`))];
  return { alpha: g1("ALPHA"), beta: negated("BETA"), gamma: negated("GAMMA"), delta: negated("DELTA"), ic };
}
