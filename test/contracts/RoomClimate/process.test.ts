import assert from "node:assert/strict";
import { concat, encodeAbiParameters, type Hex, keccak256, slice } from "viem";
import { roomClimateAbi } from "../../../contracts/abi/roomClimate.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { actors, deployContract, deviceRegistry, nextBlockAt, now, projectId, reset } from "../support/world.ts";

const { owner, stranger, hunter, rival, deployer } = actors;
const taskId = word(77n);
const none = { time: 0, count: 0, meanTemperature: 0, meanCo2: 0n, maxCo2: 0n };

interface Window {
  inputHash: bigint;
  x: bigint;
  y: bigint;
  time: number;
  count: number;
  meanTemperature: number;
  meanCo2: bigint;
  maxCo2: bigint;
}

const window: Window = {
  inputHash: 1n,
  x: 10n,
  y: 20n,
  time: 1_600_000_000,
  count: 16,
  meanTemperature: 295_150,
  meanCo2: 612_345n,
  maxCo2: 1_234_567n,
};

const keyOf = (x: bigint, y: bigint) =>
  keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], [x, y]));
const key = keyOf(window.x, window.y);

function climateOf({ time, count, meanTemperature, meanCo2, maxCo2 }: Window) {
  return { time, count, meanTemperature, meanCo2, maxCo2 };
}

function journalOf(changes: Partial<Window> = {}): Hex {
  const { inputHash, x, y, time, count, meanTemperature, meanCo2, maxCo2 } = { ...window, ...changes };
  const words = [999n, inputHash, x, y, BigInt(time), BigInt(count), BigInt(meanTemperature), meanCo2, maxCo2];
  return concat(words.map(word));
}

describe("RoomClimate.process", () => {
  // The deployer stands in for the TaskManager, which lets every journal be tried without a proof of it.
  const deployDapp = () => deployContract("RoomClimate", roomClimateAbi, [deployer, deviceRegistry.address, projectId]);
  let dapp: Awaited<ReturnType<typeof deployDapp>>;

  beforeEach(async () => {
    await reset();
    dapp = await deployDapp();
    const devices = [
      { device: hunter, key, owner: stranger },
      { device: rival, key: keyOf(11n, 21n), owner: stranger },
    ];
    await mined(deviceRegistry.write.register([projectId, devices], { account: owner }));
  });

  const process = (changes: Partial<Window> = {}) =>
    dapp.write.process([projectId, taskId, "", journalOf(changes)], { account: deployer });

  it("records the climate of a registered device and credits its owner", async () => {
    const events = await eventsOf(process());
    const climate = climateOf(window);
    assert.deepEqual(events, [["WindowRecorded", { taskId, key, owner: stranger, climate }]]);
    assert.deepEqual(await dapp.read.latest(), [climate, key]);
    assert.deepEqual(await dapp.read.latestOf([key]), climate);
    assert.equal(await dapp.read.credits([stranger]), 1n);
  });

  it("shows zeros before the first window", async () => {
    assert.deepEqual(await dapp.read.latest(), [none, word(0n)]);
    assert.deepEqual(await dapp.read.latestOf([key]), none);
  });

  it("counts a window once, however often it is proven", async () => {
    await mined(process());
    const counted = keccak256(concat([word(window.inputHash), key]));
    assert.equal(await dapp.read.used([counted]), true);
    await reverts(process(), "AlreadyUsed", [counted]);
    await mined(process({ inputHash: 2n }));
    assert.equal(await dapp.read.credits([stranger]), 2n);
  });

  it("keeps the newest by the window's own time, though tasks settle in any order", async () => {
    const older = { inputHash: 2n, time: window.time - 60 };
    const newer = { inputHash: 3n, time: window.time + 60, maxCo2: 7n };
    await mined(process());
    await mined(process(older));
    assert.deepEqual(await dapp.read.latestOf([key]), climateOf(window));
    await mined(process(newer));
    assert.deepEqual(await dapp.read.latestOf([key]), climateOf({ ...window, ...newer }));
    assert.equal(await dapp.read.credits([stranger]), 3n);
  });

  it("keeps each device's climate, and the newest of all", async () => {
    const other = { inputHash: 2n, x: 11n, y: 21n };
    await mined(process({ time: window.time + 60 }));
    await mined(process(other));
    assert.deepEqual(await dapp.read.latestOf([keyOf(11n, 21n)]), climateOf({ ...window, ...other }));
    assert.equal((await dapp.read.latest())[1], key);
    await mined(process({ ...other, inputHash: 3n, time: window.time + 61 }));
    assert.equal((await dapp.read.latest())[1], keyOf(11n, 21n));
  });

  it("refuses devices that are not, or no longer, registered", async () => {
    await reverts(process({ x: 12n }), "DeviceNotRegistered", [keyOf(12n, window.y)]);
    await mined(deviceRegistry.write.remove([projectId, [hunter]], { account: owner }));
    await reverts(process(), "DeviceNotRegistered", [key]);
    assert.equal(await dapp.read.credits([stranger]), 0n);
  });

  it("refuses windows from the future, which would stay the newest for ever", async () => {
    const time = (await now()) + 1000;
    await nextBlockAt(time - 901);
    await reverts(process({ time }), "WindowFromTheFuture", [BigInt(time)]);
    await nextBlockAt(time - 900);
    await mined(process({ time }));
  });

  it("listens to the TaskManager alone, and for its own project", async () => {
    const args = [projectId, taskId, "", journalOf()] as const;
    await reverts(dapp.write.process(args, { account: stranger }), "OnlyTaskManager", [stranger]);
    const other = dapp.write.process([2n, taskId, "", journalOf()], { account: deployer });
    await reverts(other, "WrongProject", [2n]);
  });

  it("refuses journals of another length, and values that do not fit", async () => {
    for (const data of [slice(journalOf(), 0, 287), `${journalOf()}00` as Hex]) {
      const call = dapp.write.process([projectId, taskId, "", data], { account: deployer });
      await reverts(call, "WrongOutputsLength", [224n, BigInt((data.length - 2) / 2 - 64)]);
    }
    for (const changes of [
      { time: 2 ** 40 },
      { count: 2 ** 32 },
      { meanTemperature: 2 ** 32 },
      { maxCo2: 2n ** 64n },
    ]) {
      await reverts(process(changes), "SafeCastOverflowedUintDowncast");
    }
  });
});
