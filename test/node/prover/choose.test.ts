import assert from "node:assert/strict";
import { type Address, type Hex, keccak256, toHex, zeroAddress } from "viem";
import type { Offer } from "../../../indexer/model/offer.ts";
import type { Prover } from "../../../indexer/model/prover.ts";
import { highestRank, type Prospect, rankOf, refusalOf } from "../../../node/prover/choose.ts";
import { withDefaults } from "../../../node/prover/config.ts";
import {
  adaptingVerifiers,
  type Deployment,
  genericVerifiers,
  verifierNames,
} from "../../../node/protocol/deployment.ts";

const verifier: Address = "0x00000000000000000000000000000000000000aa";
const deployment = Object.fromEntries(
  verifierNames.map((name, index) => [name, `0x${String(index + 1).padStart(40, "0")}`]),
) as unknown as Deployment;
const config = withDefaults({ gasPerTask: 100n, minRewardWei: 50n, trustedVerifiers: [verifier] }, deployment);

const task = { submittedAt: 1_000, deadline: 4_000 };
const offer: Offer = {
  ...{ id: zeroAddress, projectId: "1", version: "v1", verifier, vmType: 5, binding: 0, programId: keccak256("0x03") },
  ...{ token: zeroAddress, minReward: 1_000n, maxReward: 2_000n, rampSeconds: 100, collateral: 500n },
  ...{ claimSeconds: 60, lifeSeconds: 3_000, redundancy: 1, dapp: null, callbackGas: 0 },
};
const self: Prover = {
  ...{ id: zeroAddress, operator: zeroAddress, beneficiary: zeroAddress, rebateRatio: 1_000, paused: false },
  ...{ stake: 1_000n, collateral: 0n, unstaking: 0n, unstakeAt: null, vmTypes: [2, 5] },
};
const prospect: Prospect = {
  ...{ task, offer, self, supportedVmTypes: [5], now: 1_000, gasPrice: 1n },
  ...{ expectedMs: 10_000, pendingCollateral: 0n, balance: 1_000_000n, openClaims: 0 },
};
const codeOf = (change: Partial<Prospect>) => refusalOf({ ...prospect, ...change }, config)?.code;

describe("the verifiers a prover trusts", () => {
  it("are the deployment's generic ones, and adapters to other contracts only where the operator says so", () => {
    const { trustedVerifiers } = withDefaults({}, deployment);
    for (const name of genericVerifiers) assert.ok(trustedVerifiers.includes(deployment[name]), name);
    for (const name of adaptingVerifiers) assert.ok(!trustedVerifiers.includes(deployment[name]), name);
  });
});

