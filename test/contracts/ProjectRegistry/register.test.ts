import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { actors, nobody, projectId, projectRegistry, reset } from "../support/world.ts";

const { owner, stranger } = actors;

describe("ProjectRegistry.register", () => {
  beforeEach(reset);

  it("gives the caller a new project, paused, as an ERC-721 token", async () => {
    const events = await eventsOf(projectRegistry.write.register({ account: stranger }));
    assert.deepEqual(events, [
      ["Transfer", { from: zeroAddress, to: stranger, tokenId: 2n }],
      ["ProjectRegistered", { projectId: 2n, owner: stranger }],
    ]);
    assert.equal(await projectRegistry.read.ownerOf([2n]), stranger);
    assert.equal(await projectRegistry.read.isPaused([2n]), true);
    assert.equal(await projectRegistry.read.name(), "W3bstream Project");
  });

  it("lets others ask whether a project exists and whose it is", async () => {
    assert.equal(await projectRegistry.read.exists([projectId]), true);
    assert.equal(await projectRegistry.read.exists([2n]), false);
    assert.equal(await projectRegistry.read.isOwner([projectId, owner]), true);
    assert.equal(await projectRegistry.read.isOwner([projectId, stranger]), false);
    assert.equal(await projectRegistry.read.isOwner([2n, zeroAddress]), false);
  });

  it("hands every right over with the token", async () => {
    await mined(projectRegistry.write.transferFrom([owner, stranger, projectId], { account: owner }));
    await reverts(projectRegistry.write.resume([projectId], { account: owner }), "NotProjectOwner", [projectId, owner]);
    await mined(projectRegistry.write.resume([projectId], { account: stranger }));
  });
});

describe("Everything the owner decides", () => {
  beforeEach(reset);

  const { write } = projectRegistry;
  const bytes32 = `0x${"01".repeat(32)}` as const;
  const program = { verifier: nobody, vmType: 1, binding: 0, programId: bytes32 };
  const terms = {
    token: zeroAddress,
    minReward: 0n,
    maxReward: 0n,
    rampSeconds: 0,
    collateral: 0n,
    claimSeconds: 1,
    lifeSeconds: 1,
    redundancy: 1,
  };

  it("is refused to anyone else", async () => {
    const account = stranger;
    for (const call of [
      () => write.setConfig([projectId, "x", bytes32], { account }),
      () => write.publishProgram([projectId, bytes32, program], { account }),
      () => write.retireProgram([projectId, bytes32], { account }),
      () => write.setRewardTerms([projectId, terms], { account }),
      () => write.setGateway([projectId, stranger, true, ""], { account }),
      () => write.setAttributes([projectId, [], []], { account }),
      () => write.bindDapp([projectId, stranger, 0], { account }),
      () => write.pause([projectId], { account }),
      () => write.resume([projectId], { account }),
    ]) {
      await reverts(call(), "NotProjectOwner", [projectId, stranger]);
    }
  });

  it("is refused for projects that do not exist", async () => {
    await reverts(write.pause([99n], { account: owner }), "NotProjectOwner", [99n, owner]);
  });
});
