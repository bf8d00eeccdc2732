/**
 * Deploys the dApp RoomClimate for a project, with viem alone:
 *
 *   node examples/room-climate/deploy-dapp.ts <RPC URL> <deployment file> <project's id>
 *
 * W3B_PRIVATE_KEY pays. `npm run build` makes the artifact; a contract of your own has one under the same kind of name.
 */
import { readFileSync } from "node:fs";
import { type Abi, createPublicClient, createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { parseDeployment } from "../../node/protocol/deployment.ts";

const [rpcUrl, deploymentFile = "", projectId = ""] = process.argv.slice(2);
const { taskManager, deviceRegistry } = parseDeployment(readFileSync(deploymentFile, "utf8"));
const artifact = "artifacts/contracts/dapps/RoomClimate.sol/RoomClimate.json";
const { abi, bytecode } = JSON.parse(readFileSync(artifact, "utf8")) as { abi: Abi; bytecode: Hex };

const transport = http(rpcUrl);
const account = privateKeyToAccount(process.env["W3B_PRIVATE_KEY"] as Hex);
const wallet = createWalletClient({ account, transport });
const args = [taskManager, deviceRegistry, BigInt(projectId)];
const hash = await wallet.deployContract({ abi, bytecode, args, chain: null });
const receipt = await createPublicClient({ transport }).waitForTransactionReceipt({ hash });
process.stdout.write(`${receipt.contractAddress}\n`);
