import assert from "node:assert/strict";
import { keccak256 } from "viem";
import { findDevice } from "../../indexer/model/queries/index.ts";
import { people } from "./support/chain.ts";
import { startWorld, type World } from "./support/world.ts";

describe("indexing devices", () => {
  let world: World;
  const key = keccak256("0x01");
  const { address: device } = people.device;
  const owner = (call: string, ...args: unknown[]) =>
    world.chain.send({ from: people.owner, to: "deviceRegistry", call, args: [1n, ...args] });
  const found = async () => {
    await world.indexed();
    return { ...(await findDevice(world.database.pool, 1n, device)) };
  };

  before(async () => {
    world = await startWorld();
    await world.chain.send({ from: people.owner, to: "projectRegistry", call: "register" });
  });
  after(() => world?.stop());

  it("a device is registered, removed, and registered anew for another owner", async () => {
    const row = { id: `1-${device.toLowerCase()}`, projectId: "1", device: device.toLowerCase(), key };
    await owner("register", [{ device, key, owner: people.owner.address }]);
    assert.deepEqual(await found(), { ...row, owner: people.owner.address.toLowerCase(), registered: true });
    await owner("remove", [device]);
    assert.deepEqual(await found(), { ...row, owner: people.owner.address.toLowerCase(), registered: false });
    await owner("register", [{ device, key, owner: people.hunter.address }]);
    assert.deepEqual(await found(), { ...row, owner: people.hunter.address.toLowerCase(), registered: true });
  });

  it("many devices of one transaction each have a row", async () => {
    const many = [people.gateway, people.prover, people.operator].map(({ address }) => ({
      device: address,
      key: keccak256(address),
      owner: people.owner.address,
    }));
    await owner("register", many);
    await world.indexed();
    assert.equal((await world.rows("SELECT id FROM chain.device")).length, 4);
  });

  it("an unknown device has none", async () => {
    assert.equal(await findDevice(world.database.pool, 1n, people.treasury.address), undefined);
    assert.equal(await findDevice(world.database.pool, 2n, device), undefined);
  });
});
