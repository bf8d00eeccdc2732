import assert from "node:assert/strict";
import { concat, encodeAbiParameters, type Hex, keccak256, parseEther, zeroAddress } from "viem";
import { airQualityBondAbi } from "../../../contracts/abi/airQualityBond.ts";
import { bindingOf } from "../../../node/protocol/task.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { deployMockVerifier } from "../support/mocks.ts";
import { claim, dataHash, type SubmittedTask, submitTasks, word } from "../support/tasks.ts";
import {
  actors,
  balanceOf,
  deployContract,
  deviceRegistry,
  nextBlockAt,
  now,
  projectId,
  projectRegistry,
  publishedProgram,
  reset,
  taskManager,
  testClient,
} from "../support/world.ts";

const { owner, prover, operator, rival: host, hunter: guest, stranger } = actors;
const version = word(2n);
const amount = parseEther("5");
const key = keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], [10n, 20n]));
const [from, until, limit] = [1_000_000, 2_000_000, 1_000_000n];
const grace = 7 * 86_400;

/** What the room-climate program says of a window. */
function outputsOf({ time = 1_500_000, x = 10n, maxCo2 = limit + 1n } = {}): Hex {
  return concat([x, 20n, BigInt(time), 16n, 295_150n, 600_000n, maxCo2].map(word));
}

