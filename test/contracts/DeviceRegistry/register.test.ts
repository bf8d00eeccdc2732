import assert from "node:assert/strict";
import { zeroAddress } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { actors, deviceRegistry, projectId, projectRegistry, reset } from "../support/world.ts";

const { owner: account, stranger, hunter, rival } = actors;
const { read, write } = deviceRegistry;
const first = { device: hunter, key: word(1n), owner: stranger };
const second = { device: rival, key: word(0n), owner: stranger };

describe("DeviceRegistry.register", () => {
  beforeEach(reset);

  it("makes devices and their keys known to gateways and dApps", async () => {
    const events = await eventsOf(write.register([projectId, [first, second]], { account }));
    assert.deepEqual(events, [
      ["DeviceRegistered", { projectId, ...first }],
      ["DeviceRegistered", { projectId, ...second }],
    ]);
    assert.equal(await read.isRegistered([projectId, hunter]), true);
    assert.equal(await read.isRegistered([projectId, rival]), true);
    assert.equal(await read.ownerOfKey([projectId, word(1n)]), stranger);
  });

  it("gives the zero key to nobody: it means a device without one", async () => {
    await mined(write.register([projectId, [second, { ...second, device: stranger }]], { account }));
    assert.equal(await read.ownerOfKey([projectId, word(0n)]), zeroAddress);
  });

  it("keeps projects apart", async () => {
    await mined(write.register([projectId, [first]], { account }));
    await mined(projectRegistry.write.register({ account: rival }));
    assert.equal(await read.isRegistered([2n, hunter]), false);
    assert.equal(await read.ownerOfKey([2n, word(1n)]), zeroAddress);
    await mined(write.register([2n, [{ ...first, owner: rival }]], { account: rival }));
    assert.equal(await read.ownerOfKey([projectId, word(1n)]), stranger);
  });

  it("refuses a device or a key that is registered already", async () => {
    await mined(write.register([projectId, [first]], { account }));
    const device = write.register([projectId, [{ ...first, key: word(2n) }]], { account });
    await reverts(device, "DeviceAlreadyRegistered", [projectId, hunter]);
    const key = write.register([projectId, [{ ...first, device: rival }]], { account });
    await reverts(key, "KeyAlreadyRegistered", [projectId, word(1n)]);
  });

  it("refuses zero addresses", async () => {
    for (const change of [{ device: zeroAddress }, { owner: zeroAddress }]) {
      await reverts(write.register([projectId, [{ ...first, ...change }]], { account }), "ZeroAddress");
    }
  });

  it("is the project's owner's alone", async () => {
    const call = write.register([projectId, [first]], { account: stranger });
    await reverts(call, "NotProjectOwner", [projectId, stranger]);
    const missing = write.register([99n, [first]], { account });
    await reverts(missing, "NotProjectOwner", [99n, account]);
  });
});

describe("DeviceRegistry.remove", () => {
  beforeEach(reset);

  it("forgets devices and their keys, which may then come back with another owner", async () => {
    await mined(write.register([projectId, [first]], { account }));
    const events = await eventsOf(write.remove([projectId, [hunter]], { account }));
    assert.deepEqual(events, [["DeviceRemoved", { projectId, device: hunter, key: word(1n) }]]);
    assert.equal(await read.isRegistered([projectId, hunter]), false);
    assert.equal(await read.ownerOfKey([projectId, word(1n)]), zeroAddress);
    await mined(write.register([projectId, [{ ...first, owner: rival }]], { account }));
    assert.equal(await read.ownerOfKey([projectId, word(1n)]), rival);
  });

  it("refuses devices that are not registered", async () => {
    await reverts(write.remove([projectId, [hunter]], { account }), "DeviceNotFound", [projectId, hunter]);
  });

  it("is the project's owner's alone", async () => {
    const call = write.remove([projectId, [hunter]], { account: stranger });
    await reverts(call, "NotProjectOwner", [projectId, stranger]);
  });
});
