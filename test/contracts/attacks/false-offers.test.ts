import assert from "node:assert/strict";
import { type Address, concat, getAddress, type Hex, hexToBigInt, pad, size, slice } from "viem";
import { mined, reverts } from "../support/expect.ts";
import { deployMockVerifier } from "../support/mocks.ts";
import {
  assertSolvent,
  claim,
  claimedTask,
  proofOf,
  prove,
  settledTask,
  state,
  submitTask,
  word,
} from "../support/tasks.ts";
import {
  actors,
  nextBlockAt,
  projectRegistry,
  proverRegistry,
  publicClient,
  reset,
  stake,
  taskManager,
  walletClient,
} from "../support/world.ts";

const { operator, prover, rival, stranger } = actors;

/** Words of an offer. */
const [verifierWord, bindingWord, maxRewardWord, collateralWord, redundancyWord] = [2, 4, 8, 10, 13];

/** PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN: makes a contract of what follows. */
const init = (code: Hex) =>
  concat(["0x61", pad(`0x${size(code).toString(16)}`, { size: 2 }), "0x80600a5f395ff3", code]);

/** A contract that looks like the offer, with some words changed; anyone can deploy it. */
async function imitate(offer: Address, words: Record<number, Hex>): Promise<Address> {
  const code = await publicClient.getCode({ address: offer });
  assert.ok(code !== undefined);
  const parts = Array.from({ length: 16 }, (_, i) => words[i] ?? slice(code, 32 * i, 32 * i + 32));
  return deployCode(concat(parts));
}

async function deployCode(code: Hex): Promise<Address> {
  const { contractAddress } = await mined(walletClient.sendTransaction({ account: stranger, data: init(code) }));
  return getAddress(contractAddress!);
}

describe("Attack: a contract that looks like an offer", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("is read as one, and opens no task: the offer's address is in the task's id", async () => {
    const { key, id } = await submitTask();
    const dear = await imitate(key[0], { [maxRewardWord]: word(2n ** 96n - 1n), [collateralWord]: word(0n) });
    assert.equal((await projectRegistry.read.readOffer([dear])).maxReward, 2n ** 96n - 1n);
    const falseId = await taskManager.read.taskIdOf([dear, key[1]]);
    const account = operator;
    await reverts(taskManager.write.claim([dear, key[1]], { account }), "TaskNotOpen", [falseId, state.none]);
    await reverts(taskManager.write.claimBatch([dear, [key[1]]], { account }), "TaskNotOpen", [falseId, state.none]);
    assert.equal(await taskManager.read.stateOf([id]), state.open);
    assert.equal((await proverRegistry.read.prover([prover])).collateral, 0n);
  });

  it("with a verifier that accepts anything settles nothing", async () => {
    const { key, id } = await claimedTask();
    const { address } = await deployMockVerifier();
    const easy = await imitate(key[0], { [verifierWord]: pad(address) });
    const falseId = await taskManager.read.taskIdOf([easy, key[1]]);
    const proving = taskManager.write.prove([easy, key[1], "0x", "0x01"]);
    await reverts(proving, "TaskNotClaimed", [falseId, state.none]);
    const batch = taskManager.write.proveBatch([easy, [key[1]], "0x", "0x01"]);
    await reverts(batch, "TaskNotClaimed", [falseId, state.none]);
    assert.equal(await taskManager.read.stateOf([id]), state.claimed);
  });

  it("with more collateral slashes nobody, with a shorter life or a higher reward refunds nothing", async () => {
    const { key, deadline } = await claimedTask();
    await nextBlockAt(deadline + 1);
    const dear = await imitate(key[0], { [collateralWord]: word(stake), [maxRewardWord]: word(2n ** 96n - 1n) });
    const falseId = await taskManager.read.taskIdOf([dear, key[1]]);
    await reverts(taskManager.write.expire([dear, key[1]]), "TaskNotClaimed", [falseId, state.none]);
    await reverts(taskManager.write.refund([dear, key[1]]), "TaskNotOpen", [falseId, state.none]);
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake);
  });

  it("proves no result to a contract that is brought one", async () => {
    const { key, journal } = await settledTask();
    const other = await imitate(key[0], { 0: word(912n) });
    const falseId = await taskManager.read.taskIdOf([other, key[1]]);
    assert.equal(await taskManager.read.isResult([falseId, journal]), false);
    const retry = taskManager.write.retryDelivery([other, key[1], journal]);
    await reverts(retry, "TaskNotUndelivered", [falseId, state.none]);
  });

  it("that is none at all, with words no type holds or no code, does no harm either", async () => {
    const { key } = await submitTask();
    const dirty = await imitate(key[0], { [bindingWord]: word(2n ** 255n), [redundancyWord]: word(0n) });
    const words = `0x${"ff".repeat(512)}` as const;
    for (const offer of [dirty, await deployCode(`0x00${words.slice(4)}`), await deployCode("0x00"), stranger]) {
      for (const call of [
        taskManager.write.claim([offer, key[1]], { account: rival }),
        taskManager.write.claimBatch([offer, [key[1]]], { account: rival }),
        taskManager.write.prove([offer, key[1], "0x", "0x"]),
        taskManager.write.expire([offer, key[1]]),
        taskManager.write.refund([offer, key[1]]),
      ]) {
        await assert.rejects(call);
      }
    }
    assert.equal(await proverRegistry.read.freeStake([rival]), stake);
    const task = await submitTask(8n, 2n); // and all goes on
    await mined(claim(task));
    await mined(prove(task, await proofOf(task)));
  });

  it("cannot be put where a real one will be: its address follows from what it says, and from who stores it", async () => {
    const { key } = await submitTask();
    const copy = await imitate(key[0], {});
    assert.notEqual(hexToBigInt(copy), hexToBigInt(key[0]));
    assert.equal(await publicClient.getCode({ address: copy }), await publicClient.getCode({ address: key[0] }));
    const falseId = await taskManager.read.taskIdOf([copy, key[1]]);
    await reverts(taskManager.write.claim([copy, key[1]], { account: operator }), "TaskNotOpen", [falseId, state.none]);
  });
});
