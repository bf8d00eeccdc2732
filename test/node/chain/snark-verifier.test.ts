import assert from "node:assert/strict";
import { concat, type Hex, keccak256, slice } from "viem";
import { checkSnarkVerifier } from "../../../node/chain/snark-verifier/check.ts";
import { deployGenerated, type Sample, sampleOf, words } from "../../contracts/SnarkVerifierAdapter/generated.ts";
import { R } from "../../contracts/support/verifiers.ts";
import { deployContract, deployment, publicClient, reset, testClient } from "../../contracts/support/world.ts";

const calldata = ({ journal, proof }: Sample): Hex => concat([journal, proof]);
const check = (verifier: Hex, instances: number, sample?: Hex) =>
  checkSnarkVerifier(publicClient, verifier, instances, sample);

describe("asking a generated contract how many instances it takes", () => {
  const sample = sampleOf();
  beforeEach(reset);
  after(reset);

  it("says nothing of one that takes as many as are registered", async () => {
    assert.deepEqual(await check(await deployGenerated(sample), 3, calldata(sample)), []);
  });

  it("refuses a number too small, which leaves the last ones unbound, and one too large", async () => {
    for (const reduces of [true, false]) {
      const verifier = await deployGenerated(sample, { reduces });
      for (const instances of [1, 2, 4, 5]) {
        await assert.rejects(check(verifier, instances, calldata(sample)), {
          code: "INSTANCES_DIFFER",
          kind: "input",
          message: `${verifier} takes 3 instances, not ${instances}`,
        });
      }
    }
  });

  it("is not misled by instances of 1 and 2, which are the generator's coordinates", async () => {
    const other = sampleOf([1n, 2n, 3n]);
    for (const reduces of [true, false]) {
      assert.deepEqual(await check(await deployGenerated(other, { reduces }), 3, calldata(other)), []);
    }
  });

  it("refuses one that does not look at an instance, or at the word behind the last", async () => {
    for (const index of [0, 1, 2]) {
      const verifier = await deployGenerated(sample, { unread: [index] });
      await assert.rejects(check(verifier, 3, calldata(sample)), { code: "INSTANCE_UNBOUND" }, String(index));
    }
    const anything = await deployGenerated(sample);
    await testClient.setCode({ address: anything, bytecode: "0x00" }); // STOP
    await assert.rejects(check(anything, 3, calldata(sample)), { code: "INSTANCE_UNBOUND" });
    // It takes one instance, and its proof is read from the third word on.
    const verifier = await deployGenerated(sample, { unread: [1], instances: 3 });
    await assert.rejects(check(verifier, 1, calldata(sample)), { code: "PROOF_UNREAD" });
  });

  it("refuses one that does not accept the sample", async () => {
    const verifier = await deployGenerated(sampleOf([6n, 912n, 1n]));
    await assert.rejects(check(verifier, 3, calldata(sample)), { code: "SAMPLE_REJECTED", kind: "input" });
  });

  it("warns without a sample, by the contract's address and number", async () => {
    const verifier = await deployGenerated(sample);
    const [warning, ...more] = await check(verifier, 2);
    assert.match(warning ?? "", new RegExp(`Whether ${verifier} takes exactly 2 instances was not checked`));
    assert.deepEqual(more, []);
  });

  it("warns of one that calls cannot tell about", async () => {
    const hidden = { journal: sample.journal, proof: concat([words(3n, 4n, 5n), slice(sample.proof, 64)]) };
    const accepted = await deployContract("MockSnarkVerifier", [], [keccak256(calldata(hidden)), 0]);
    const warnings = await check(accepted.address, 3, calldata(hidden));
    assert.match(warnings.join("\n"), /does not let calls tell how many instances/);
    assert.match(warnings.join("\n"), /names no modulus of BN254: it is a proxy/);
  });

  it("believes one that says it by instances(), and needs no sample of it", async () => {
    const args = [deployment.halo2Verifier, words(1n), 3n, 7n, 18n];
    const { address } = await deployContract("Halo2WasmVerifier", [], args);
    assert.deepEqual(await check(address, 3), []);
    await assert.rejects(check(address, 2), { code: "INSTANCES_DIFFER" });
  });

  it("names another curve's contract, whose instances the adapter would refuse by chance", async () => {
    const address = await deployGenerated(sample);
    // PUSH32 of the order of BLS12-381's scalar field
    const bytecode: Hex = "0x7f73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";
    await testClient.setCode({ address, bytecode });
    await assert.rejects(check(address, 3), { code: "CURVE_UNSUPPORTED", message: /BLS12-381.*BN254 only/ });
  });

  it("names another curve where the sample's instances are beyond the field", async () => {
    const beyond = { journal: words(5n, 912n, R), proof: sample.proof };
    const { address } = await deployContract("MockSnarkVerifier", [], [keccak256(calldata(beyond)), 0]);
    await assert.rejects(check(address, 3, calldata(beyond)), { code: "CURVE_UNSUPPORTED" });
  });
});
