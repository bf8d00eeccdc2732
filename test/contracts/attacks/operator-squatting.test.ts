import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, proofOf, prove, state, submitTask } from "../support/tasks.ts";
import { actors, native, nextBlockAt, proverRegistry, reset, stake, taskManager, terms } from "../support/world.ts";

const { prover, operator, rival, stranger, hunter, deployer } = actors;
/** A new prover, and the key it means to claim with. */
const [victim, key] = [deployer, hunter];
const hunterOfKeys = stranger;

describe("Attack: naming somebody else's key as one's operator", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  const squat = () => mined(proverRegistry.write.setOperator([key], { account: rival }));
  const register = (withKey = key) => proverRegistry.write.register([withKey, victim, [5n]], { account: victim });

  it("takes no key that claims for somebody", async () => {
    await reverts(proverRegistry.write.setOperator([operator], { account: rival }), "OperatorTaken", [operator]);
    assert.equal(await proverRegistry.read.proverOf([operator]), prover);
    const call = proverRegistry.write.register([operator, victim, []], { account: victim });
    await reverts(call, "OperatorTaken", [operator]);
  });

  it("keeps a newcomer from a key, not from proving: it registers with another", async () => {
    await squat();
    await reverts(register(), "OperatorTaken", [key]);
    await mined(register(stranger));
    assert.equal(await proverRegistry.read.proverOf([stranger]), victim);
    assert.equal(await proverRegistry.read.proverOf([key]), rival);
  });

  it("holds up no replacement of a stolen key: pausing cannot be held up, and a key that chose is its prover's", async () => {
    await mined(proverRegistry.write.pause({ account: prover })); // by the stake's key
    // The thief sees each name on its way into a block, and takes it first.
    await squat();
    await reverts(proverRegistry.write.setOperator([key], { account: prover }), "OperatorTaken", [key]);
    await mined(proverRegistry.write.choose([prover], { account: key }));
    await reverts(proverRegistry.write.setOperator([key], { account: hunterOfKeys }), "ProverNotRegistered");
    const again = proverRegistry.write.register([key, hunterOfKeys, []], { account: hunterOfKeys });
    await reverts(again, "OperatorTaken", [key]);
    await mined(proverRegistry.write.setOperator([key], { account: prover }));
    await mined(proverRegistry.write.resume({ account: prover }));
    const task = await submitTask();
    await reverts(claim(task, operator), "OperatorUnknown", [operator]);
    await mined(claim(task, key));
    assert.equal((await taskManager.read.claimOf([task.id]))[0], prover);
    // The squatter, whose key has left, can name another; the prover keeps its own.
    await mined(proverRegistry.write.setOperator([stranger], { account: rival }));
    assert.equal(await proverRegistry.read.proverOf([key]), prover);
  });

  it("lets no stolen key choose for another: it frees itself, and no claim of its prover's", async () => {
    const task = await submitTask();
    await mined(claim(task, operator));
    await mined(proverRegistry.write.choose([rival], { account: operator }));
    await mined(prove(task, await proofOf(task, prover)));
    assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
  });

  it("leaves nobody to believe that a key which left still claims for its prover", async () => {
    const left = await eventsOf(proverRegistry.write.choose([rival], { account: operator })); // as a thief would
    assert.deepEqual(left, [
      ["OperatorSet", { prover, operator: zeroAddress }],
      ["ProverChosen", { operator, prover: rival }],
    ]);
    assert.equal((await proverRegistry.read.prover([prover])).operator, zeroAddress);
    // A prover that named another key keeps that one when the former leaves.
    await mined(proverRegistry.write.setOperator([key], { account: prover }));
    await mined(proverRegistry.write.choose([zeroAddress], { account: operator }));
    assert.equal((await proverRegistry.read.prover([prover])).operator, key);
    assert.equal(await proverRegistry.read.proverOf([key]), prover);
  });

  it("puts the squatter's own stake into the hands of the key's holder", async () => {
    await squat();
    const task = await submitTask();
    await mined(claim(task, key));
    assert.equal((await taskManager.read.claimOf([task.id]))[0], rival);
    await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
    await mined(taskManager.write.expire(task.key, { account: key }));
    assert.equal((await proverRegistry.read.prover([rival])).stake, stake - terms.collateral);
    assert.equal(await taskManager.read.owedTo([native, key]), terms.collateral / 10n);
  });

  it("earns the squatter nothing of what the key's holder proves for itself: the binding names the claim's prover", async () => {
    await squat();
    const task = await submitTask();
    await mined(claim(task, key));
    await reverts(prove(task, await proofOf(task, victim)), "ProofRejected");
    assert.equal(await taskManager.read.stateOf([task.id]), state.claimed);
    assert.equal(await taskManager.read.owedTo([native, rival]), 0n);
  });

  it("SUCCEEDS in losing the free stake, for a thief of the key: until the prover names another or pauses", async () => {
    const [first, second] = [await submitTask(1n), await submitTask(2n)];
    await mined(claim(first, operator)); // as the thief would, with nothing to prove it by
    await mined(proverRegistry.write.pause({ account: prover }));
    await reverts(claim(second, operator), "ProverIsPaused", [prover]);
    await nextBlockAt((await taskManager.read.claimOf([first.id]))[1] + 1);
    await mined(taskManager.write.expire(first.key, { account: stranger }));
    assert.equal((await proverRegistry.read.prover([prover])).stake, stake - terms.collateral);
    // Nothing else: the key can neither take the stake nor redirect what is owed.
    await reverts(proverRegistry.write.requestUnstake([1n], { account: operator }), "ProverNotRegistered", [operator]);
    await reverts(proverRegistry.write.setBeneficiary([stranger], { account: operator }), "ProverNotRegistered", [
      operator,
    ]);
  });

  it("gives the prover no way to keep a key it gave up", async () => {
    await mined(proverRegistry.write.setOperator([stranger], { account: prover }));
    const task = await submitTask();
    await reverts(claim(task, operator), "OperatorUnknown", [operator]);
    await mined(register(operator)); // free for whoever comes
    assert.equal(await proverRegistry.read.proverOf([operator]), victim);
  });
});
