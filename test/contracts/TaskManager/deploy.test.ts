import assert from "node:assert/strict";
import { getContract, getContractAddress, type Hex, slice, zeroAddress } from "viem";
import { proverRegistryAbi } from "../../../contracts/abi/proverRegistry.ts";
import { sp1VerifierAbi } from "../../../contracts/abi/sp1Verifier.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import { deploy, deployRoomClimate } from "../../../scripts/deploy.ts";
import { publishedVersions } from "../../../scripts/deploy/verifiers.ts";
import { reverts } from "../support/expect.ts";
import {
  actors,
  deployContract,
  deployment,
  nobody,
  projectId,
  projectRegistry,
  proverRegistry,
  publicClient,
  reset,
  taskManager,
  walletClient,
} from "../support/world.ts";

/** VersionedVerifier.VersionState */
const running = 1;

describe("Deploying", () => {
  beforeEach(reset);

  it("wires the contracts to each other for good", async () => {
    assert.equal(await taskManager.read.projectRegistry(), deployment.projectRegistry);
    assert.equal(await taskManager.read.proverRegistry(), deployment.proverRegistry);
    assert.equal(await taskManager.read.treasury(), actors.treasury);
    assert.equal(await proverRegistry.read.taskManager(), deployment.taskManager);
  });

  it("can be done again beside the first, with nothing shared", async () => {
    const second = await deploy({ publicClient, walletClient });
    assert.notEqual(second.taskManager, deployment.taskManager);
    const client = { public: publicClient };
    const other = getContract({ address: second.taskManager, abi: taskManagerAbi, client });
    assert.equal(await other.read.proverRegistry(), second.proverRegistry);
    assert.equal(await other.read.treasury(), actors.deployer);
  });

  it("is reported with the first contract's block and the chain's id", async () => {
    assert.equal(deployment.chainId, 31337);
    const before = { address: deployment.projectRegistry, blockNumber: BigInt(deployment.block) - 1n };
    assert.equal(await publicClient.getCode(before), undefined);
    const at = { address: deployment.projectRegistry, blockNumber: BigInt(deployment.block) };
    assert.notEqual(await publicClient.getCode(at), undefined);
  });

  it("lets the verifiers know every version that RISC Zero and Succinct have published", async () => {
    const { riscZero, sp1 } = await publishedVersions();
    const stateIn = (address: Hex, selector: Hex) =>
      publicClient.readContract({ address, abi: sp1VerifierAbi, functionName: "stateOf", args: [selector] });
    assert.ok(riscZero.length > 0 && sp1.length > 0);
    for (const { selector } of riscZero) assert.equal(await stateIn(deployment.riscZeroVerifier, selector), running);
    for (const { verifierHash } of sp1) {
      assert.equal(await stateIn(deployment.sp1Verifier, slice(verifierHash, 0, 4)), running);
    }
  });

  it("of a TaskManager is refused with a ProverRegistry made for another one", async () => {
    const args = [projectRegistry.address, proverRegistry.address, actors.treasury];
    await reverts(deployContract("TaskManager", taskManagerAbi, args), "WrongRegistry");
  });

  it("of a TaskManager is refused without a project registry or treasury", async () => {
    const from = actors.deployer;
    const nonce = BigInt(await publicClient.getTransactionCount({ address: from })) + 1n;
    const own = await deployContract("ProverRegistry", proverRegistryAbi, [getContractAddress({ from, nonce })]);
    await reverts(deployContract("TaskManager", taskManagerAbi, [nobody, own.address, from]), "WrongRegistry");
    const noTreasury = [projectRegistry.address, own.address, zeroAddress];
    await reverts(deployContract("TaskManager", taskManagerAbi, noTreasury), "ZeroAddress");
  });

  it("of the registries is refused without the contracts they depend on", async () => {
    await reverts(deployContract("ProverRegistry", proverRegistryAbi, [zeroAddress]), "ZeroAddress");
    await reverts(deployContract("DeviceRegistry", proverRegistryAbi, [zeroAddress]), "ZeroAddress");
  });

  it("of the example dApp names its project and contracts", async () => {
    const address = await deployRoomClimate({ publicClient, walletClient, deployment, projectId });
    assert.notEqual(await publicClient.getCode({ address }), undefined);
  });
});

describe("Sending IOTX to TaskManager without a function", () => {
  it("is refused: it would be nobody's", async () => {
    const call = publicClient.call({ account: actors.stranger, to: taskManager.address, value: 1n });
    await assert.rejects(call, /UnexpectedPayment/);
  });
});
