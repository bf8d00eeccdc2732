import { type Abi, type Address, encodeFunctionData, type Hex, type PublicClient } from "viem";
import { fflonkVerifierAbi } from "../../contracts/abi/fflonkVerifier.ts";
import { groth16VerifierAbi } from "../../contracts/abi/groth16Verifier.ts";
import { halo2VerifierAbi } from "../../contracts/abi/halo2Verifier.ts";
import { plonkVerifierAbi } from "../../contracts/abi/plonkVerifier.ts";
import { zkWasmVerifierAbi } from "../../contracts/abi/zkWasmVerifier.ts";
import type { VerifierName } from "../protocol/deployment.ts";
import { type Revert, revertOf } from "./revert.ts";

/**
 * How each verifier contract is told of a program, as calldata: one line each. `key` is what the program's proof system
 * says of it (ProgramDescription.key), in the form the contract's function takes. Verifiers that are missing here take
 * programs without being told.
 */
export const registrations: Partial<Record<VerifierName, (key: unknown) => Hex>> = {
  groth16Verifier: (key) => encode(groth16VerifierAbi, "registerKey", key),
  halo2Verifier: (key) => encode(halo2VerifierAbi, "registerCircuit", key),
  fflonkVerifier: (key) => encode(fflonkVerifierAbi, "registerKey", key),
  plonkVerifier: (key) => encode(plonkVerifierAbi, "registerKey", key),
  zkWasmVerifier: (key) => encode(zkWasmVerifierAbi, "register", key),
};

/**
 * Why a verifier contract refuses a proof; undefined if it accepts it. Throws viem's errors where the chain does not
 * answer.
 */
export async function refusalOf(
  client: Pick<PublicClient, "call">,
  verifier: Address,
  programId: Hex,
  { journal, proof }: { journal: Hex; proof: Hex },
): Promise<Revert | undefined> {
  const args = [programId, journal, proof] as const;
  const data = encodeFunctionData({ abi: groth16VerifierAbi, functionName: "verify", args }); // IVerifier's
  try {
    await client.call({ to: verifier, data });
    return undefined;
  } catch (error) {
    const revert = revertOf(error);
    if (!revert) throw error;
    return revert;
  }
}

/**
 * Whether a verifier knows a program, so that proofs of it can be accepted. IVerifier refuses others by UnknownProgram
 * before it looks at journal and proof: empty ones find out, and verifiers that are told nothing refuse them otherwise.
 * Throws viem's errors where the chain does not answer.
 */
export async function isProgramKnown(
  client: Pick<PublicClient, "call">,
  verifier: Address,
  programId: Hex,
): Promise<boolean> {
  const refusal = await refusalOf(client, verifier, programId, { journal: "0x", proof: "0x" });
  return refusal?.code !== "UnknownProgram";
}

/** The key's form is its proof system's business: what does not fit the contract's function viem refuses to encode. */
function encode(abi: Abi, functionName: "registerKey" | "registerCircuit" | "register", key: unknown): Hex {
  return encodeFunctionData({ abi, functionName, args: [key] });
}
