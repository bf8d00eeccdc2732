import assert from "node:assert/strict";
import { encodeFunctionData, type Hex, zeroAddress } from "viem";
import { versionToBytes32 } from "../../../node/protocol/task.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { dappMode, deployMockDapp } from "../support/mocks.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  dataHash,
  proofOf,
  prove,
  proveBatchArgs,
  state,
  type SubmittedTask,
  submitTask,
  submitTasks,
  word,
} from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  projectId,
  projectRegistry,
  publishedProgram,
  reset,
  taskManager,
  terms,
  version,
} from "../support/world.ts";
import { deployHostileVerifier } from "./support.ts";

const { owner: seller, stranger: buyer, gateway, hunter: marketplace, operator, prover } = actors;
const { write, read, simulate } = projectRegistry;

/** A version of the seller's, whose verifier accepts anything. */
const trap = versionToBytes32("trap");

describe("Attack: selling a project and keeping a hand in it", () => {
  beforeEach(async () => {
    await reset();
    const { address: verifier } = await deployHostileVerifier();
    const program = { ...publishedProgram, verifier };
    await mined(write.publishProgram([projectId, trap, program], { account: seller }));
  });
  afterEach(() => assertSolvent());

  const sell = () => mined(write.transferFrom([seller, buyer, projectId], { account: seller }));
  const submit = (of: Hex, account = gateway) =>
    taskManager.write.submit([projectId, of, [{ inputHash: word(1n), dataHash: dataHash(99n) }]], { account });
  const publish = (of: Hex, account = buyer) => write.publishProgram([projectId, of, publishedProgram], { account });
  const open = async (...gateways: Hex[]) => {
    for (const each of gateways) await mined(write.setGateway([projectId, each, true, ""], { account: buyer }));
    await mined(write.resume([projectId], { account: buyer }));
  };

  it("spends nothing of the escrow before the buyer opens the project", async () => {
    assert.deepEqual(
      (await eventsOf(write.transferFrom([seller, buyer, projectId], { account: seller }))).map(([name]) => name),
      ["Transfer", "ProjectPaused"],
    );
    await reverts(submit(version), "ProjectIsPaused", [projectId]);
    await reverts(write.resume([projectId], { account: seller }), "NotProjectOwner", [projectId, seller]);
    assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow);
  });

  it("spends nothing by a gateway of the seller's afterwards", async () => {
    await sell();
    await mined(publish(version));
    await open();
    assert.equal(await read.isGateway([projectId, gateway]), false);
    await reverts(submit(version), "GatewayNotAuthorised", [projectId, gateway]);
  });

  it("leaves the buyer's gateways no version but those that the buyer published itself", async () => {
    await submitTask(); // so that there is an offer
    await sell();
    await open(gateway);
    for (const each of [trap, version]) {
      assert.equal(await read.isActive([projectId, each]), false);
      await reverts(submit(each), "ProgramNotConfirmed", [projectId, each]);
      await reverts(simulate.offerFor([projectId, each, gateway]), "ProgramNotConfirmed", [projectId, each]);
    }
    await mined(publish(version));
    await mined(submit(version));
    await reverts(submit(trap), "ProgramNotConfirmed", [projectId, trap]);
  });

  it("lets no version's name mean another program, to the buyer's harm or by the buyer", async () => {
    await sell();
    await reverts(publish(trap), "ProgramAlreadyPublished", [projectId, trap]);
  });

  it("comes back with no right when the seller buys the project again, or sells it to itself", async () => {
    await sell();
    await mined(write.transferFrom([buyer, seller, projectId], { account: buyer }));
    await mined(write.resume([projectId], { account: seller }));
    await reverts(submit(version), "GatewayNotAuthorised", [projectId, gateway]);
    await mined(write.setGateway([projectId, gateway, true, ""], { account: seller }));
    await reverts(submit(version), "ProgramNotConfirmed", [projectId, version]);
    await mined(publish(version, seller));
    await mined(submit(version));
    await mined(write.transferFrom([seller, seller, projectId], { account: seller }));
    assert.equal(await read.isPaused([projectId]), true);
    assert.equal(await read.isGateway([projectId, gateway]), false);
  });

  it("gives a marketplace that was approved for the token no right over the project, nor any after the sale", async () => {
    await mined(write.approve([marketplace, projectId], { account: seller }));
    await mined(write.setApprovalForAll([marketplace, true], { account: seller }));
    await reverts(write.pause([projectId], { account: marketplace }), "NotProjectOwner", [projectId, marketplace]);
    await mined(write.transferFrom([seller, buyer, projectId], { account: marketplace }));
    assert.equal(await read.getApproved([projectId]), zeroAddress);
    const back = write.transferFrom([buyer, seller, projectId], { account: marketplace });
    await reverts(back, "ERC721InsufficientApproval");
  });

  it("changes nothing for tasks that were submitted: they are claimed, proved and paid as their offer says", async () => {
    const task = await submitTask();
    await sell();
    await mined(claim(task));
    await mined(prove(task, await proofOf(task)));
    assert.equal(await taskManager.read.stateOf([task.id]), state.settled);
    const spent = escrow - (await taskManager.read.escrowOf([projectId, native]));
    assert.ok(spent >= terms.minReward && spent < terms.maxReward); // what is left of the reserve is the buyer's
  });

  it("forges nothing for a dApp that the buyer binds, by a result that the seller's dApp refused on purpose", async () => {
    const refusing = await deployMockDapp();
    await refusing.write.setMode([dappMode.revert]);
    await mined(write.bindDapp([projectId, refusing.address, 100_000], { account: seller }));
    const [task] = await submitTasks([{ inputHash: word(1n), dataHash: dataHash(5n) }], [], trap);
    await mined(claim(task!));
    const journal = await settledByTrap(task!);
    assert.equal(await taskManager.read.stateOf([task!.id]), state.undelivered);

    await sell();
    const dapp = await deployMockDapp();
    await mined(write.bindDapp([projectId, dapp.address, 100_000], { account: buyer }));
    const retry = taskManager.write.retryDelivery([...task!.key, journal], { account: seller });
    await reverts(retry, "DeliveryStillFails", [task!.id, refusing.address]);
  });

  it("stops no batch by a sale in the middle of it: all are paid, and later results wait for the buyer's word", async () => {
    const bound = await deployMockDapp();
    await mined(write.bindDapp([projectId, bound.address, 300_000], { account: seller }));
    const tasks = [await claimedTask(1n), await claimedTask(2n)];
    // The dApp sells when the first result comes; when the second comes there is nothing to sell, and it reverts.
    await mined(write.approve([bound.address, projectId], { account: seller }));
    const sale = { functionName: "transferFrom", args: [seller, buyer, projectId] } as const;
    await bound.write.setReentrantCall([projectRegistry.address, encodeFunctionData({ ...projectRegistry, ...sale })]);
    const args = await proveBatchArgs(tasks);
    await mined(taskManager.write.proveBatch(args));
    assert.equal(await read.isOwner([projectId, buyer]), true);
    assert.equal(await taskManager.read.stateOf([tasks[0]!.id]), state.settled);
    assert.equal(await taskManager.read.stateOf([tasks[1]!.id]), state.undelivered);
    assert.ok((await taskManager.read.owedTo([native, prover])) > terms.minReward); // of both
    assert.equal(await taskManager.read.deliveredOffer(), zeroAddress);

    const dapp = await deployMockDapp();
    await mined(write.bindDapp([projectId, dapp.address, 300_000], { account: buyer }));
    const { journal } = await proofOf(tasks[1]!);
    const retry = () => taskManager.write.retryDelivery([...tasks[1]!.key, journal]);
    await reverts(retry(), "DeliveryStillFails", [tasks[1]!.id, bound.address]);
    await mined(publish(version));
    const [, delivered] = (await eventsOf(retry())).find(([name]) => name === "ResultDelivered")!;
    assert.deepEqual(delivered, { taskId: tasks[1]!.id, dapp: dapp.address });
  });

  /** Has the trap accept anything; returns the journal. */
  async function settledByTrap({ key }: SubmittedTask): Promise<Hex> {
    const events = await eventsOf(taskManager.write.prove([...key, word(666n), "0x"], { account: operator }));
    const [, recorded] = events.find(([name]) => name === "ResultRecorded")!;
    return (recorded as { journal: Hex }).journal;
  }

  it("SUCCEEDS for what was submitted before the sale: it is paid, and spends what the buyer may have counted on", async () => {
    const before = await taskManager.read.escrowOf([projectId, native]);
    const inputs = Array.from({ length: 10 }, (_, i) => ({ inputHash: word(1n), dataHash: dataHash(BigInt(i)) }));
    await submitTasks(inputs, [], trap);
    await sell();
    assert.equal(await taskManager.read.escrowOf([projectId, native]), before - 10n * terms.maxReward);
  });
});
