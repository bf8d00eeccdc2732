import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { type Address, type Hex, type PublicClient, slice, zeroAddress, zeroHash } from "viem";
import { type LocalAccount, mnemonicToAccount } from "viem/accounts";
import { groth16VerifierAbi } from "../../../../contracts/abi/groth16Verifier.ts";
import { taskManagerAbi } from "../../../../contracts/abi/taskManager.ts";
import { TransactionSender } from "../../../../node/chain/sender.ts";
import { type SubmittedTask, submittedTasks } from "../../../../node/chain/submitted-tasks.ts";
import { postgresStore } from "../../../../node/data/postgres-store.ts";
import { migrate } from "../../../../node/database/migrate.ts";
import { signMessage } from "../../../../node/protocol/message.ts";
import { encodePayload, payloadHash } from "../../../../node/protocol/payload.ts";
import { packProjectFile, projectFileHash, projectFileLimits } from "../../../../node/protocol/project-file.ts";
import { versionToBytes32 } from "../../../../node/protocol/task.ts";
import { vmTypes } from "../../../../node/protocol/vm-types.ts";
import { type ProverConfig, type RunningProver, startProver } from "../../../../node/prover/index.ts";
import { ProvingPool } from "../../../../node/proving/pool.ts";
import { circomGroth16 } from "../../../../node/proving/systems/circom-groth16/index.ts";
import { programIdOf, verifyingKeyOf } from "../../../../node/proving/systems/circom-groth16/verifying-key.ts";
import type { Program } from "../../../../node/proving/types.ts";
import { oneIotx, people as indexerPeople } from "../../../indexer/support/chain.ts";
import { registerProver } from "../../../indexer/support/tasks.ts";
import { startWorld, type World } from "../../../indexer/support/world.ts";
import { patient } from "../../proving/support/patient.ts";
import { roomClimateCode, roomClimateKey, windowMessage } from "../../proving/support/room-climate.ts";

/** The indexer's tests' people, and another prover. */
export const people = {
  ...indexerPeople,
  rival: mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 9 }),
};
export const versionName = "v1";
const deviceKey = `0x${"11".repeat(32)}` as const;

export interface Submitted extends SubmittedTask {
  payload: Uint8Array;
}

/** What a project's owner may do otherwise. */
export interface ProjectChange {
  terms?: object;
  programId?: Hex;
  /** Its program instead of the room-climate program. */
  code?: Uint8Array;
  /** Served instead of the project's own. */
  file?: Uint8Array;
  verifier?: Address;
  /** The version's name instead of {@link versionName}. */
  name?: string;
}

/** What a gateway may do wrong. */
export interface Lies {
  /** Of other data. */
  inputHash?: Hex;
  /** Other bytes than the payload, or none. */
  served?: Uint8Array | null;
  /** The id of another project. */
  signed?: number;
  /** The version's name instead of {@link versionName}. */
  name?: string;
}

export interface LogLine {
  level: number;
  msg: string;
  taskId?: Hex;
  code?: string;
}