describe("a task", () => {
  it("that can be proved in time and pays is worth claiming", () => {
    assert.equal(codeOf({}), undefined);
    assert.equal(codeOf({ offer: { ...offer, binding: 1 } }), undefined);
  });

  const refused: [string, string, Partial<Prospect>][] = [
    ["no registered prover", "PROVER_NOT_REGISTERED", { self: undefined }],
    ["a paused prover", "PROVER_PAUSED", { self: { ...self, paused: true } }],
    ["a proof system this node lacks", "VM_TYPE_UNSUPPORTED", { offer: { ...offer, vmType: 2 } }],
    ["a proof system the prover is not registered for", "VM_TYPE_NOT_REGISTERED", { self: { ...self, vmTypes: [2] } }],
    ["a binding nobody knows", "BINDING_UNSUPPORTED", { offer: { ...offer, binding: 2 } }],
    ["a verifier nobody vouches for", "VERIFIER_NOT_TRUSTED", { offer: { ...offer, verifier: zeroAddress } }],
    ["a deadline before the claim's", "TOO_LATE_TO_CLAIM", { now: 3_941 }],
    ["more proving time than a claim leaves", "NOT_ENOUGH_TIME", { expectedMs: 30_001 }],
    ["too little stake", "INSUFFICIENT_FREE_STAKE", { self: { ...self, stake: 499n } }],
    ["stake that other claims lock", "INSUFFICIENT_FREE_STAKE", { self: { ...self, collateral: 501n } }],
    ["stake that was asked back", "INSUFFICIENT_FREE_STAKE", { self: { ...self, unstaking: 501n } }],
    ["stake that claims under way will lock", "INSUFFICIENT_FREE_STAKE", { pendingCollateral: 501n }],
    ["another token than IOTX", "TOKEN_UNSUPPORTED", { offer: { ...offer, token: verifier } }],
    ["gas that costs more than it pays", "REWARD_TOO_LOW", { gasPrice: 9n }],
    ["gas that the operator cannot pay", "OPERATOR_UNDERFUNDED", { balance: 99n }],
    ["gas that claims under way will use up", "OPERATOR_UNDERFUNDED", { balance: 299n, openClaims: 2 }],
    [
      "a callback that costs more than it pays",
      "REWARD_TOO_LOW",
      { offer: { ...offer, dapp: verifier, callbackGas: 751 } },
    ],
  ];
  for (const [title, code, change] of refused) {
    it(`is refused for ${title}: ${code}`, () => assert.equal(codeOf(change), code));
  }

  it("without a dApp need not pay for a callback", () => {
    assert.equal(codeOf({ offer: { ...offer, callbackGas: 751 } }), undefined);
  });

  it("is claimed up to the last second in which the contract allows it", () => {
    assert.equal(codeOf({ now: 3_940 }), undefined);
  });

  it("becomes worth it as its reward rises, of which gateways get their rebate", () => {
    // 900 of 1000 are the prover's at first; gas costs 1000 and 50 are wanted.
    assert.equal(codeOf({ gasPrice: 10n, now: 1_000 }), "REWARD_TOO_LOW");
    assert.equal(codeOf({ gasPrice: 10n, now: 1_016 }), "REWARD_TOO_LOW");
    assert.equal(codeOf({ gasPrice: 10n, now: 1_017 }), undefined);
  });
});

describe("the rank of provers for a task", () => {
  const provers = ["aa", "bb", "cc", "dd"].map((byte) => ({
    ...{ id: `0x${byte.repeat(20)}` as const, stake: 500n, collateral: 0n, unstaking: 0n },
  }));
  const tasks = Array.from({ length: 64 }, (_, index) => keccak256(toHex(index)));
  const ranked = (id: Hex, claims = 0) => ({ id, claims, collateral: 500n });
  const ranks = (task: Hex, claims = 0) => provers.map(({ id }) => rankOf(id, provers, ranked(task, claims)));

  it("gives each another place, the same for everybody who computes it", () => {
    for (const task of tasks) assert.deepEqual([...ranks(task)].sort(), [0, 1, 2, 3]);
    assert.deepEqual(
      provers.map(({ id }) => rankOf(id, [...provers].reverse(), ranked(tasks[0]!))),
      ranks(tasks[0]!),
    );
  });

  it("differs from task to task, so that everybody has a share", () => {
    for (const index of provers.keys()) assert.ok(tasks.filter((task) => ranks(task)[index] === 0).length >= 4);
  });

  it("puts last who was first and let the claim expire", () => {
    const [before, after] = [ranks(tasks[0]!, 0), ranks(tasks[0]!, 1)];
    assert.equal(after[before.indexOf(0)], 3);
    assert.equal(after[before.indexOf(1)], 0);
  });

  it("is first for a prover that is alone or not listed yet", () => {
    assert.equal(rankOf(provers[0]!.id, [], ranked(tasks[0]!, 5)), 0);
    assert.equal(rankOf(provers[0]!.id, [provers[0]!], ranked(tasks[0]!, 5)), 0);
  });

  it("does not count provers whose free stake does not cover the claim", () => {
    const poor = [{ stake: 499n }, { collateral: 1n }, { unstaking: 1n }].map((change, index) => {
      return { ...provers[index]!, ...change };
    });
    for (const task of tasks) assert.equal(rankOf(provers[3]!.id, [...poor, provers[3]!], ranked(task)), 0);
  });

  it("is not higher than some, however many have registered", () => {
    const sybils = Array.from({ length: 100 }, (_, index) => {
      return { ...provers[0]!, id: keccak256(toHex(`sybil ${index}`)).slice(0, 42) };
    });
    for (const task of tasks) assert.ok(rankOf(provers[0]!.id, [...sybils, provers[0]!], ranked(task)) <= highestRank);
  });
});
