import { type Address, createPublicClient, createWalletClient, parseEther, zeroAddress } from "viem";
import type { HDAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import { registerDevices } from "../../node/chain/actions/device.ts";
import * as project from "../../node/chain/actions/project.ts";
import { registerProver, setRebateRatio, stake } from "../../node/chain/actions/prover.ts";
import { publishVersions } from "../../node/chain/actions/publish.ts";
import type { Caller } from "../../node/chain/actions/transact.ts";
import { transportOf } from "../../node/chain/client.ts";
import type { Deployment } from "../../node/protocol/deployment.ts";
import { sha256Of } from "../../node/protocol/sha256.ts";
import { vmTypes } from "../../node/protocol/vm-types.ts";
import { deployRoomClimate } from "../deploy.ts";
import { accounts } from "./accounts.ts";
import { devices, roomClimateProject } from "./room-climate.ts";

export interface Seeded {
  projectId: bigint;
  dapp: Address;
}

export interface SeedOptions {
  rpcUrl: string;
  deployment: Deployment;
  /** Where provers fetch payloads from the gateway. */
  gatewayUri: string;
  /** Publishes the project file and returns its URI. */
  publishFile(bytes: Uint8Array): string;
  /** vmTypeIDs the provers register for besides Circom's. */
  vmTypes: number[];
}

/** What the example project pays; small amounts, as a real one would. */
export const terms: project.RewardTerms = {
  token: zeroAddress,
  minReward: parseEther("0.5"),
  maxReward: parseEther("1"),
  rampSeconds: 600,
  collateral: parseEther("10"),
  claimSeconds: 120,
  lifeSeconds: 3600,
  redundancy: 1,
};

/** Acts for `account` on the development chain. */
export function callerOf(
  account: HDAccount,
  { rpcUrl, deployment }: Pick<SeedOptions, "rpcUrl" | "deployment">,
): Caller {
  const transport = transportOf([rpcUrl]);
  const publicClient = createPublicClient({ chain: hardhat, transport, pollingInterval: 50 });
  return { publicClient, walletClient: createWalletClient({ account, chain: hardhat, transport }), deployment };
}

/** Registers the example project, its devices and its dApp, as its owner would, and the two provers. */
export async function seed(options: SeedOptions): Promise<Seeded> {
  const [seeded] = await Promise.all([
    seedProject(options),
    ...accounts.provers.map(async ({ owner, operator }) => {
      const caller = callerOf(owner, options);
      await registerProver(caller, operator.address, owner.address, [vmTypes.circom, ...options.vmTypes]);
      await stake(caller, parseEther("1000"));
      await setRebateRatio(caller, 500);
    }),
  ]);
  return seeded;
}

async function seedProject(options: SeedOptions): Promise<Seeded> {
  const owner = callerOf(accounts.projectOwner, options);
  const { bytes, program } = await roomClimateProject();
  const projectId = await project.registerProject(owner);
  await publishVersions(owner, projectId, [program]);
  await project.setProjectConfig(owner, projectId, options.publishFile(bytes), sha256Of(bytes));
  await project.setRewardTerms(owner, projectId, terms);
  await project.depositIotx(owner, projectId, parseEther("1000"));
  await project.setGateway(owner, projectId, accounts.gateway.address, true, options.gatewayUri);
  await registerDevices(
    owner,
    projectId,
    devices.map((device) => ({ device: device.identity.address, key: device.key, owner: device.owner })),
  );
  const { publicClient, walletClient } = owner;
  const dapp = await deployRoomClimate({ publicClient, walletClient, deployment: options.deployment, projectId });
  await project.bindDapp(owner, projectId, dapp, 300_000);
  await project.resumeProject(owner, projectId);
  return { projectId, dapp };
}
