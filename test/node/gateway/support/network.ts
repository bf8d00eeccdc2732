import type { Pool } from "pg";
import { pino } from "pino";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  type Hex,
  http,
  parseEther,
  type PublicClient,
  zeroAddress,
} from "viem";
import { hardhat } from "viem/chains";
import { taskManagerAbi } from "../../../../contracts/abi/taskManager.ts";
import * as project from "../../../../node/chain/actions/project.ts";
import { publishVersions } from "../../../../node/chain/actions/publish.ts";
import type { Caller } from "../../../../node/chain/actions/transact.ts";
import { TransactionSender } from "../../../../node/chain/sender.ts";
import { migrate } from "../../../../node/database/migrate.ts";
import { postgresStore } from "../../../../node/data/postgres-store.ts";
import { type GatewayConfig, type RunningGateway, startGateway } from "../../../../node/gateway/gateway.ts";
import type { ServedProjects } from "../../../../node/gateway/served-projects.ts";
import type { Deployment } from "../../../../node/protocol/deployment.ts";
import { sha256Of } from "../../../../node/protocol/sha256.ts";
import { ProvingPool } from "../../../../node/proving/pool.ts";
import { deploy } from "../../../../scripts/deploy.ts";
import { accounts } from "../../../../scripts/devnet/accounts.ts";
import { type FileServer, startFileServer } from "../../../../scripts/devnet/file-server.ts";
import { devices, roomClimateProject, version } from "../../../../scripts/devnet/room-climate.ts";
import { type Anvil, startAnvil } from "../../../support/anvil.ts";
import { type TestDatabase, testDatabase } from "../../../support/postgres.ts";
import { patient } from "../../proving/support/patient.ts";
import { ChainTables } from "./chain-tables.ts";
import { silent } from "./gateway.ts";

/** The room-climate project on a real chain, known to the gateway's tables as the indexer would tell it. */
export interface TestNetwork {
  anvil: Anvil;
  database: TestDatabase;
  pool: Pool;
  chain: ChainTables;
  publicClient: PublicClient;
  deployment: Deployment;
  projectId: bigint;
  owner: Caller;
  /** What the gateways warned of. */
  warnings: { msg: string; code?: string; pack?: Hex; tries?: number }[];
  /** Acts as one of the funded accounts. */
  as(account: Caller["walletClient"]["account"]): Caller;
  /** Starts a gateway; the network's stop() stops it if the test did not. */
  gateway(config?: GatewayConfig, projects?: ServedProjects, broken?: Partial<ProvingPool>): Promise<RunningGateway>;
  /** Moves the chain's clock. */
  pass(seconds: number): Promise<void>;
  /** Replaces the newest blocks by as many empty ones. */
  reorg(depth: number): Promise<void>;
  mine(blocks: number): Promise<void>;
  stateOf(taskId: Hex): Promise<number>;
  stop(): Promise<void>;
}

export const terms: project.RewardTerms = {
  token: zeroAddress,
  minReward: parseEther("1"),
  maxReward: parseEther("1"),
  rampSeconds: 0,
  collateral: 0n,
  claimSeconds: 60,
  lifeSeconds: 600,
  redundancy: 1,
};

export async function startNetwork(confirmations = 0): Promise<TestNetwork> {
  const [anvil, database, files] = await Promise.all([startAnvil(), testDatabase(), startFileServer()]);
  const transport = http(anvil.url);
  const publicClient = createPublicClient({ chain: hardhat, transport, pollingInterval: 20, cacheTime: 0 });
  const callerOf = (account: Caller["walletClient"]["account"]) =>
    createWalletClient({ account, chain: hardhat, transport });
  const deployment = await deploy({ publicClient, walletClient: callerOf(accounts.deployer) });
  const as = (account: Caller["walletClient"]["account"]): Caller => ({
    ...{ publicClient, walletClient: callerOf(account), deployment },
  });
  const owner = as(accounts.projectOwner);
  await migrate(database.pool);
  const chain = await ChainTables.create(database);
  const projectId = await makeProject(owner, chain, files);
  const provingPool = new ProvingPool({ threads: 1, ...patient });
  const sender = new TransactionSender({
    ...{ pool: database.pool, publicClient, account: accounts.gateway, logger: silent },
    ...{ pollMs: 20, confirmations },
  });
  sender.start();
  const running = new Set<RunningGateway>();
  const test = createTestClient({ mode: "anvil", chain: hardhat, transport });

  const warnings: TestNetwork["warnings"] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void warnings.push(JSON.parse(line) as never) });
  const gateway = async (config: GatewayConfig = {}, projects: ServedProjects = "any", broken = {}) => {
    const { threads } = provingPool;
    const describe = provingPool.describe.bind(provingPool);
    const dryRun = provingPool.dryRun.bind(provingPool);
    const programs = { threads, describe, dryRun, ...broken } as ProvingPool;
    const started = await startGateway({
      ...{
        pool: database.pool,
        publicClient,
        account: accounts.gateway,
        deployment,
        provingPool: programs,
        logger,
      },
      ...{
        projects,
        store: postgresStore(database.pool),
        config: { port: 0, batchMs: 50, allowPrivate: true, ...config },
      },
    });
    running.add(started);
    return started;
  };
  return {
    ...{
      anvil,
      database,
      pool: database.pool,
      chain,
      publicClient,
      deployment,
      projectId,
      owner,
      warnings,
      as,
      gateway,
    },
    pass: async (seconds) => {
      await test.increaseTime({ seconds });
      await test.mine({ blocks: 1 });
    },
    reorg: async (depth) => {
      // anvil sets the clock back as well: what was undone must not be mined again in the very second it was mined in.
      await test.setAutomine(false);
      await test.request({ method: "anvil_reorg" as never, params: [depth, []] as never });
      await test.increaseTime({ seconds: 60 });
      await test.setAutomine(true);
    },
    mine: (blocks) => test.mine({ blocks }),
    stateOf: (taskId) =>
      publicClient.readContract({
        ...{ address: deployment.taskManager, abi: taskManagerAbi, functionName: "stateOf", args: [taskId] },
      }),
    stop: async () => {
      await Promise.all([...running].map((one) => one.stop()));
      await sender.stop();
      await Promise.all([provingPool.close(), chain.close(), files.close()]);
      await database.drop();
      await anvil.stop();
    },
  };
}

async function makeProject(owner: Caller, chain: ChainTables, files: FileServer): Promise<bigint> {
  const { bytes, program } = await roomClimateProject();
  const [uri, hash] = [files.add("project.json", bytes), sha256Of(bytes)];
  const projectId = await project.registerProject(owner);
  await publishVersions(owner, projectId, [program]);
  await project.setProjectConfig(owner, projectId, uri, hash);
  await project.setRewardTerms(owner, projectId, terms);
  await project.depositIotx(owner, projectId, parseEther("100"));
  await project.setGateway(owner, projectId, accounts.gateway.address, true, "");
  await project.resumeProject(owner, projectId);

  const id = Number(projectId);
  await chain.project(id, { uri, hash });
  await chain.program(id, version, { programId: program.programId });
  await chain.gateway(id, accounts.gateway.address);
  for (const { identity } of devices) await chain.device(id, identity.address);
  return projectId;
}
