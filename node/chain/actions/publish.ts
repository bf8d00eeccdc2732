import { type Address, concat, encodeFunctionData, type Hex } from "viem";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { snarkVerifierAdapterAbi } from "../../../contracts/abi/snarkVerifierAdapter.ts";
import type { VerifierName } from "../../protocol/deployment.ts";
import { W3bError } from "../../protocol/errors.ts";
import { counted } from "../../protocol/text.ts";
import { bindingNamed, type BindingName, versionToBytes32 } from "../../protocol/task.ts";
import { revertError, revertOf } from "../revert.ts";
import { checkSnarkVerifier } from "../snark-verifier/check.ts";
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
  /** How many words its journals have, where that is given. */
  instances?: number;
  /** What it proved of a sample: its own contract is tried with it. */
  proved?: { journal: Hex; proof: Hex };
}

/** What the publisher says of programs whose code does not tell it. */
export interface OwnChoice {
  /** The contract that verifies them. */
  verifier?: Address | undefined;
  programId?: Hex | undefined;
  /** The contract that snark-verifier generated for their circuit, for SnarkVerifierAdapter to ask. */
  snarkVerifier?: Address | undefined;
  /** Public values of that circuit; by default those of its prover's journals, or 3 as of W3bstream's template. */
  instances?: number | undefined;
  /** Calldata that this contract accepts, instances and proof: it is tried with it. */
  snarkCalldata?: Hex | undefined;
}

/**
 * Publishes the programs of versions that are not on chain yet, registering their keys with their verifiers first, and
 * once more those that a former owner of the project published, so that they take tasks again. `warn` is told, before
 * it is published, what may be wrong with a program's own contract. Returns those it published.
 * @throws W3bError PROGRAM_DIFFERS when a version is on chain with another program, for that can never change;
 * ProgramIsRetired when it is retired, which is as final;
 * VERIFIER_NEEDED, PROGRAM_ID_NEEDED (input) where a description leaves open what `own` does not say;
 * INSTANCES_DIFFER (input) for another number of instances than the program's prover makes; {@link checkSnarkVerifier}'s.
 */
export async function publishVersions(
  caller: Caller,
  projectId: bigint,
  programs: readonly DescribedProgram[],
  own: OwnChoice = {},
  warn: (sentence: string) => void = () => undefined,
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
    const program = completed(caller, described, await adapted(caller, described, own, warn));
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

/**
 * Registers the project's own contract with SnarkVerifierAdapter, where it is named: the id follows from it. Programs that
 * only a service proves may have such a contract too.
 */
async function adapted(
  caller: Caller,
  described: DescribedProgram,
  own: OwnChoice,
  warn: (sentence: string) => void,
): Promise<OwnChoice> {
  const { snarkVerifier, snarkCalldata } = own;
  const { verifier = own.verifier ? undefined : "snarkVerifierAdapter", proved } = described;
  if (snarkVerifier === undefined || verifier !== "snarkVerifierAdapter") return own;
  const instances = own.instances ?? described.instances ?? 3;
  if (described.instances !== undefined && described.instances !== instances)
    throw proverMakes(described.version, described.instances, instances);
  const { publicClient, deployment, walletClient } = caller;
  const sample = proved ? concat([proved.journal, proved.proof]) : snarkCalldata;
  for (const sentence of await checkSnarkVerifier(publicClient, snarkVerifier, instances, sample)) warn(sentence);
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
  return { ...own, programId, verifier: own.verifier ?? address };
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

function proverMakes(version: string, made: number, instances: number): W3bError {
  return new W3bError(
    "INSTANCES_DIFFER",
    `Provers of version ${version} make ${counted(made, "instance")}, not ${instances}`,
    {
      meaning: "A contract registered with another number would refuse every proof of theirs.",
      action:
        "Leave --instances out, and name a contract of a circuit with publicInput, project and task and no more. Other " +
        "circuits need a prover of their own: pack them under a vmTypeID of a service (docs/run-a-prover.md).",
      kind: "input",
    },
  );
}

function differs(version: string, onChain: Hex): W3bError {
  return new W3bError("PROGRAM_DIFFERS", `Version ${version} is published already, with program ${onChain}`, {
    meaning: "A published version never changes, so that tasks keep meaning what they meant.",
    action: "Give the changed program a new version.",
    kind: "input",
  });
}