/** Chain, contracts, index, node schema, a web server and a proving pool: all that provers meet, and no prover. */
export class Network {
  readonly world: World;
  readonly provingPool = new ProvingPool({ threads: 2, ...patient });
  /** What the web server answers with, by path; everything else is 404. */
  readonly files = new Map<string, Uint8Array>();
  readonly #web = createServer((request, response) => {
    this.requests.push(request.url ?? "");
    const file = this.files.get(request.url ?? "");
    response.writeHead(file ? 200 : 404).end(file);
  });
  readonly requests: string[] = [];
  readonly #program: Promise<Program> = circomGroth16.load(roomClimateCode(), "");

  private constructor(world: World) {
    this.world = world;
  }

  static async start(): Promise<Network> {
    const network = new Network(await startWorld());
    await migrate(network.pool);
    await new Promise<void>((resolve) => network.#web.listen(0, "127.0.0.1", resolve));
    const { chain } = network.world;
    const key = verifyingKeyOf(roomClimateKey());
    const verifier = { address: chain.deployment.groth16Verifier, abi: groth16VerifierAbi };
    await chain.send({ from: people.owner, to: verifier, call: "registerKey", args: [key] });
    await registerProver(chain);
    return network;
  }

  async stop(): Promise<void> {
    await this.provingPool.close();
    await new Promise((resolve) => this.#web.close(resolve));
    await this.world.stop();
  }

  get pool() {
    return this.world.database.pool;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#web.address() as AddressInfo).port}`;
  }

  /** An open project with the room-climate program; its file is served unless `file` is other bytes. */
  async project(change: ProjectChange = {}): Promise<bigint> {
    const { terms = {}, programId, code = roomClimateCode(), file, verifier, name = versionName } = change;
    const { chain } = this.world;
    const { logs } = await chain.send({ from: people.owner, to: "projectRegistry", call: "register" });
    const id = BigInt(logs[0]?.topics[3] ?? 0);
    const owner = (call: string, ...args: unknown[]) =>
      chain.send({ from: people.owner, to: "projectRegistry", call, args: [id, ...args] });
    const version = { version: name, vmTypeID: vmTypes.circom, code, codeExpParam: "" };
    const bytes = packProjectFile({
      defaultVersion: name,
      versions: [{ ...version, output: { id: Number(id) } }],
    });
    this.files.set(`/project/${id}`, file ?? bytes);
    await owner("setConfig", `${this.url}/project/${id}`, projectFileHash(bytes));
    await owner("publishProgram", versionToBytes32(name), {
      verifier: verifier ?? chain.deployment.groth16Verifier,
      vmType: vmTypes.circom,
      binding: 0,
      programId: programId ?? programIdOf(verifyingKeyOf(roomClimateKey())),
    });
    await owner("setRewardTerms", {
      ...{ token: zeroAddress, minReward: oneIotx, maxReward: oneIotx, rampSeconds: 0, collateral: oneIotx * 2n },
      ...{ claimSeconds: 600, lifeSeconds: 3600, redundancy: 1 },
      ...terms,
    });
    await owner("setGateway", people.gateway.address, true, this.url);
    await owner("resume");
    const value = oneIotx * 20n;
    await chain.send({ from: people.owner, to: "taskManager", call: "deposit", args: [id, zeroAddress, value], value });
    return id;
  }

  /** Submits a task with a window of readings, whose payload the web server has unless `served` says otherwise. */
  async submit(projectId: bigint, { inputHash, served, signed, name = versionName }: Lies = {}): Promise<Submitted> {
    const data = windowMessage();
    const message = { projectID: Number(projectId), projectVersion: name, data };
    const { signature } = await signMessage(deviceKey, message);
    const messages = [{ data, signature, device: people.device.address }];
    const payload = encodePayload({ projectID: signed ?? Number(projectId), projectVersion: name, messages });
    const dataHash = payloadHash(payload);
    if (served !== null) this.files.set(`/payload/${dataHash}`, served ?? payload);
    const journal = await (await this.#program).dryRun({ messages: [data], binding: zeroHash });
    const { chain } = this.world;
    const { logs } = await chain.send({
      from: people.gateway,
      to: "taskManager",
      call: "submit",
      args: [projectId, versionToBytes32(name), [{ inputHash: inputHash ?? slice(journal, 32, 64), dataHash }]],
    });
    const [submitted] = submittedTasks(chain.deployment, logs);
    if (!submitted) throw new Error("nothing was submitted");
    return { ...submitted, payload };
  }

  /** Another registered prover, which is its own operator. */
  async registerRival(): Promise<void> {
    const rival = (call: string, args: unknown[] = [], value = 0n) =>
      this.world.chain.send({ from: people.rival, to: "proverRegistry", call, args, value });
    const { address } = people.rival;
    await rival("register", [address, address, [BigInt(vmTypes.circom)]]);
    await rival("stake", [], oneIotx * 50n);
  }

  /** Wei of IOTX that the TaskManager owes an account. */
  owed(account: Address): Promise<bigint> {
    const { client, deployment } = this.world.chain;
    const contract = { address: deployment.taskManager, abi: taskManagerAbi } as const;
    return client.readContract({ ...contract, functionName: "owedTo", args: [zeroAddress, account] });
  }

  /** The room-climate program, loaded in this thread. */
  get program(): Promise<Program> {
    return this.#program;
  }

  /** A running prover with what it logs. Its transactions need a {@link sender}. */
  prover(
    config: Partial<ProverConfig> = {},
    account: LocalAccount = people.operator,
    client?: PublicClient,
    only?: Address,
  ) {
    const { chain } = this.world;
    const publicClient = client ?? (chain.client as never);
    const log: LogLine[] = [];
    const logger = pino({ level: "debug" }, { write: (line: string) => void log.push(JSON.parse(line) as LogLine) });
    const prover = startProver({
      ...{ pool: this.pool, publicClient, account, deployment: chain.deployment, prover: only },
      ...{
        store: postgresStore(this.pool, { maxBytes: projectFileLimits.codeBytes }),
        provingPool: this.provingPool,
        logger,
      },
      config: { pollMs: 200, backoffMs: 0, expectedProveMs: 1_000, trialWaitMs: 60_000, allowPrivate: true, ...config },
    });
    return { ...prover, log } satisfies RunningProver & { log: LogLine[] };
  }

  /** A running sender of an account's transactions. */
  sender(account: LocalAccount = people.operator): TransactionSender {
    const { client } = this.world.chain;
    const sender = new TransactionSender({
      ...{ pool: this.pool, account, publicClient: client as never, confirmations: 2, pollMs: 50 },
      logger: pino({ level: "silent" }),
    });
    sender.start();
    return sender;
  }

  async stateOf(taskId: Hex): Promise<string | undefined> {
    const [row] = await this.world.rows<{ state: string }>("SELECT state FROM chain.task WHERE id = $1", [taskId]);
    return row?.state;
  }

  async jobOf(taskId: Hex): Promise<{ state: string; error: string | null; attempts: number } | undefined> {
    return (await this.world.rows<never>("SELECT * FROM node.job WHERE task_id = $1", [taskId]))[0];
  }
}
