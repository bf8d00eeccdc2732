import type { Address } from "viem";
import { z } from "zod";
import { messageOf, W3bError } from "./errors.ts";

/** Where the contracts are on one chain: what deployments/<chainId>.json holds. */
export interface Deployment extends Record<VerifierName, Address> {
  chainId: number;
  /** The block of the first contract: no event is older. */
  block: number;
  projectRegistry: Address;
  proverRegistry: Address;
  taskManager: Address;
  deviceRegistry: Address;
  verifierRegistry: Address;
}

/** Contracts that verify programs of their proof system whoever made them: proofs they accept are proofs. */
export const genericVerifiers = [
  "groth16Verifier",
  "halo2Verifier",
  "plonkVerifier",
  "fflonkVerifier",
  "riscZeroVerifier",
  "sp1Verifier",
] as const;

/**
 * Contracts that ask another contract, for which whoever published the program vouches: it may refuse good proofs, so
 * provers claim under them only where their operators say so.
 */
export const adaptingVerifiers = ["snarkVerifierAdapter", "zkWasmVerifier"] as const;

/** Every verifier of a deployment: one line each, above. */
export const verifierNames = [...genericVerifiers, ...adaptingVerifiers] as const;
export type VerifierName = (typeof verifierNames)[number];

// viem's isAddress would also check upper and lower case, which files written by hand often get wrong.
const address = z.custom<Address>(
  (value) => typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value) && !/^0x0{40}$/.test(value),
  "not the address of a contract",
);

const verifiers = Object.fromEntries(verifierNames.map((name) => [name, address])) as Record<
  VerifierName,
  typeof address
>;

const schema: z.ZodType<Deployment> = z.strictObject({
  chainId: z.int().positive(),
  block: z.int().nonnegative(),
  projectRegistry: address,
  proverRegistry: address,
  taskManager: address,
  deviceRegistry: address,
  verifierRegistry: address,
  ...verifiers,
});

/** The deployment inside the text of a deployment file. Throws W3bError DEPLOYMENT_INVALID. */
export function parseDeployment(text: string): Deployment {
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  throw invalid(result.error.issues.map((issue) => `${issue.path.join(".") || "file"}: ${issue.message}`).join("; "));
}

/** The text of a deployment file. */
export function formatDeployment(deployment: Deployment): string {
  return `${JSON.stringify(deployment, null, 2)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(messageOf(error));
  }
}

function invalid(problem: string): W3bError {
  return new W3bError("DEPLOYMENT_INVALID", `The deployment file cannot be used: ${problem}`, {
    kind: "input",
    meaning: "Without it nobody knows where the contracts are on this chain.",
    action: "Take the file from the release, or deploy again with scripts/deploy.ts.",
  });
}
