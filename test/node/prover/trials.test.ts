import assert from "node:assert/strict";
import { slice, zeroAddress, zeroHash } from "viem";
import type { Offer } from "../../../indexer/model/offer.ts";
import type { Revert } from "../../../node/chain/revert.ts";
import { ProveTimes } from "../../../node/prover/prove-times.ts";
import { Trials } from "../../../node/prover/trials.ts";
import { W3bError } from "../../../node/protocol/errors.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { type CallOptions, ProvingPool } from "../../../node/proving/pool.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import type { ProgramCode, ProgramInput, Proof } from "../../../node/proving/types.ts";
import { windowMaximumData, windowMaximumProject } from "../../../scripts/devnet/window-maximum.ts";
import { eventually } from "../../support/eventually.ts";
import { changed, message as tinyMessage, tinyCode as tinyHalo2Code } from "../proving/halo2-lib/support.ts";
import { patient } from "../proving/support/patient.ts";
import { roomClimateCode, windowMessage } from "../proving/support/room-climate.ts";
import { swappedPoints } from "../proving/support/swapped-points.ts";

const binding = `0x00${"12".repeat(31)}` as const;
const noWaiting = { waitMs: 0 };
const longWaiting = { waitMs: 600_000 };

/** The chain is the test's own here; refuse.test.ts asks a real one. */
class Verifier {
  readonly asked: Proof[] = [];
  refusal: Revert | undefined;
  refusalOf = (_verifier: unknown, _programId: unknown, proof: Proof) => {
    this.asked.push(proof);
    return Promise.resolve(this.refusal);
  };
}

