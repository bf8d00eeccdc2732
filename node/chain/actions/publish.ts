import { BaseError, ContractFunctionRevertedError, type Hex } from "viem";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { W3bError } from "../../protocol/errors.ts";
import { versionToBytes32 } from "../../protocol/task.ts";
import { vmTypes } from "../../protocol/vm-types.ts";
import { publishProgram, registerVerifyingKey, type VerifyingKey } from "./project.ts";
import type { Caller } from "./transact.ts";

/** A version's program as the proof system describes it. */
export interface DescribedProgram {
  version: string;
  vmType: number;
  programId: Hex;
  /** What the generic verifier needs to know of it. */
  verifyingKey: VerifyingKey;
}

/**
 * Publishes the programs of versions that are not on chain yet, registering their verification keys first, and returns
 * those it published.
 * @throws W3bError PROGRAM_DIFFERS when a version is on chain with another program, for that can never change.
 */
export async function publishVersions(caller: Caller, projectId: bigint, programs: DescribedProgram[]) {
  const published: DescribedProgram[] = [];
  for (const program of programs) {
    const onChain = await programOnChain(caller, projectId, program.version);
    if (onChain === program.programId) continue;
    if (onChain !== undefined) {
      throw new W3bError(
        "PROGRAM_DIFFERS",
        `Version ${program.version} is published already, with program ${onChain}`,
        {
          meaning: "A published version never changes, so that tasks keep meaning what they meant.",
          action: "Give the changed program a new version.",
          kind: "input",
        },
      );
    }
    await registerVerifyingKey(caller, program.verifyingKey, program.programId);
    await publishProgram(caller, projectId, { ...program, verifier: verifierOf(caller, program.vmType) });
    published.push(program);
  }
  return published;
}

function verifierOf({ deployment }: Caller, vmType: number) {
  if (vmType === vmTypes.circom) return deployment.groth16Verifier;
  throw new W3bError("VM_TYPE_UNSUPPORTED", `There is no verifier for vmTypeID ${vmType} in this deployment`, {
    kind: "input",
  });
}

/** The program id of a published version, or undefined. */
async function programOnChain({ publicClient, deployment }: Caller, projectId: bigint, version: string) {
  const address = deployment.projectRegistry;
  const args = [projectId, versionToBytes32(version)] as const;
  try {
    return (await publicClient.readContract({ address, abi: projectRegistryAbi, functionName: "program", args }))
      .programId;
  } catch (error) {
    const revert = error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (revert instanceof ContractFunctionRevertedError && revert.data?.errorName === "ProgramNotFound")
      return undefined;
    throw error;
  }
}
