import assert from "node:assert/strict";
import { type Address, stringToHex } from "viem";
import { mined, reverts } from "../support/expect.ts";
import { assertSolvent, claim, claimedTask, proofOf, prove, state, submitTask, word } from "../support/tasks.ts";
import {
  actors,
  escrow,
  native,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  proverRegistry,
  reset,
  stake,
  taskManager,
  terms,
} from "../support/world.ts";
import { deployProver } from "./support.ts";

const { owner, prover, hunter } = actors;
const account = prover;
const sybils: Address[] = [];

describe("Attack: pausing at the wrong moment", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent(...sybils.splice(0)));

  describe("by a prover", () => {
    it("makes no more claims, alone, in batches or through attempt", async () => {
      const task = await submitTask();
      await mined(proverRegistry.write.pause({ account }));
      await reverts(claim(task), "ProverIsPaused", [prover]);
      const batch = taskManager.write.claimBatch([task.key[0], [task.key[1]]], { account: actors.operator });
      await reverts(batch, "ProverIsPaused", [prover]);
      assert.equal(await taskManager.read.stateOf([task.id]), state.open);
    });

    it("breaks no promise already given: it can still prove, and is paid", async () => {
      const task = await claimedTask();
      await mined(proverRegistry.write.pause({ account }));
      await mined(prove(task, await proofOf(task)));
      assert.ok((await taskManager.read.owedTo([native, prover])) > 0n);
      await mined(taskManager.write.collect([native, prover]));
    });

    it("escapes no expiry", async () => {
      const task = await claimedTask();
      await mined(proverRegistry.write.pause({ account }));
      await nextBlockAt((await taskManager.read.claimOf([task.id]))[1] + 1);
      await mined(taskManager.write.expire(task.key, { account: hunter }));
      assert.equal((await proverRegistry.read.prover([prover])).stake, stake - terms.collateral);
    });

    it("locks its own stake no more than anybody's: it leaves after the delay", async () => {
      await mined(proverRegistry.write.pause({ account }));
      await mined(proverRegistry.write.requestUnstake([stake], { account }));
      await nextBlockAt((await now()) + 7 * 86_400);
      await mined(proverRegistry.write.withdraw([prover], { account }));
    });
  });

  describe("by a project's owner", () => {
    it("keeps nobody from claiming, proving, expiring or refunding what was submitted", async () => {
      const [claimed, open, late] = [await claimedTask(1n), await submitTask(2n), await claimedTask(3n)];
      await mined(projectRegistry.write.pause([projectId], { account: owner }));
      await mined(prove(claimed, await proofOf(claimed)));
      await mined(claim(open));
      await mined(prove(open, await proofOf(open)));
      await nextBlockAt(late.deadline + 1);
      await mined(taskManager.write.expire(late.key));
      await mined(taskManager.write.refund(late.key));
    });
  });

  describe("where a project requires active provers", () => {
    const require = (amount: bigint) =>
      projectRegistry.write.setAttributes(
        [projectId, [stringToHex("RequiredProverAmount", { size: 32 })], [word(amount)]],
        { account: owner },
      );

    it("holds up what is submitted afterwards, and nothing that was before", async () => {
      await mined(require(2n));
      const task = await claimedTask();
      await mined(proverRegistry.write.pause({ account }));
      await reverts(submitTask(8n), "NotEnoughProvers", [5n, 1n, 2n]);
      await mined(prove(task, await proofOf(task)));
    });

    it("counts a prover once, however often it pauses, resumes and changes its VM types", async () => {
      for (let i = 0; i < 2; i++) {
        await mined(proverRegistry.write.pause({ account }));
        await mined(proverRegistry.write.deleteVMType([5n], { account }));
        await mined(proverRegistry.write.addVMType([5n], { account }));
        await mined(proverRegistry.write.addVMType([5n], { account }));
        await mined(proverRegistry.write.resume({ account }));
        await reverts(proverRegistry.write.resume({ account }), "ProverNotPaused", [prover]);
      }
      assert.equal(await proverRegistry.read.activeProvers([5n]), 2n);
    });

    it("SUCCEEDS in counting made-up provers: registering is free, so the number says who offers, not who is able", async () => {
      await mined(require(3n));
      await reverts(submitTask(), "NotEnoughProvers", [5n, 2n, 3n]);
      const sybil = await deployProver(1n); // without stake worth the name
      await submitTask();
      assert.equal((await proverRegistry.read.prover([sybil.address])).stake, 1n);
      sybils.push(sybil.address);
      await mined(require(0n));
      assert.equal(await taskManager.read.escrowOf([projectId, native]), escrow - terms.maxReward);
    });
  });
});
