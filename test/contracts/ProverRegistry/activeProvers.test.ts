import assert from "node:assert/strict";
import { mined } from "../support/expect.ts";
import { actors, proverRegistry, reset } from "../support/world.ts";

const { prover } = actors;
const account = prover;
const { read, write } = proverRegistry;

describe("ProverRegistry.activeProvers", () => {
  beforeEach(reset);
  const active = (...vmTypes: bigint[]) => Promise.all(vmTypes.map((vmType) => read.activeProvers([vmType])));

  it("counts who supports the VM type, each once", async () => {
    assert.deepEqual(await active(5n, 7n, 255n), [2n, 0n, 0n]);
    await mined(write.addVMType([7n], { account }));
    await mined(write.addVMType([7n], { account }));
    await mined(write.addVMType([255n], { account }));
    assert.deepEqual(await active(5n, 7n, 255n), [2n, 1n, 1n]);
    await mined(write.deleteVMType([7n], { account }));
    assert.deepEqual(await active(5n, 7n, 255n), [2n, 0n, 1n]);
  });

  it("leaves out who is paused, whatever it adds or takes away meanwhile", async () => {
    await mined(write.addVMType([255n], { account }));
    await mined(write.pause({ account }));
    assert.deepEqual(await active(5n, 7n, 255n), [1n, 0n, 0n]);
    await mined(write.addVMType([7n], { account }));
    await mined(write.deleteVMType([5n], { account }));
    assert.deepEqual(await active(5n, 7n, 255n), [1n, 0n, 0n]);
    await mined(write.resume({ account }));
    assert.deepEqual(await active(5n, 7n, 255n), [1n, 1n, 1n]);
  });
});
