import { type Abi, type Address, isAddressEqual, type PublicClient } from "viem";
import { deviceRegistryAbi } from "../../contracts/abi/deviceRegistry.ts";
import { proverRegistryAbi } from "../../contracts/abi/proverRegistry.ts";
import { riscZeroVerifierAbi } from "../../contracts/abi/riscZeroVerifier.ts";
import { sp1VerifierAbi } from "../../contracts/abi/sp1Verifier.ts";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { type Deployment, verifierNames } from "../../node/protocol/deployment.ts";
import { deploymentFailed } from "./transaction-batch.ts";

/**
 * Checks that each contract names the others it is to work with and that every verifier has code: nothing can be
 * corrected later, so look now. Throws W3bError DEPLOYMENT_FAILED.
 */
export async function checkWiring(client: PublicClient, deployment: Deployment, treasury: Address): Promise<void> {
  const { taskManager, projectRegistry, proverRegistry, deviceRegistry } = deployment;
  const { groth16Verifier, riscZeroVerifier, sp1Verifier } = deployment;
  const expected: [name: string, contract: Address, abi: Abi, functionName: string, value: Address][] = [
    ["TaskManager", taskManager, taskManagerAbi, "projectRegistry", projectRegistry],
    ["TaskManager", taskManager, taskManagerAbi, "proverRegistry", proverRegistry],
    ["TaskManager", taskManager, taskManagerAbi, "treasury", treasury],
    ["ProverRegistry", proverRegistry, proverRegistryAbi, "taskManager", taskManager],
    ["DeviceRegistry", deviceRegistry, deviceRegistryAbi, "projectRegistry", projectRegistry],
    ["RiscZeroVerifier", riscZeroVerifier, riscZeroVerifierAbi, "groth16", groth16Verifier],
    ["Sp1Verifier", sp1Verifier, sp1VerifierAbi, "groth16", groth16Verifier],
  ];
  const checks = expected.map(async ([name, address, abi, functionName, value]) => {
    const actual = (await client.readContract({ address, abi, functionName })) as Address;
    if (!isAddressEqual(actual, value)) {
      throw deploymentFailed(`${name}.${functionName} is ${actual}, but should be ${value}.`);
    }
  });
  const exist = verifierNames.map(async (name) => {
    const code = await client.getCode({ address: deployment[name] });
    if (!code) throw deploymentFailed(`There is no ${name} at ${deployment[name]}.`);
  });
  await Promise.all([...checks, ...exist]);
}