describe("AirQualityBond", () => {
  const deployBond = (project = projectId, trusted = version) =>
    deployContract("AirQualityBond", airQualityBondAbi, [taskManager.address, project, trusted]);
  let bond: Awaited<ReturnType<typeof deployBond>>;
  let published: typeof publishedProgram;

  beforeEach(async () => {
    await reset();
    // A verifier that takes anything, so that any climate can be had without a device.
    const { address: verifier } = await deployMockVerifier();
    published = { ...publishedProgram, verifier };
    await publish(version);
    bond = await deployBond();
  });

  const publish = (name: Hex, program: Partial<typeof publishedProgram> = {}, project = projectId) =>
    mined(projectRegistry.write.publishProgram([project, name, { ...published, ...program }], { account: owner }));
  const retire = (name: Hex) => mined(projectRegistry.write.retireProgram([projectId, name], { account: owner }));

  const open = (changes: { guest?: Hex; until?: number; value?: bigint } = {}, account = host) =>
    bond.write.open([changes.guest ?? guest, key, limit, from, changes.until ?? until], {
      account,
      value: changes.value ?? amount,
    });

  /** A settled task that says this. */
  async function settled(outputs: Hex): Promise<SubmittedTask & { journal: Hex }> {
    const [task] = await submitTasks([{ inputHash: word(1n), dataHash: dataHash() }], [], version);
    await mined(claim(task!));
    await mined(taskManager.write.prove([...task!.key, outputs, "0x01"], { account: operator }));
    return { ...task!, journal: concat([bindingOf(task!.id, prover), word(1n), outputs]) };
  }

  const forfeit = ({ key: name, journal }: SubmittedTask & { journal: Hex }, bondId = 1n) =>
    bond.write.forfeit([bondId, ...name, journal], { account: stranger });

  it("keeps a host's promise with money behind it", async () => {
    const events = await eventsOf(open());
    const content = { host, amount, guest, from, until, key, maxCo2: limit };
    assert.deepEqual(events, [["BondOpened", { bondId: 1n, host, guest, bond: content }]]);
    assert.equal(await balanceOf(bond.address), amount);
    assert.deepEqual(await bond.read.bonds([1n]), [host, amount, guest, from, until, key, limit]);
  });

  it("pays the guest for one verified window that broke the promise; anyone may bring it", async () => {
    await mined(open());
    const result = await settled(outputsOf());
    const before = await balanceOf(guest);
    assert.deepEqual(await eventsOf(forfeit(result)), [["BondForfeited", { bondId: 1n, amount, maxCo2: limit + 1n }]]);
    assert.equal(await balanceOf(guest), before + amount);
    await reverts(forfeit(result), "BondClosed", [1n]);
    await reverts(bond.write.giveBack([1n]), "BondClosed", [1n]);
  });

  it("pays nothing for good air, another device, or another time", async () => {
    await mined(open());
    for (const window of [{ maxCo2: limit }, { x: 11n }, { time: from - 1 }, { time: until + 1 }]) {
      await reverts(forfeit(await settled(outputsOf(window))), "PromiseKept", [1n]);
    }
    for (const time of [from, until]) {
      const { result } = await bond.simulate.forfeit([1n, ...(await journalArgs(outputsOf({ time })))]);
      assert.equal(result, undefined);
    }
  });

  async function journalArgs(outputs: Hex) {
    const { key: name, journal } = await settled(outputs);
    return [...name, journal] as const;
  }

  it("pays nothing for what is no result of the project", async () => {
    await mined(open());
    const result = await settled(outputsOf());
    const wrong = { ...result, journal: concat([result.journal, "0x00"]) };
    await reverts(forfeit(wrong), "NotAResult", [result.id]);
    const [unsettled] = await submitTasks([{ inputHash: word(2n), dataHash: dataHash() }], [], version);
    await reverts(forfeit({ ...unsettled!, journal: "0x" }), "NotAResult", [unsettled!.id]);

    await mined(projectRegistry.write.register({ account: owner }));
    await publish(version, {}, 2n);
    const other = await deployBond(2n);
    await other.write.open([guest, key, limit, from, until], { account: host, value: amount });
    const call = other.write.forfeit([1n, ...result.key, result.journal], { account: stranger });
    await reverts(call, "WrongProject", [projectId]);
    await reverts(forfeit(await settled(word(1n))), "WrongOutputsLength", [224n, 32n]);
  });

  it("pays nothing for a version whose program the host never saw: the project's owner can publish any", async () => {
    await publish(word(3n));
    const careful = await deployBond(projectId, word(3n));
    assert.equal(await careful.read.version(), word(3n));
    await careful.write.open([guest, key, limit, from, until], { account: host, value: amount });
    const { key: name, journal } = await settled(outputsOf());
    const call = careful.write.forfeit([1n, ...name, journal], { account: stranger });
    await reverts(call, "WrongVersion", [version]);
  });

  it("takes no version that is still to be published: the project's owner, perhaps the host, could make it anything", async () => {
    await reverts(deployBond(projectId, word(3n)), "WrongVersion");
    await reverts(deployBond(2n), "WrongProject"); // a project that is still to be registered, by anyone
    await publish(word(3n));
    await retire(word(3n));
    await reverts(deployBond(projectId, word(3n)), "WrongVersion");
    await publish(word(4n), { binding: 1 });
    await reverts(deployBond(projectId, word(4n)), "WrongBinding"); // its journals have another form
  });

  it("takes no more promises once the version is retired, and still knows what it said: the host may be the owner", async () => {
    await mined(open());
    const result = await settled(outputsOf());
    await retire(version);
    await reverts(open(), "WrongVersion", [version]);
    assert.equal((await eventsOf(forfeit(result)))[0]?.[0], "BondForfeited");
  });

  it("returns to the host when nobody showed it broken in time", async () => {
    await mined(open());
    await nextBlockAt((await futureOf(until)) + grace);
    const before = await balanceOf(host);
    const events = await eventsOf(bond.write.giveBack([1n], { account: stranger }));
    assert.deepEqual(events, [["BondReturned", { bondId: 1n, amount }]]);
    assert.equal(await balanceOf(host), before + amount);
    await reverts(forfeit(await settled(outputsOf())), "BondClosed", [1n]);
  });

  it("stays until the guest had its time", async () => {
    const late = 4_000_000_000;
    await mined(open({ until: late }));
    await reverts(bond.write.giveBack([1n]), "TooEarly", [BigInt(late + grace)]);
  });

  it("refuses promises without money, or with more than there is, without guest or time", async () => {
    await testClient.setBalance({ address: host, value: 2n ** 97n });
    for (const changes of [{ value: 0n }, { value: 2n ** 96n }, { guest: zeroAddress }, { until: from }]) {
      await reverts(open(changes), "InvalidBond");
    }
  });

  it("keeps the money when its receiver refuses it", async () => {
    await mined(open({ guest: deviceRegistry.address }));
    await reverts(forfeit(await settled(outputsOf())), "TransferFailed");
    assert.equal(await balanceOf(bond.address), amount);
  });

  it("does nothing with results that are delivered to it", async () => {
    await mined(projectRegistry.write.bindDapp([projectId, bond.address, 100_000], { account: owner }));
    const [task] = await submitTasks([{ inputHash: word(1n), dataHash: dataHash() }], [], version);
    await mined(claim(task!));
    const events = await eventsOf(taskManager.write.prove([...task!.key, outputsOf(), "0x01"]));
    assert.deepEqual(events.at(-1), ["ResultDelivered", { taskId: task!.id, dapp: bond.address }]);
  });
});

/** A time not before `time`, in the future of the tests' chain, whose clock began long after it. */
async function futureOf(time: number): Promise<number> {
  return Math.max(time, await now()) + 1;
}
