/**
 * Deploys the contracts and writes deployments/<chainId>.json:
 *   W3B_PRIVATE_KEY=0x... node scripts/deploy.ts --network iotexTestnet|iotex|localhost [--rpc URL] [--treasury 0x...]
 * Run `hardhat build` first.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  type Abi,
  type Account,
  type Address,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  getAddress,
  getContractAddress,
  type Hex,
  http,
  isAddressEqual,
  isHex,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat, iotex, iotexTestnet } from "viem/chains";
import { deviceRegistryAbi } from "../contracts/abi/deviceRegistry.ts";
import { proverRegistryAbi } from "../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../contracts/abi/taskManager.ts";
import { verifierRegistryAbi } from "../contracts/abi/verifierRegistry.ts";
import { type Deployment, formatDeployment } from "../node/protocol/deployment.ts";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { vmTypes } from "../node/protocol/vm-types.ts";

export interface Deployer {
  publicClient: PublicClient;
  walletClient: WalletClient<Transport, Chain, Account>;
  /** Where `hardhat build` put the artifacts; the repository's artifacts/ if omitted. */
  artifacts?: URL;
}

/** What proofs begin with that Groth16Verifier is to check, where a project's verifier is the registry's route. */
export const groth16Selector: Hex = "0x00000001";

const ownArtifacts = new URL("../artifacts/", import.meta.url);

/**
 * Deploys all contracts from the wallet's account, which must send nothing else meanwhile: the registries are told
 * TaskManager's address before it exists, and that follows from the account's nonce. Checks the wiring at the end.
 * `treasury` is owed slashed collateral; the account itself if omitted. Throws W3bError ARTIFACT_NOT_FOUND or
 * DEPLOYMENT_FAILED, and viem's errors. The account owns the registry of verifiers, which lists Groth16Verifier; it can
 * hand it on.
 */
export async function deploy(options: Deployer & { treasury?: Address }): Promise<Deployment> {
  const { publicClient, walletClient } = options;
  const from = walletClient.account.address;
  const treasury = options.treasury ?? from;
  const nonce = await publicClient.getTransactionCount({ address: from, blockTag: "pending" });
  const taskManagerAddress = getContractAddress({ from, nonce: BigInt(nonce + 2) });

  const projects = await create(options, nonce, "ProjectRegistry.sol/ProjectRegistry", []);
  const provers = await create(options, nonce + 1, "ProverRegistry.sol/ProverRegistry", [taskManagerAddress]);
  const tasks = await create(options, nonce + 2, "TaskManager.sol/TaskManager", [
    projects.address,
    provers.address,
    treasury,
  ]);
  const devices = await create(options, nonce + 3, "DeviceRegistry.sol/DeviceRegistry", [projects.address]);
  const groth16 = await create(options, nonce + 4, "verifiers/Groth16Verifier.sol/Groth16Verifier", []);
  const verifiers = await create(options, nonce + 5, "verifiers/VerifierRegistry.sol/VerifierRegistry", [from]);

  const deployment: Deployment = {
    chainId: await publicClient.getChainId(),
    block: Number(projects.block),
    projectRegistry: projects.address,
    proverRegistry: provers.address,
    taskManager: tasks.address,
    deviceRegistry: devices.address,
    groth16Verifier: groth16.address,
    verifierRegistry: verifiers.address,
  };
  const added = await walletClient.writeContract({
    address: verifiers.address,
    abi: verifierRegistryAbi,
    functionName: "add",
    args: [vmTypes.circom, groth16Selector, groth16.address],
    nonce: nonce + 6,
  });
  const { status } = await publicClient.waitForTransactionReceipt({ hash: added });
  if (status !== "success")
    throw failed(`The registry did not take the Groth16 verifier: transaction ${added} reverted.`);
  await checkWiring(publicClient, deployment, treasury);
  return deployment;
}

/** Deploys the example dApp for a project; binding it to the project is the owner's next step. */
export async function deployRoomClimate(
  options: Deployer & { deployment: Deployment; projectId: bigint },
): Promise<Address> {
  const { deployment, projectId, publicClient, walletClient } = options;
  const { address } = walletClient.account;
  const nonce = await publicClient.getTransactionCount({ address, blockTag: "pending" });
  const args = [deployment.taskManager, deployment.deviceRegistry, projectId];
  return (await create(options, nonce, "dapps/RoomClimate.sol/RoomClimate", args)).address;
}

/** Deploys one contract and waits for it. */
async function create(
  { publicClient, walletClient, artifacts }: Deployer,
  nonce: number,
  path: string,
  args: unknown[],
) {
  const { abi, bytecode } = await readArtifact(artifacts ?? ownArtifacts, path);
  const hash = await walletClient.deployContract({ abi, bytecode, args, nonce });
  const receipt = await publicClient.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success" || !receipt.contractAddress) {
    throw failed(`${path} was not created: transaction ${hash} reverted.`);
  }
  return { address: getAddress(receipt.contractAddress), block: receipt.blockNumber };
}

async function readArtifact(root: URL, path: string): Promise<{ abi: Abi; bytecode: Hex }> {
  try {
    return JSON.parse(await readFile(new URL(`contracts/${path}.json`, root), "utf8")) as { abi: Abi; bytecode: Hex };
  } catch (error) {
    throw new W3bError("ARTIFACT_NOT_FOUND", `The compiled contract ${path} cannot be read: ${messageOf(error)}`, {
      action: 'Compile the contracts with "npm run build".',
      cause: error,
    });
  }
}

/** Each contract names the others; nothing can be corrected later, so look now. */
async function checkWiring(client: PublicClient, deployment: Deployment, treasury: Address): Promise<void> {
  const { taskManager, projectRegistry, proverRegistry, deviceRegistry } = deployment;
  const tasks = { address: taskManager, abi: taskManagerAbi } as const;
  const pairs: [string, Address, Address][] = [
    [
      "TaskManager.projectRegistry",
      await client.readContract({ ...tasks, functionName: "projectRegistry" }),
      projectRegistry,
    ],
    [
      "TaskManager.proverRegistry",
      await client.readContract({ ...tasks, functionName: "proverRegistry" }),
      proverRegistry,
    ],
    ["TaskManager.treasury", await client.readContract({ ...tasks, functionName: "treasury" }), treasury],
    [
      "ProverRegistry.taskManager",
      await client.readContract({ address: proverRegistry, abi: proverRegistryAbi, functionName: "taskManager" }),
      taskManager,
    ],
    [
      "DeviceRegistry.projectRegistry",
      await client.readContract({ address: deviceRegistry, abi: deviceRegistryAbi, functionName: "projectRegistry" }),
      projectRegistry,
    ],
  ];
  for (const [name, actual, expected] of pairs) {
    if (!isAddressEqual(actual, expected)) throw failed(`${name} is ${actual}, but should be ${expected}.`);
  }
}

function failed(message: string): W3bError {
  return new W3bError("DEPLOYMENT_FAILED", message, {
    meaning: "The contracts on the chain do not form a working deployment; nothing was written.",
    action: "Deploy again from an account that sends nothing else meanwhile.",
  });
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

  const transport = http(values.rpc ?? network.rpcUrls.default.http[0]);
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
  await main().catch((error: unknown) => {
    console.error(messageOf(error));
    if (error instanceof W3bError && error.action) console.error(error.action);
    process.exitCode = 1;
  });
}
