/**
 * Deploys the contracts and writes deployments/<chainId>.json:
 *   W3B_PRIVATE_KEY=0x... node scripts/deploy.ts --network iotexTestnet|iotex|localhost [--rpc URL] [--treasury 0x...]
 * Run `hardhat build` first.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Address, type Chain, createPublicClient, createWalletClient, defineChain } from "viem";
import { getAddress, getContractAddress, isHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat, iotex, iotexTestnet } from "viem/chains";
import { transportOf } from "../node/chain/client.ts";
import { type Deployment, formatDeployment } from "../node/protocol/deployment.ts";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { type Deployer, TransactionBatch } from "./deploy/transaction-batch.ts";
import { addVersions, listVerifiers, publishedVersions } from "./deploy/verifiers.ts";
import { checkWiring } from "./deploy/wiring.ts";
import { helpIfAsked } from "./help.ts";

/**
 * Deploys all contracts from the wallet's account, which must send nothing else meanwhile: the registries are told
 * TaskManager's address before it exists, and that follows from the account's nonce. Checks the wiring at the end.
 * `treasury` is owed slashed collateral; the account itself if omitted. Throws W3bError ARTIFACT_NOT_FOUND or
 * DEPLOYMENT_FAILED, and viem's errors. The account owns the registry of verifiers, which lists the generic ones, and
 * those that come in versions; it can hand them on.
 */
export async function deploy(options: Deployer & { treasury?: Address }): Promise<Deployment> {
  const { publicClient, walletClient } = options;
  const from = walletClient.account.address;
  const treasury = options.treasury ?? from;
  const batch = await TransactionBatch.open(options);

  const taskManager = getContractAddress({ from, nonce: BigInt(batch.nonce + 2) });
  const projectRegistry = await batch.create("ProjectRegistry.sol/ProjectRegistry", []);
  const proverRegistry = await batch.create("ProverRegistry.sol/ProverRegistry", [taskManager]);
  const block = await batch.mined();

  await batch.create("TaskManager.sol/TaskManager", [projectRegistry, proverRegistry, treasury]);
  const deviceRegistry = await batch.create("DeviceRegistry.sol/DeviceRegistry", [projectRegistry]);
  const verifierRegistry = await batch.create("verifiers/VerifierRegistry.sol/VerifierRegistry", [from]);
  const groth16Verifier = await batch.create("verifiers/Groth16Verifier.sol/Groth16Verifier", []);
  const plonkVerifier = await batch.create("verifiers/PlonkVerifier.sol/PlonkVerifier", []);
  const fflonkVerifier = await batch.create("verifiers/FflonkVerifier.sol/FflonkVerifier", []);
  const adapter = "verifiers/SnarkVerifierAdapter.sol/SnarkVerifierAdapter";
  const snarkVerifierAdapter = await batch.create(adapter, []);
  const zkWasmVerifier = await batch.create("verifiers/ZkWasmVerifier.sol/ZkWasmVerifier", []);
  const transcript = await batch.create("verifiers/halo2/Halo2Transcript.sol/Halo2Transcript", []);
  await batch.mined();

  const halo2Verifier = await batch.create("verifiers/Halo2Verifier.sol/Halo2Verifier", [transcript]);
  const riscZero = "verifiers/RiscZeroVerifier.sol/RiscZeroVerifier";
  const { riscZeroKey } = await publishedVersions();
  const riscZeroVerifier = await batch.create(riscZero, [from, groth16Verifier, riscZeroKey]);
  const sp1Verifier = await batch.create("verifiers/Sp1Verifier.sol/Sp1Verifier", [from, groth16Verifier]);
  await batch.mined();

  const deployment: Deployment = {
    ...{ chainId: await publicClient.getChainId(), block },
    ...{ projectRegistry, proverRegistry, taskManager, deviceRegistry, verifierRegistry },
    ...{ groth16Verifier, halo2Verifier, plonkVerifier, fflonkVerifier, riscZeroVerifier, sp1Verifier },
    ...{ snarkVerifierAdapter, zkWasmVerifier },
  };
  await addVersions(batch, deployment);
  await listVerifiers(batch, deployment);
  await batch.mined();
  await checkWiring(publicClient, deployment, treasury);
  return deployment;
}

/** Deploys the example dApp for a project; binding it to the project is the owner's next step. */
export async function deployRoomClimate(
  options: Deployer & { deployment: Deployment; projectId: bigint },
): Promise<Address> {
  const { deployment, projectId } = options;
  const batch = await TransactionBatch.open(options);
  const args = [deployment.taskManager, deployment.deviceRegistry, projectId];
  const address = await batch.create("dapps/RoomClimate.sol/RoomClimate", args);
  await batch.mined();
  return address;
}

/* THE SCRIPT */

const networks: Record<string, Chain> = { iotex, iotexTestnet, localhost: hardhat };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { network: { type: "string" }, rpc: { type: "string" }, treasury: { type: "string" } },
  });
  const network = networks[values.network ?? ""];
  if (!network) throw usage(`--network must be one of ${Object.keys(networks).join(", ")}.`);
  const key = process.env["W3B_PRIVATE_KEY"];
  if (!isHex(key) || key.length !== 66) throw usage("W3B_PRIVATE_KEY must hold a private key: 0x and 64 hex digits.");

  const transport = transportOf([values.rpc ?? network.rpcUrls.default.http[0]!]);
  const chainId = await createPublicClient({ transport }).getChainId();
  // A development chain may have any id; a public one must be the one that was meant.
  if (network !== hardhat && chainId !== network.id) {
    throw usage(`The RPC endpoint serves chain ${chainId}, but ${values.network} is ${network.id}.`);
  }
  const chain = defineChain({ ...network, id: chainId });
  const deployment = await deploy({
    publicClient: createPublicClient({ chain, transport, pollingInterval: network === hardhat ? 100 : 1000 }),
    walletClient: createWalletClient({ account: privateKeyToAccount(key), chain, transport }),
    ...(values.treasury === undefined ? {} : { treasury: getAddress(values.treasury) }),
  });

  const folder = new URL("../deployments/", import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${chainId}.json`, folder), formatDeployment(deployment));
  console.log(formatDeployment(deployment) + `Written to deployments/${chainId}.json`);
}

function usage(message: string): W3bError {
  return new W3bError("USAGE", message, {
    kind: "input",
    action: "W3B_PRIVATE_KEY=0x... node scripts/deploy.ts --network iotexTestnet [--rpc URL] [--treasury 0x...]",
  });
}

if (import.meta.main) {
  helpIfAsked(import.meta.url);
  await main().catch((error: unknown) => {
    console.error(messageOf(error));
    if (error instanceof W3bError && error.action) console.error(error.action);
    process.exitCode = 1;
  });
}