describe("a program's trial proof", () => {
  const pool = new ProvingPool({ threads: 1, ...patient });
  const stopping = new AbortController().signal;
  let verifier: Verifier;
  let proveTimes: ProveTimes;
  beforeEach(() => {
    verifier = new Verifier();
    proveTimes = new ProveTimes(10_000);
  });
  after(() => pool.close());

  const trialsWith = (provingPool: Pick<ProvingPool, "prove" | "provesHere">, times: object = longWaiting) =>
    new Trials({ chain: verifier, provingPool, proveTimes, stopping }, times);
  const offerOf = (change: Partial<Offer> = {}) =>
    ({ projectId: "1", version: zeroHash, verifier: zeroAddress, programId: "0x01", ...change }) as Offer;
  const workOf = (code: ProgramCode, message: string): [ProgramCode, ProgramInput] => [
    code,
    { messages: [message], binding },
  ];
  const codeOf = (vmTypeID: number, code: Uint8Array) => programCodeOf({ vmTypeID, code, codeExpParam: "" });

  it("holds few large programs: those for which there is no room are looked at later", async () => {
    let end = () => {};
    const proof = new Promise<never>((_, reject) => (end = () => reject(new Error("ended"))));
    const trials = trialsWith({ prove: () => proof, provesHere: () => true }, noWaiting);
    const bytes = new Uint8Array(new SharedArrayBuffer(256 * 1024 * 1024));
    const pass = (number: number) => {
      const code: ProgramCode = { vmTypeID: 1, codeHash: `0x${number}`, code: bytes, codeExpParam: "" };
      return trials.pass(offerOf({ projectId: String(number) }), code, { messages: [], binding });
    };
    const waits = { code: "PROGRAM_ON_TRIAL", message: /is making its trial proof/ };
    await assert.rejects(pass(1), waits);
    await assert.rejects(pass(2), waits);
    await assert.rejects(pass(3), { code: "PROGRAM_ON_TRIAL", message: /Too many programs wait/ });
    end();
  });

  interface Case {
    vmType: number;
    code: () => Uint8Array | Promise<Uint8Array>;
    /** Well-formed, and no proof of it verifies. */
    spoilt: () => Uint8Array | Promise<Uint8Array>;
    message: () => string;
  }
  const universal = (name: "plonk" | "fflonk", powers: number): Case => ({
    vmType: vmTypes[name],
    code: async () => (await windowMaximumProject(name)).code,
    spoilt: async () => swappedPoints((await windowMaximumProject(name)).code, powers),
    message: windowMaximumData,
  });
  const cases: Record<string, Case> = {
    "Groth16, its points of C exchanged": {
      vmType: vmTypes.circom,
      code: () => roomClimateCode(),
      spoilt: () => swappedPoints(roomClimateCode(), 8, 1_000, 1_100, 100),
      message: windowMessage,
    },
    "PLONK, two powers of its set-up exchanged": universal("plonk", 14),
    "FFLONK, two powers of its set-up exchanged": universal("fflonk", 16),
    "halo2-lib, with the set-up of another key": {
      vmType: vmTypes.halo2Lib,
      code: () => tinyHalo2Code,
      spoilt: () =>
        changed(({ srs }) => {
          const bytes = Buffer.from(srs);
          const [one, other] = [4 + 64 * 200, 4 + 64 * 201] as const;
          bytes.set(srs.subarray(other, other + 64), one);
          bytes.set(srs.subarray(one, one + 64), other);
          return { srs: bytes };
        }),
      message: () => tinyMessage,
    },
  };
  for (const [name, { vmType, code, spoilt, message }] of Object.entries(cases)) {
    it(`fails where the dry run passes: ${name}`, async () => {
      const [sound, bad] = [codeOf(vmType, await code()), codeOf(vmType, await spoilt())];
      const input = { messages: [message()], binding };
      assert.equal(
        slice(await pool.dryRun(bad, input), 0, 32),
        input.binding,
        "nothing but a proof shows what the key is",
      );
      const trials = trialsWith(pool);
      await assert.rejects(trials.pass(offerOf(), ...workOf(bad, message())), {
        code: "PROGRAM_TRIAL_FAILED",
        kind: "input",
      });
      assert.equal(verifier.asked.length, 0);

      assert.equal(await trials.pass(offerOf(), ...workOf(sound, message())), true);
      assert.equal(verifier.asked.length, 1);
      assert.notEqual(proveTimes.expected("0x01"), 10_000, "what a proof takes is known before the first claim");
    });
  }

  it("fails where the verifier contract refuses it, whatever the node thinks, and is remembered", async () => {
    let proofs = 0;
    const trials = trialsWith({ provesHere: () => true, prove: () => Promise.resolve(proved(++proofs)) });
    verifier.refusal = { code: "ProofRejected", message: "ProofRejected()" };
    const work = workOf(codeOf(vmTypes.circom, Buffer.from("any")), "{}");
    const failed = { code: "PROGRAM_TRIAL_FAILED", message: /ProofRejected/ };
    await assert.rejects(trials.pass(offerOf(), ...work), failed);
    await assert.rejects(trials.pass(offerOf({ projectId: "2" }), ...work), failed, "another project's too");
    assert.equal(proofs, 1);

    verifier.refusal = undefined;
    await trials.pass(offerOf({ programId: "0x02" }), ...work);
    assert.equal(proofs, 2, "under another key it is another program");
    assert.equal(await trials.pass(offerOf({ programId: "0x02" }), ...work), false, "once is enough");
  });

  it("is not waited for when it takes long, and is made once for all tasks", async () => {
    const proof = Promise.withResolvers<ReturnType<typeof proved>>();
    let proofs = 0;
    const trials = trialsWith({ provesHere: () => true, prove: () => (proofs++, proof.promise) }, noWaiting);
    const work = workOf(codeOf(vmTypes.circom, Buffer.from("any")), "{}");
    for (let i = 0; i < 3; i++) await assert.rejects(trials.pass(offerOf(), ...work), { code: "PROGRAM_ON_TRIAL" });
    proof.resolve(proved(1));
    await eventually("a passed trial", async () => (await trials.pass(offerOf(), ...work).catch(() => true)) === false);
    assert.equal(proofs, 1);
  });

  it("that is slow delays slow ones alone, however many projects have slow ones", async () => {
    const slow = Promise.withResolvers<ReturnType<typeof proved>>();
    /** Stands for proofs that run into the first limit, and then for ever. */
    const prove = (code: ProgramCode, _input: unknown, { limitMs }: CallOptions = {}) => {
      if (Buffer.from(code.code).toString() === "good") return Promise.resolve(proved(1));
      if (limitMs === undefined) return slow.promise;
      return Promise.reject(new W3bError("PROVING_TIMEOUT", "The program ran longer than its limit."));
    };
    const trials = trialsWith({ provesHere: () => true, prove }, noWaiting);
    const workNamed = (name: string) => workOf(codeOf(vmTypes.circom, Buffer.from(name)), "{}");
    for (let i = 0; i < 500; i++) {
      const offer = offerOf({ projectId: `${1000 + i}` });
      await assert.rejects(trials.pass(offer, ...workNamed(`slow ${i}`)), { code: "PROGRAM_ON_TRIAL" });
    }
    const good = { offer: offerOf({ projectId: "7" }), work: workNamed("good") };
    await eventually("the good project's trial", async () => {
      return (await trials.pass(good.offer, ...good.work).catch(() => true)) === false;
    });
    slow.resolve(proved(1));
  });

  it("is not made by services elsewhere, which may take money for it", async () => {
    const none = () => Promise.reject(new Error("no proof is to be made"));
    const trials = trialsWith({ provesHere: () => false, prove: none });
    assert.equal(await trials.pass(offerOf(), ...workOf(codeOf(vmTypes.risc0, Buffer.from("x")), "{}")), false);
  });
});

function proved(milliseconds: number) {
  return { journal: "0x01", proof: "0x02", milliseconds } as const;
}
