import assert from "node:assert/strict";
import { type Address, concat, encodeAbiParameters, type Hex, keccak256, parseAbi, slice } from "viem";
import { roomClimateAbi } from "../../../contracts/abi/roomClimate.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import {
  actors,
  deployContract,
  deviceRegistry,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  publishedProgram,
  reset,
  terms,
  version,
} from "../support/world.ts";

const { owner, gateway, stranger, hunter, rival } = actors;
/** `deliver` reverts with what the dApp reverts with. */
const managerAbi = [
  ...parseAbi(["function deliver(address dapp, address offer, uint256 projectId, bytes32 taskId, bytes journal)"]),
  ...roomClimateAbi.filter((item) => item.type === "error"),
];
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
  // A mock stands in for the TaskManager, which lets every journal be tried without a proof of it.
  const deployManager = () => deployContract("MockTaskManager", managerAbi, [projectRegistry.address]);
  const deployDapp = () =>
    deployContract("RoomClimate", roomClimateAbi, [manager.address, deviceRegistry.address, projectId]);
  let manager: Awaited<ReturnType<typeof deployManager>>;
  let dapp: Awaited<ReturnType<typeof deployDapp>>;
  let offer: Address;

  beforeEach(async () => {
    await reset();
    manager = await deployManager();
    dapp = await deployDapp();
    offer = await offerOf(version);
    const devices = [
      { device: hunter, key, owner: stranger },
      { device: rival, key: keyOf(11n, 21n), owner: stranger },
    ];
    await mined(deviceRegistry.write.register([projectId, devices], { account: owner }));
  });

  const deliver = (data: Hex, project = projectId, of = offer) =>
    manager.write.deliver([dapp.address, of, project, taskId, data]);
  const process = (changes: Partial<Window> = {}) => deliver(journalOf(changes));

  /** The offer of tasks of a version. */
  async function offerOf(of: Hex): Promise<Address> {
    const args = [projectId, of, gateway] as const;
    const { result } = await projectRegistry.simulate.offerFor(args);
    await mined(projectRegistry.write.offerFor(args));
    return result[0];
  }

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
    await reverts(deliver(journalOf(), 2n), "WrongProject", [2n]);
    await mined(projectRegistry.write.register({ account: owner }));
    await reverts(deliver(journalOf(), projectId, await offerOfAnother()), "WrongProject", [2n]);
  });

  /** An offer of project 2. */
  async function offerOfAnother(): Promise<Address> {
    const account = owner;
    const { write, simulate } = projectRegistry;
    await mined(write.setConfig([2n, "https://project.example/2.json", word(1n)], { account }));
    await mined(write.publishProgram([2n, version, publishedProgram], { account }));
    await mined(write.setRewardTerms([2n, terms], { account }));
    await mined(write.setGateway([2n, gateway, true, ""], { account }));
    await mined(write.resume([2n], { account }));
    const { result } = await simulate.offerFor([2n, version, gateway]);
    await mined(write.offerFor([2n, version, gateway]));
    return result[0];
  }

  it("takes results of versions that the project's owner published, and did not retire", async () => {
    const next = word(2n);
    await mined(projectRegistry.write.publishProgram([projectId, next, publishedProgram], { account: owner }));
    const offerOfNext = await offerOf(next);
    await mined(deliver(journalOf(), projectId, offerOfNext));
    await mined(projectRegistry.write.retireProgram([projectId, next], { account: owner }));
    const late = journalOf({ inputHash: 2n });
    await reverts(deliver(late, projectId, offerOfNext), "WrongVersion", [next]);
    await mined(deliver(late));
  });

  it("refuses what a former owner's version says, until the new owner publishes it too", async () => {
    await mined(projectRegistry.write.transferFrom([owner, rival, projectId], { account: owner }));
    await reverts(process(), "WrongVersion", [version]);
    await mined(projectRegistry.write.publishProgram([projectId, version, publishedProgram], { account: rival }));
    await mined(process());
  });

  it("refuses journals of the binding Template, whose first words are the outputs", async () => {
    const template = word(3n);
    const program = { ...publishedProgram, binding: 1 };
    await mined(projectRegistry.write.publishProgram([projectId, template, program], { account: owner }));
    const call = deliver(journalOf(), projectId, await offerOf(template));
    await reverts(call, "WrongBinding", [template]);
  });

  it("is of a project that there is: anyone could become the owner of one to come", async () => {
    const args = [manager.address, deviceRegistry.address, 99n];
    await reverts(deployContract("RoomClimate", roomClimateAbi, args), "WrongProject");
  });

  it("refuses journals of another length, and values that do not fit", async () => {
    for (const data of [slice(journalOf(), 0, 287), `${journalOf()}00` as Hex]) {
      await reverts(deliver(data), "WrongOutputsLength", [224n, BigInt((data.length - 2) / 2 - 64)]);
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
