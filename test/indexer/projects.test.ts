import assert from "node:assert/strict";
import { encodeAbiParameters, keccak256, stringToHex, zeroAddress } from "viem";
import {
  findAttribute,
  findProgram,
  findProject,
  gatewayUri,
  isGatewayAuthorised,
} from "../../indexer/model/queries/index.ts";
import { versionToBytes32 } from "../../node/protocol/task.ts";
import { deployAcceptingVerifier, people } from "./support/chain.ts";
import { terms } from "./support/tasks.ts";
import { startWorld, type World } from "./support/world.ts";

const lower = (address: string) => address.toLowerCase();

describe("indexing projects", () => {
  let world: World;
  let id: bigint;
  let registeredAt: { block: number; time: number };
  const owner = (call: string, ...args: unknown[]) =>
    world.chain.send({ from: people.owner, to: "projectRegistry", call, args: [id, ...args] });
  const project = async () => {
    await world.indexed();
    const row = await findProject(world.database.pool, id);
    assert.ok(row, "the project has a row");
    return row;
  };

  before(async () => {
    world = await startWorld();
    const { blockNumber } = await world.chain.send({ from: people.owner, to: "projectRegistry", call: "register" });
    const { timestamp } = await world.chain.client.getBlock({ blockNumber });
    registeredAt = { block: Number(blockNumber), time: Number(timestamp) };
    id = 1n;
  });
  after(() => world?.stop());

  it("a registered project is paused and has an owner and nothing else", async () => {
    assert.deepEqual(
      { ...(await project()) },
      {
        id: "1",
        owner: lower(people.owner.address),
        uri: null,
        hash: null,
        paused: true,
        dapp: null,
        callbackGas: 0,
        token: null,
        minReward: 0n,
        maxReward: 0n,
        rampSeconds: 0,
        collateral: 0n,
        claimSeconds: 0,
        lifeSeconds: 0,
        redundancy: 0,
        createdAtBlock: registeredAt.block,
        createdAt: registeredAt.time,
      },
    );
  });

  it("its file is what the owner set last, without the characters Postgres refuses", async () => {
    await owner("setConfig", "https://a.example/\0file", keccak256("0x01"));
    assert.equal((await project()).uri, "https://a.example/\uFFFDfile");
    await owner("setConfig", "https://b.example/", keccak256("0x02"));
    const { uri, hash } = await project();
    assert.deepEqual({ uri, hash }, { uri: "https://b.example/", hash: keccak256("0x02") });
  });

  it("its reward terms are those set last, up to the largest the contract takes", async () => {
    const large = {
      ...terms,
      redundancy: 8,
      minReward: 2n ** 96n - 1n,
      maxReward: 2n ** 96n - 1n,
      rampSeconds: 2 ** 32 - 1,
    };
    await owner("setRewardTerms", large);
    const row = await project();
    for (const [name, value] of Object.entries(large)) assert.equal(row[name as keyof typeof large], value, name);
  });

  it("a bound dApp appears with its gas, and disappears when unbound", async () => {
    await owner("bindDapp", people.device.address, 123_456);
    let { dapp, callbackGas } = await project();
    assert.deepEqual({ dapp, callbackGas }, { dapp: lower(people.device.address), callbackGas: 123_456 });
    await owner("bindDapp", zeroAddress, 0);
    ({ dapp, callbackGas } = await project());
    assert.deepEqual({ dapp, callbackGas }, { dapp: null, callbackGas: 0 });
  });

  it("resuming and pausing show", async () => {
    await owner("resume");
    assert.equal((await project()).paused, false);
    await owner("pause");
    assert.equal((await project()).paused, true);
  });

  it("a published program is found by the version's name; one that is not text by its bytes", async () => {
    const verifier = await deployAcceptingVerifier(world.chain.client);
    const program = { verifier, vmType: 5, binding: 0, programId: keccak256("0x03") };
    const binary = keccak256("0x04");
    await owner("publishProgram", versionToBytes32("v1.0.0"), program);
    await owner("publishProgram", binary, program);
    await world.indexed();
    const known = { verifier: lower(verifier), vmType: 5, binding: 0, programId: program.programId };
    const expected = { projectId: "1", ...known, active: true, retired: false };
    const named = await findProgram(world.database.pool, id, "v1.0.0");
    assert.deepEqual({ ...named }, { id: "1-v1.0.0", version: "v1.0.0", ...expected });
    const unnamed = await findProgram(world.database.pool, id, binary);
    assert.deepEqual({ ...unnamed }, { id: `1-${binary}`, version: binary, ...expected });
    assert.equal(await findProgram(world.database.pool, id, "v2.0.0"), undefined);
  });

  it("a retired version stays, and takes no tasks", async () => {
    await owner("retireProgram", keccak256("0x04"));
    await world.indexed();
    const { active, retired } = (await findProgram(world.database.pool, id, keccak256("0x04")))!;
    assert.deepEqual({ active, retired }, { active: false, retired: true });
    assert.equal((await findProgram(world.database.pool, id, "v1.0.0"))?.active, true);
  });

  it("a gateway is authorised until the owner takes it back", async () => {
    const { pool } = world.database;
    const gateway = people.gateway.address;
    await owner("setGateway", gateway, true, "https://gateway.example");
    await world.indexed();
    assert.equal(await isGatewayAuthorised(pool, id, gateway), true);
    assert.equal(await gatewayUri(pool, id, gateway), "https://gateway.example");
    await owner("setGateway", gateway, false, "");
    await world.indexed();
    assert.equal(await isGatewayAuthorised(pool, id, gateway), false);
    assert.equal(await gatewayUri(pool, id, gateway), undefined);
    assert.equal(await isGatewayAuthorised(pool, id, people.owner.address), false);
  });

  it("attributes are found by their key's name", async () => {
    const key = (name: string) => stringToHex(name, { size: 32 });
    const value = encodeAbiParameters([{ type: "uint256" }], [16n]);
    await owner("setAttributes", [key("AggregationAmount"), key("OpenToAnyDevice")], [value, "0x01"]);
    await world.indexed();
    assert.equal((await findAttribute(world.database.pool, id, "AggregationAmount"))?.value, value);
    assert.equal((await findAttribute(world.database.pool, id, "OpenToAnyDevice"))?.value, "0x01");
  });

  it("a transferred project has a new owner, and nothing that the former one allowed", async () => {
    const { pool } = world.database;
    const [gateway, later] = [people.gateway.address, people.device.address];
    await owner("setGateway", gateway, true, "https://gateway.example");
    await owner("resume");
    await world.indexed();
    await owner("setGateway", later, true, ""); // read in one batch with the transfer, perhaps
    await world.chain.send({
      from: people.owner,
      to: "projectRegistry",
      call: "transferFrom",
      args: [people.owner.address, people.hunter.address, id],
    });
    const { owner: now, paused } = await project();
    assert.deepEqual({ now, paused }, { now: lower(people.hunter.address), paused: true });
    for (const each of [gateway, later]) assert.equal(await isGatewayAuthorised(pool, id, each), false);
    assert.equal(await gatewayUri(pool, id, gateway), "https://gateway.example"); // for the tasks it submitted
    const versions = [await findProgram(pool, id, "v1.0.0"), await findProgram(pool, id, keccak256("0x04"))];
    assert.deepEqual(
      versions.map((version) => [version?.active, version?.retired]),
      [
        [false, false],
        [false, true],
      ],
    );
  });

  it("handing a project on writes nothing of what ended before: an owner can do so by thousands a block", async () => {
    const transfer = (from: (typeof people)["hunter"], to: (typeof people)["hunter"]) =>
      world.chain.send({
        from,
        to: "projectRegistry",
        call: "transferFrom",
        args: [from.address, to.address, id],
      });
    // xmin: the transaction that wrote the row as it is
    const written = async () => {
      await world.indexed();
      return world.rows(`SELECT id, xmin::text FROM chain.gateway
        UNION ALL SELECT id, xmin::text FROM chain.program ORDER BY id`);
    };
    const before = await written();
    assert.ok(before.length >= 4);
    await transfer(people.hunter, people.hunter);
    assert.deepEqual(await written(), before);
    // What was allowed since ends none the less, and that alone.
    const gateway = people.gateway.address;
    await world.chain.send({
      from: people.hunter,
      to: "projectRegistry",
      call: "setGateway",
      args: [id, gateway, true, ""],
    });
    await world.indexed();
    assert.equal(await isGatewayAuthorised(world.database.pool, id, gateway), true);
    await transfer(people.hunter, people.hunter);
    const after = await written();
    assert.equal(await isGatewayAuthorised(world.database.pool, id, gateway), false);
    const others = (rows: typeof before) => rows.filter((row) => row["id"] !== `1-${lower(gateway)}`);
    assert.deepEqual(others(after), others(before));
  });

  it("a version is active again once the new owner publishes it too", async () => {
    const { pool } = world.database;
    const { verifier, vmType, binding, programId } = (await findProgram(pool, id, "v1.0.0"))!;
    const args = [id, versionToBytes32("v1.0.0"), { verifier, vmType, binding, programId }];
    await world.chain.send({ from: people.hunter, to: "projectRegistry", call: "publishProgram", args });
    await world.indexed();
    assert.equal((await findProgram(pool, id, "v1.0.0"))?.active, true);
  });
});
