import { type Address, encodeFunctionData, type Hex } from "viem";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { snarkVerifierAdapterAbi } from "../../../contracts/abi/snarkVerifierAdapter.ts";
import type { VerifierName } from "../../protocol/deployment.ts";
import { W3bError } from "../../protocol/errors.ts";
import { bindingNamed, type BindingName, versionToBytes32 } from "../../protocol/task.ts";
import { revertError, revertOf } from "../revert.ts";
import { isProgramKnown, registrations } from "../verifiers.ts";
import { type ProgramToPublish, publishProgram } from "./project.ts";
import { type Caller, transact } from "./transact.ts";

/** A version's program as its proof system describes it; what is undefined the publisher must say. */
export interface DescribedProgram {
  version: string;
  vmType: number;
  programId: Hex | undefined;
  verifier: VerifierName | undefined;
  binding: BindingName;
  /** What its verifier has to be told of it. */
  key?: unknown;
}

/** What the publisher says of programs whose code does not tell it. */
export interface OwnChoice {
  /** The contract that verifies them. */
  verifier?: Address | undefined;
  programId?: Hex | undefined;
  /** The contract that snark-verifier generated for their circuit, for SnarkVerifierAdapter to ask. */
  snarkVerifier?: Address | undefined;
  /** Public values of that circuit; W3bstream's template circuit has 3. */
  instances?: number | undefined;
}

/**
 * Publishes the programs of versions that are not on chain yet, registering their keys with their verifiers first, and
 * once more those that a former owner of the project published, so that they take tasks again. Returns those it published.
 * @throws W3bError PROGRAM_DIFFERS when a version is on chain with another program, for that can never change;
 * ProgramIsRetired when it is retired, which is as final;
 * VERIFIER_NEEDED, PROGRAM_ID_NEEDED (input) where a description leaves open what `own` does not say.
 */
export async function publishVersions(
  caller: Caller,
  projectId: bigint,
  programs: readonly DescribedProgram[],
  own: OwnChoice = {},
): Promise<ProgramToPublish[]> {
  const published: ProgramToPublish[] = [];
  for (const described of programs) {
    const onChain = await programOnChain(caller, projectId, described.version);
    // What `own` says is about new versions: those that are published may have had another verifier.
    if (onChain !== undefined) {
      if ((described.programId ?? onChain.programId) !== onChain.programId)
        throw differs(described.version, onChain.programId);
      if (await isActive(caller, projectId, described.version)) continue;
      await publishProgram(caller, projectId, onChain);
      published.push(onChain);
      continue;
    }
    const program = completed(caller, described, await adapted(caller, described, own));
    const { verifier, key } = described;
    if (verifier && key !== undefined) await registerProgram(caller, verifier, program.programId, key);
    await publishProgram(caller, projectId, program);
    published.push(program);
  }
  return published;
}

/** A project's own verifier goes before the deployment's: it may be the registry's route, or a contract of its own. */
function completed({ deployment }: Caller, described: DescribedProgram, own: OwnChoice): ProgramToPublish {
  const { version, vmType, binding } = described;
  const verifier = own.verifier ?? (described.verifier && deployment[described.verifier]);
  if (!verifier) {
    throw new W3bError("VERIFIER_NEEDED", `Nothing says which contract verifies version ${version}`, {
      meaning: `This deployment has no verifier for programs of vmTypeID ${vmType}: the project brings its own.`,
      action: "Name it with --verifier <address>.",
      kind: "input",
    });
  }
  const programId = described.programId ?? own.programId;
  if (programId) return { version, vmType, binding, verifier, programId };
  throw new W3bError("PROGRAM_ID_NEEDED", `The code of version ${version} does not tell its program id`, {
    meaning: "It is what proofs are about on chain, and depends on something besides the code.",
    action:
      "Name it with --program-id <bytes32>; for a circuit of snark-verifier's, its contract with --snark-verifier.",
    kind: "input",
  });
}

/** Registers the project's own contract with SnarkVerifierAdapter, where it is named: the id follows from it. */
async function adapted(caller: Caller, described: DescribedProgram, own: OwnChoice): Promise<OwnChoice> {
  const { snarkVerifier, instances = 3 } = own;
  if (snarkVerifier === undefined || described.verifier !== "snarkVerifierAdapter") return own;
  const { publicClient, deployment, walletClient } = caller;
  const address = deployment.snarkVerifierAdapter;
  const call = { abi: snarkVerifierAdapterAbi, functionName: "register", args: [snarkVerifier, instances] } as const;
  const { result: programId } = await publicClient
    .simulateContract({ address, ...call, account: walletClient.account })
    .catch((error: unknown) => {
      throw revertError(error);
    });
  if (!(await isProgramKnown(publicClient, address, programId))) {
    await transact(caller, { to: address, data: encodeFunctionData(call) });
  }
  return { ...own, programId };
}

/** Tells the deployment's contract of a program, if it has to be told and was not yet; anyone may. */
export async function registerProgram(caller: Caller, verifier: VerifierName, programId: Hex, key: unknown) {
  const registration = registrations[verifier];
  if (!registration) return;
  const address = caller.deployment[verifier];
  if (await isProgramKnown(caller.publicClient, address, programId)) return;
  await transact(caller, { to: address, data: registration(key) });
}

/** Whether tasks of a version may be submitted. */
function isActive({ publicClient, deployment }: Caller, projectId: bigint, version: string): Promise<boolean> {
  const address = deployment.projectRegistry;
  const args = [projectId, versionToBytes32(version)] as const;
  return publicClient.readContract({ address, abi: projectRegistryAbi, functionName: "isActive", args });
}

/** The program of a published version, or undefined. */
async function programOnChain(
  { publicClient, deployment }: Caller,
  projectId: bigint,
  version: string,
): Promise<ProgramToPublish | undefined> {
  const address = deployment.projectRegistry;
  const args = [projectId, versionToBytes32(version)] as const;
  try {
    const program = await publicClient.readContract({
      address,
      abi: projectRegistryAbi,
      functionName: "program",
      args,
    });
    const binding = bindingNamed(program.binding);
    // Only another deployment's contracts know more bindings.
    if (binding === undefined) throw new Error(`Version ${version} has the unknown binding ${program.binding}`);
    return { ...program, version, binding };
  } catch (error) {
    if (revertOf(error)?.code === "ProgramNotFound") return undefined;
    throw error;
  }
}

function differs(version: string, onChain: Hex): W3bError {
  return new W3bError("PROGRAM_DIFFERS", `Version ${version} is published already, with program ${onChain}`, {
    meaning: "A published version never changes, so that tasks keep meaning what they meant.",
    action: "Give the changed program a new version.",
    kind: "input",
  });
}
