import assert from "node:assert/strict";
import { encodeErrorResult, type Hex, pad, toHex } from "viem";
import { taskManagerAbi } from "../../../../contracts/abi/taskManager.ts";
import { eventually } from "../../../support/eventually.ts";
import { createWorld, type World } from "../support/world.ts";

/** Reverts with its calldata as the error while storage slot 0 is not zero, and succeeds otherwise. */
const gate = "0x00000000000000000000000000000000000000aa";
const gateCode = "0x5f5415600d57365f5f37365ffd5b00";
const taskId = pad("0x12", { size: 32 });
const taskNotOpen = encodeErrorResult({ abi: taskManagerAbi, errorName: "TaskNotOpen", args: [taskId, 2] });

describe("TransactionSender: reverts", () => {
  let world: World;
  const shut = (yes: boolean) =>
    world.evm.setStorageAt({ address: gate, index: 0, value: pad(toHex(yes ? 1 : 0), { size: 32 }) });
  const toGate = (data: Hex) => ({ to: gate, data, value: 0n }) as const;
  beforeEach(async () => {
    world = await createWorld();
    await world.evm.setCode({ address: gate, bytecode: gateCode });
    await shut(true);
  });
  afterEach(() => world.close());

  it("a call that would revert fails with the contract's named error, and spends no nonce", async () => {
    await world.queue("a", toGate(taskNotOpen));
    await world.queue("b");
    world.sender();
    const row = await world.reaches("a");
    assert.equal(row.state, "failed");
    assert.equal(row.errorCode, "TaskNotOpen");
    assert.match(row.error ?? "", /^TaskNotOpen\(taskId 0x0+12, state 2\)$/);
    assert.equal(row.nonce, null);
    assert.equal((await world.reaches("b")).nonce, 0);
    assert.equal(await world.sent(), 1);
  });

  it("waits before it gives up: an endpoint may be behind", async () => {
    await world.queue("a", toGate(taskNotOpen));
    world.sender({ revertPatienceMs: 60_000 });
    await world.queue("b");
    await world.reaches("b");
    assert.equal((await world.status("a")).state, "queued");
    await shut(false);
    assert.equal((await world.reaches("a")).state, "mined");
  });

  it("one that reverts only when it is mined fails, but not before that is final", async () => {
    await shut(false);
    await world.evm.setAutomine(false);
    await world.queue("a", toGate(taskNotOpen));
    world.sender({ confirmations: 2 });
    await eventually("it is in the pool", async () => Number((await world.evm.getTxpoolStatus()).pending) === 1);
    await shut(true);
    await world.evm.mine({ blocks: 1 });
    const mined = await world.reaches("a");
    assert.equal(mined.state, "mined");
    assert.equal(mined.errorCode, "TaskNotOpen");
    await world.evm.mine({ blocks: 2 });
    const final = await world.reaches("a", "final");
    assert.equal(final.state, "failed");
    assert.equal(final.errorCode, "TaskNotOpen");
    assert.equal(final.nonce, 0);
  });

  it("an error that no contract of ours has is kept as bytes", async () => {
    await world.queue("a", toGate("0xdeadbeef"));
    world.sender();
    const row = await world.reaches("a");
    assert.equal(row.errorCode, "REVERTED");
    assert.match(row.error ?? "", /0xdeadbeef/);
  });
});
