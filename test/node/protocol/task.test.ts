import assert from "node:assert/strict";
import { encodeAbiParameters, keccak256, size, zeroAddress } from "viem";
import {
  bindingOf,
  outputsOf,
  resultOf,
  rewardAt,
  type Task,
  taskIdOf,
  versionFromBytes32,
  versionToBytes32,
} from "../../../node/protocol/task.ts";

const manager = "0x00000000000000000000000000000000000000aa";
const offer = "0x00000000000000000000000000000000000000cc";
const task: Task = {
  gateway: "0x00000000000000000000000000000000000000bb",
  submittedAt: 1_000,
  inputHash: `0x${"01".repeat(32)}`,
  dataHash: `0x${"02".repeat(32)}`,
};

describe("a task's id", () => {
  it("is the keccak256 of chain, TaskManager, offer and the task's four words", () => {
    const words = [31337n, manager, offer, task.gateway, 1_000n, task.inputHash, task.dataHash].map(BigInt);
    const encoded = words.map((word) => word.toString(16).padStart(64, "0")).join("");
    assert.equal(taskIdOf(31337, manager, offer, task), keccak256(`0x${encoded}`));
  });

  it("changes with every field, the offer, the chain and the contract", () => {
    const ids = new Set([
      taskIdOf(1, manager, offer, task),
      taskIdOf(2, manager, offer, task),
      taskIdOf(1, zeroAddress, offer, task),
      taskIdOf(1, manager, zeroAddress, task),
    ]);
    for (const [key, value] of Object.entries(task) as [string, string | number][]) {
      const changed = typeof value === "number" ? value + 1 : `${value.slice(0, -1)}f`;
      ids.add(taskIdOf(1, manager, offer, { ...task, [key]: changed }));
    }
    assert.equal(ids.size, 4 + Object.keys(task).length);
  });
});

describe("a binding", () => {
  const taskId = taskIdOf(31337, manager, offer, task);

  it("is keccak256(taskId, prover) shifted right by 8 bits, so it fits in 248 bits", () => {
    const hash = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "address" }], [taskId, manager]));
    assert.equal(BigInt(bindingOf(taskId, manager)), BigInt(hash) >> 8n);
    assert.equal(size(bindingOf(taskId, manager)), 32);
    assert.ok(BigInt(bindingOf(taskId, manager)) < 2n ** 248n);
  });

  it("differs for another prover and for another task", () => {
    assert.notEqual(bindingOf(taskId, manager), bindingOf(taskId, zeroAddress));
    assert.notEqual(bindingOf(taskId, manager), bindingOf(taskIdOf(1, manager, offer, task), manager));
  });
});

describe("a result", () => {
  it("is keccak256 of the journal with the lowest byte cleared", () => {
    const journal = "0x1234";
    assert.equal(BigInt(resultOf(journal)), (BigInt(keccak256(journal)) >> 8n) << 8n);
  });
});

describe("the outputs of a journal", () => {
  it("are what follows binding and inputHash", () => {
    assert.equal(outputsOf(`0x${"11".repeat(64)}0203`), "0x0203");
  });

  it("are what precedes project and task where the binding is the template circuit's", () => {
    assert.equal(outputsOf(`0x0203${"11".repeat(64)}`, "template"), "0x0203");
    assert.equal(outputsOf(`0x${"11".repeat(64)}`, "template"), "0x");
  });

  it("are empty where nothing follows", () => {
    for (const journal of ["0x", `0x${"11".repeat(64)}`] as const) assert.equal(outputsOf(journal), "0x");
  });
});

describe("a version's name", () => {
  it("is left aligned in bytes32 and comes back", () => {
    assert.equal(versionToBytes32("v1.0.0"), `0x76312e302e30${"00".repeat(26)}`);
    for (const name of ["0", "v1.0.0", "\u00e9t\u00e9", "x".repeat(31)]) {
      assert.equal(versionFromBytes32(versionToBytes32(name)), name);
    }
  });

  it("that is empty or longer than 31 bytes is refused", () => {
    for (const name of ["", "x".repeat(32), "\u00e9".repeat(16)]) {
      assert.throws(() => versionToBytes32(name), RangeError);
    }
  });
});

describe("a reward", () => {
  const terms = { minReward: 100n, maxReward: 301n, rampSeconds: 100 };

  it("rises linearly from its minimum to its maximum, rounded down, and stays there", () => {
    assert.equal(rewardAt(terms, 1_000, 1_000), 100n);
    assert.equal(rewardAt(terms, 1_000, 1_001), 102n);
    assert.equal(rewardAt(terms, 1_000, 1_050), 200n);
    assert.equal(rewardAt(terms, 1_000, 1_099), 298n);
    assert.equal(rewardAt(terms, 1_000, 1_100), 301n);
    assert.equal(rewardAt(terms, 1_000, 9_999), 301n);
  });

  it("is the minimum before the submission, as on a clock that is behind", () => {
    assert.equal(rewardAt(terms, 1_000, 0), 100n);
  });

  it("without a ramp is the maximum at once", () => {
    assert.equal(rewardAt({ ...terms, rampSeconds: 0 }, 1_000, 1_000), 301n);
  });
});
