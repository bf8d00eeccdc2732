import { writeFile } from "node:fs/promises";
import { type Address, createPublicClient, createWalletClient, http } from "viem";
import { hardhat } from "viem/chains";
import type { Deployment } from "../../node/protocol/deployment.ts";
import { deploy } from "../../scripts/deploy.ts";
import { TransactionBatch } from "../../scripts/deploy/transaction-batch.ts";
import { publishedVersions } from "../../scripts/deploy/verifiers.ts";
import type { VerifyingKey } from "../../node/proving/systems/circom-groth16/verifying-key.ts";
import { accounts } from "../../scripts/devnet/accounts.ts";

/** Deploys everything, with a RiscZeroVerifier and an Sp1Verifier of the deployer that know no version yet; RISC Zero's own key unless given. */
export async function deployVersionless(url: string, riscZeroKey?: VerifyingKey): Promise<Deployment> {
  const options = clientsOf(url);
  const deployment = await deploy(options);
  const { groth16Verifier } = deployment;
  const owner = accounts.deployer.address;
  const batch = await TransactionBatch.open(options);
  const key = riscZeroKey ?? (await publishedVersions()).riscZeroKey;
  const riscZero = "verifiers/RiscZeroVerifier.sol/RiscZeroVerifier";
  const riscZeroVerifier = await batch.create(riscZero, [owner, groth16Verifier, key]);
  const sp1Verifier = await batch.create("verifiers/Sp1Verifier.sol/Sp1Verifier", [owner, groth16Verifier]);
  await batch.mined();
  return { ...deployment, riscZeroVerifier, sp1Verifier };
}

/** Another RiscZeroVerifier of the deployer, that knows no version yet. */
export async function deployRiscZero(
  url: string,
  { groth16Verifier }: Deployment,
  key: VerifyingKey,
): Promise<Address> {
  const batch = await TransactionBatch.open(clientsOf(url));
  const name = "verifiers/RiscZeroVerifier.sol/RiscZeroVerifier";
  const verifier = await batch.create(name, [accounts.deployer.address, groth16Verifier, key]);
  await batch.mined();
  return verifier;
}

function clientsOf(url: string) {
  const transport = http(url);
  const publicClient = createPublicClient({ chain: hardhat, transport, pollingInterval: 20 });
  const walletClient = createWalletClient({ account: accounts.deployer, chain: hardhat, transport });
  return { publicClient, walletClient };
}

/** Arguments of the command line for a chain and a deployment, which is written to `file`. */
export async function argumentsFor(url: string, deployment: Deployment, file: string): Promise<string[]> {
  await writeFile(file, JSON.stringify(deployment));
  return ["--rpc-url", url, "--deployment", file];
}
