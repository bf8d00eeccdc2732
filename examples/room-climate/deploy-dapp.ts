/**
 * Deploys a dApp, with viem alone:
 *
 *   node examples/room-climate/deploy-dapp.ts <RPC URL> <deployment file> <contract> [<constructor's argument>...]
 *
 * The contract is one of contracts/dapps, compiled by `npm run build`. An argument that is a name in the deployment file,
 * such as taskManager, stands for that contract's address. W3B_PRIVATE_KEY pays.
 */
import { readFileSync } from "node:fs";
import { type Abi, createPublicClient, createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const [rpcUrl, deploymentFile, contract, ...given] = process.argv.slice(2);
const key = process.env["W3B_PRIVATE_KEY"] as Hex | undefined;
if (!rpcUrl || !deploymentFile || !contract || !key) {
  process.stderr.write("W3B_PRIVATE_KEY=0x... deploy-dapp.ts <RPC URL> <deployment file> <contract> [<argument>...]\n");
  process.exit(1);
}
const deployment = JSON.parse(readFileSync(deploymentFile, "utf8")) as Record<string, string | number>;
const artifact = `artifacts/contracts/dapps/${contract}.sol/${contract}.json`;
const { abi, bytecode } = JSON.parse(readFileSync(artifact, "utf8")) as { abi: Abi; bytecode: Hex };

const transport = http(rpcUrl);
const wallet = createWalletClient({ account: privateKeyToAccount(key.trim() as Hex), transport });
const args = given.map((argument) => deployment[argument] ?? (/^\d+$/.test(argument) ? BigInt(argument) : argument));
const hash = await wallet.deployContract({ abi, bytecode, args, chain: null });
const receipt = await createPublicClient({ transport }).waitForTransactionReceipt({ hash });
if (receipt.status !== "success") throw new Error(`The constructor of ${contract} reverted.`);
process.stdout.write(`${receipt.contractAddress}\n`);
