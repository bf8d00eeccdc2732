import { readFile } from "node:fs/promises";
import {
  type Abi,
  type Account,
  type Address,
  type Chain,
  createTestClient,
  type Hex,
  http,
  parseEther,
  type PublicActions,
  publicActions,
  type TestClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type Transport,
  type WalletActions,
  walletActions,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { anvil as anvilChain } from "viem/chains";
import { deviceRegistryAbi } from "../../../contracts/abi/deviceRegistry.ts";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { proverRegistryAbi } from "../../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import type { Deployment } from "../../../node/protocol/deployment.ts";
import { deploy } from "../../../scripts/deploy.ts";
import { eventually } from "../../support/eventually.ts";
import { type Anvil, startAnvil } from "../../support/anvil.ts";

const abis = {
  projectRegistry: projectRegistryAbi,
  proverRegistry: proverRegistryAbi,
  taskManager: taskManagerAbi,
  deviceRegistry: deviceRegistryAbi,
} satisfies Record<string, Abi>;

export type Client = TestClient<"anvil", Transport, Chain, Account> &
  PublicActions<Transport, Chain> &
  WalletActions<Chain, Account>;

const account = (addressIndex: number) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex });

/** Who does what in the indexer's tests. */
export const people = {
  deployer: account(0),
  owner: account(1),
  gateway: account(2),
  prover: account(3),
  operator: account(4),
  beneficiary: account(5),
  hunter: account(6),
  treasury: account(7),
  device: account(8),
};

export interface TestChain {
  anvil: Anvil;
  client: Client;
  deployment: Deployment;
  /** Sends a call to one of the contracts, or to any other with its ABI, and waits until it is mined. */
  send(call: Call): Promise<TransactionReceipt>;
}

export interface Call {
  from: Account;
  to: keyof typeof abis | { address: Address; abi: Abi };
  call: string;
  args?: unknown[];
  value?: bigint;
}

/** A real EVM with the real contracts on it. */
export async function startChain(): Promise<TestChain> {
  const anvil = await startAnvil();
  const client = clientOf(anvil.url);
  const deployment = await deploy({
    publicClient: client as never,
    walletClient: client as never,
    treasury: people.treasury.address,
  });
  // Calls go to the deployment the chain is said to have: a test may put another in its place.
  const chain: TestChain = { anvil, client, deployment, send: (call) => send(client, chain.deployment, call) };
  return chain;
}

function clientOf(url: string): Client {
  const options = { chain: anvilChain, transport: http(url), cacheTime: 0 } as const;
  const client = createTestClient({ mode: "anvil", account: people.deployer, ...options })
    .extend(publicActions)
    .extend(walletActions) as Client;
  // viem looks for a receipt when a block comes and can miss the only one that an idle chain makes; this one asks.
  return client.extend(() => ({
    waitForTransactionReceipt: ({ hash }: { hash: Hex }) =>
      eventually(`the receipt of ${hash}`, () => client.getTransactionReceipt({ hash }).catch(ifNotMined)),
  })) as unknown as Client;
}

function ifNotMined(error: unknown): undefined {
  if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
}

async function send(client: Client, deployment: Deployment, { from, to, call, args, value }: Call) {
  const target = typeof to === "string" ? { address: deployment[to], abi: abis[to] } : to;
  const hash = await client.writeContract({
    ...target,
    account: from,
    functionName: call,
    args,
    value,
    chain: anvilChain,
  });
  const receipt = await client.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") throw new Error(`${call} reverted`);
  return receipt;
}

/** A verifier that accepts every proof: code that is one STOP answers any call with success and nothing. */
export async function deployAcceptingVerifier(client: Client): Promise<Address> {
  return created(client, await client.sendTransaction({ data: "0x6001600c60003960016000f300" }));
}

/** contracts/test/MockDapp.sol */
export async function deployMockDapp(client: Client): Promise<{ address: Address; abi: Abi }> {
  const file = new URL("../../../artifacts/contracts/test/MockDapp.sol/MockDapp.json", import.meta.url);
  const { abi, bytecode } = JSON.parse(await readFile(file, "utf8")) as { abi: Abi; bytecode: Hex };
  return { address: await created(client, await client.deployContract({ abi, bytecode })), abi };
}

async function created(client: Client, hash: Hex): Promise<Address> {
  const { contractAddress } = await client.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error("no contract was created");
  return contractAddress;
}

export const oneIotx = parseEther("1");
