import assert from "node:assert/strict";
import { encodeAbiParameters, keccak256, size, zeroAddress } from "viem";
import {
  bindingOf,
  resultOf,
  rewardAt,
  taskIdOf,
  type TaskSpec,
  versionFromBytes32,
  versionToBytes32,
} from "../../../node/protocol/task.ts";

const manager = "0x00000000000000000000000000000000000000aa";
const spec: TaskSpec = {
  projectId: 7n,
  version: versionToBytes32("v1.0.0"),
  inputHash: `0x${"01".repeat(32)}`,
  dataHash: `0x${"02".repeat(32)}`,
  gateway: "0x00000000000000000000000000000000000000bb",
  nonce: 3n,
  submittedAt: 1_000,
  deadline: 5_000,
  claimSeconds: 60,
  rampSeconds: 100,
  token: zeroAddress,
  minReward: 100n,
  maxReward: 301n,
  collateral: 5n,
};

describe("a task's id", () => {
  it("is the keccak256 of chain, TaskManager and the fourteen words of the spec", () => {
    const words = [
      31337n,
      BigInt(manager),
      spec.projectId,
      BigInt(spec.version),
      BigInt(spec.inputHash),
      BigInt(spec.dataHash),
      BigInt(spec.gateway),
      spec.nonce,
      1_000n,
      5_000n,
      60n,
      100n,
      0n,
      100n,
      301n,
      5n,
    ];
    const encoded = words.map((word) => word.toString(16).padStart(64, "0")).join("");
    assert.equal(taskIdOf(31337, manager, spec), keccak256(`0x${encoded}`));
  });

  it("changes with every field, the chain and the contract", () => {
    const ids = new Set([taskIdOf(1, manager, spec), taskIdOf(2, manager, spec), taskIdOf(1, zeroAddress, spec)]);
    for (const [key, value] of Object.entries(spec)) {
      let changed: unknown;
      if (typeof value === "bigint") changed = value + 1n;
      else if (typeof value === "number") changed = value + 1;
      else changed = `${value.slice(0, -1)}f`;
      ids.add(taskIdOf(1, manager, { ...spec, [key]: changed }));
    }
    assert.equal(ids.size, 3 + Object.keys(spec).length);
  });
});

describe("a binding", () => {
  const taskId = taskIdOf(31337, manager, spec);

  it("is keccak256(taskId, prover) shifted right by 8 bits, so it fits in 248 bits", () => {
    const hash = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "address" }], [taskId, manager]));
    assert.equal(BigInt(bindingOf(taskId, manager)), BigInt(hash) >> 8n);
    assert.equal(size(bindingOf(taskId, manager)), 32);
    assert.ok(BigInt(bindingOf(taskId, manager)) < 2n ** 248n);
  });

  it("differs for another prover and for another task", () => {
    assert.notEqual(bindingOf(taskId, manager), bindingOf(taskId, zeroAddress));
    assert.notEqual(bindingOf(taskId, manager), bindingOf(taskIdOf(1, manager, spec), manager));
  });
});

describe("a result", () => {
  it("is keccak256 of the journal with the lowest byte cleared", () => {
    const journal = "0x1234";
    assert.equal(BigInt(resultOf(journal)), (BigInt(keccak256(journal)) >> 8n) << 8n);
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
  it("rises linearly from its minimum to its maximum, rounded down, and stays there", () => {
    assert.equal(rewardAt(spec, 1_000), 100n);
    assert.equal(rewardAt(spec, 1_001), 102n);
    assert.equal(rewardAt(spec, 1_050), 200n);
    assert.equal(rewardAt(spec, 1_099), 298n);
    assert.equal(rewardAt(spec, 1_100), 301n);
    assert.equal(rewardAt(spec, 9_999), 301n);
  });

  it("is the minimum before the submission, as on a clock that is behind", () => {
    assert.equal(rewardAt(spec, 0), 100n);
  });

  it("without a ramp is the maximum at once", () => {
    assert.equal(rewardAt({ ...spec, rampSeconds: 0 }, 1_000), 301n);
  });
});
