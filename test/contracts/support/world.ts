import assert from "node:assert/strict";
import { network } from "hardhat";
import { type Abi, type Address, getAddress, getContract, parseEther, zeroAddress } from "viem";
import { deviceRegistryAbi } from "../../../contracts/abi/deviceRegistry.ts";
import { groth16VerifierAbi } from "../../../contracts/abi/groth16Verifier.ts";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { proverRegistryAbi } from "../../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { verifierRegistryAbi } from "../../../contracts/abi/verifierRegistry.ts";
import { versionToBytes32 } from "../../../node/protocol/task.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { deploy } from "../../../scripts/deploy.ts";
import { testProgram } from "./proofs.ts";

/** An address with no contract that nobody's key belongs to. */
export const nobody: Address = "0x00000000000000000000000000000000DeaDBeef";
export const native: Address = zeroAddress;
export const version = versionToBytes32("v1.0.0");

/** What the project of the tests promises: amounts in wei of IOTX, times in seconds. */
export const terms = {
  token: native,
  minReward: parseEther("1"),
  maxReward: parseEther("3"),
  rampSeconds: 100,
  collateral: parseEther("10"),
  claimSeconds: 60,
  lifeSeconds: 600,
  redundancy: 1,
};
export const stake = parseEther("100");
export const escrow = parseEther("1000");
/** Share of rewards that `prover` gives to gateways, in basis points. */
export const rebateRatio = 1000;

const connection = await network.create();
export const publicClient = await connection.viem.getPublicClient();
export const testClient = await connection.viem.getTestClient();
const wallets = await connection.viem.getWalletClients();
export const walletClient = wallets[0]!;

/** Who takes part. `operator` claims for `prover`; `rival` is a prover that is its own operator and beneficiary. */
export const actors = Object.fromEntries(
  ["deployer", "owner", "gateway", "prover", "operator", "beneficiary", "rival", "treasury", "stranger", "hunter"].map(
    (name, index) => [name, getAddress(wallets[index]!.account.address)],
  ),
) as Record<
  | "deployer"
  | "owner"
  | "gateway"
  | "prover"
  | "operator"
  | "beneficiary"
  | "rival"
  | "treasury"
  | "stranger"
  | "hunter",
  Address
>;

const client = { public: publicClient, wallet: walletClient };
export const program = await testProgram();
export const deployment = await deploy({ publicClient, walletClient, treasury: actors.treasury });
export const taskManager = getContract({ address: deployment.taskManager, abi: taskManagerAbi, client });
export const projectRegistry = getContract({ address: deployment.projectRegistry, abi: projectRegistryAbi, client });
export const proverRegistry = getContract({ address: deployment.proverRegistry, abi: proverRegistryAbi, client });
export const deviceRegistry = getContract({ address: deployment.deviceRegistry, abi: deviceRegistryAbi, client });
export const groth16Verifier = getContract({ address: deployment.groth16Verifier, abi: groth16VerifierAbi, client });
export const verifierRegistry = getContract({ address: deployment.verifierRegistry, abi: verifierRegistryAbi, client });

/** The project every test starts with: open, with a program, terms, a gateway and escrow, without a dApp. */
export const projectId = 1n;
export const publishedProgram = {
  verifier: deployment.groth16Verifier,
  vmType: vmTypes.circom,
  binding: 0,
  programId: program.programId,
};
await setUp();
let snapshot = await testClient.snapshot();

/** Puts the chain back to where every test starts. */
export async function reset(): Promise<void> {
  await testClient.revert({ id: snapshot });
  snapshot = await testClient.snapshot();
}

/** Time of the newest block, Unix seconds. */
export async function now(): Promise<number> {
  return Number((await publicClient.getBlock()).timestamp);
}

/** Makes the next block carry this time, Unix seconds. */
export async function nextBlockAt(time: number): Promise<void> {
  await testClient.setNextBlockTimestamp({ timestamp: BigInt(time) });
}

export async function balanceOf(address: Address): Promise<bigint> {
  return publicClient.getBalance({ address });
}

/** Deploys a contract of contracts/ by name, with the ABI to talk to it. */
export async function deployContract<const ContractAbi extends Abi>(
  name: string,
  abi: ContractAbi,
  args: unknown[] = [],
) {
  const { address } = await connection.viem.deployContract(name, args);
  return getContract({ address: getAddress(address), abi, client });
}

async function setUp(): Promise<void> {
  const { owner, gateway, prover, operator, beneficiary, rival } = actors;
  await groth16Verifier.write.registerKey([program.key]);

  await projectRegistry.write.register({ account: owner });
  await projectRegistry.write.setConfig([projectId, "https://project.example/1.json", `0x${"ab".repeat(32)}`], {
    account: owner,
  });
  await projectRegistry.write.publishProgram([projectId, version, publishedProgram], { account: owner });
  await projectRegistry.write.setRewardTerms([projectId, terms], { account: owner });
  await projectRegistry.write.setGateway([projectId, gateway, true, "https://gateway.example"], { account: owner });
  await projectRegistry.write.resume([projectId], { account: owner });
  await taskManager.write.deposit([projectId, native, escrow], { account: owner, value: escrow });

  await proverRegistry.write.register([operator, beneficiary, [5n]], { account: prover });
  await proverRegistry.write.setRebateRatio([rebateRatio], { account: prover });
  await proverRegistry.write.stake({ account: prover, value: stake });
  await proverRegistry.write.register([rival, rival, [5n]], { account: rival });
  await proverRegistry.write.stake({ account: rival, value: stake });

  assert.equal(await projectRegistry.read.isPaused([projectId]), false);
}
