import assert from "node:assert/strict";
import { concat, type Hex, size, slice, zeroHash } from "viem";
import { officialParameters } from "../../../../node/proving/systems/risc0/official.ts";
import { ReceiptVerifier, selectorOf } from "../../../../node/proving/systems/risc0/parameters.ts";
import { readReceipt, writeReceipt } from "../../../../node/proving/systems/risc0/receipt.ts";
import { decodeResult, encodeResult } from "../../../../node/proving/systems/risc0/result.ts";
import { claimDigest } from "../../../../node/proving/systems/risc0/digests.ts";
import { publishedVersions } from "../../../../scripts/deploy/verifiers.ts";
import { flipped } from "../../../support/flipped.ts";
import { receipts } from "./support.ts";

const { riscZero: versions } = await publishedVersions();
const verifier = new ReceiptVerifier(officialParameters());

describe("a receipt of RISC Zero", () => {
  it("names its version by a selector that follows from control root, control id and key", () => {
    const { key, versions: known } = officialParameters();
    assert.deepEqual(
      known.map((version) => selectorOf(version, key)),
      versions.map(({ selector }) => selector),
    );
  });

  for (const { risc0, imageId, journal, proof } of receipts) {
    describe(`of ${risc0}`, () => {
      it("verifies", async () => {
        assert.equal(await verifier.verify(imageId, { journal, proof }), true);
      });

      it("does not verify for another image or journal", async () => {
        assert.equal(await verifier.verify(flipped(imageId, 31), { journal, proof }), false);
        assert.equal(await verifier.verify(zeroHash, { journal, proof }), false);
        for (const other of [flipped(journal, 0), slice(journal, 1), concat([journal, "0x00"]), "0x"] as Hex[]) {
          assert.equal(await verifier.verify(imageId, { journal: other, proof }), false);
        }
      });

      it("does not verify with a changed, truncated, extended or empty seal, or another version's selector", async () => {
        for (let index = 0; index < size(proof); index += 13) {
          assert.equal(await verifier.verify(imageId, { journal, proof: flipped(proof, index) }), false);
        }
        for (const other of [slice(proof, 0, 259), concat([proof, "0x00"]), slice(proof, 4), "0x"] as Hex[]) {
          assert.equal(await verifier.verify(imageId, { journal, proof: other }), false);
        }
        for (const { selector } of versions) {
          if (proof.startsWith(selector)) continue;
          assert.equal(await verifier.verify(imageId, { journal, proof: concat([selector, slice(proof, 4)]) }), false);
        }
      });

      it("is found in the bincode that Bonsai hands out, with its claim as a digest", () => {
        const parameters: Hex = `${slice(proof, 0, 4)}${"00".repeat(28)}`;
        const bytes = writeReceipt({ journal, proof }, claimDigest(imageId, journal), parameters);
        assert.deepEqual(readReceipt(bytes), { journal, proof });
      });
    });
  }

  const [{ imageId, journal, proof }] = receipts as [(typeof receipts)[0]];
  const digest = (byte: number) => Buffer.alloc(32, byte);
  const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  const u64 = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
  const journalBytes = Buffer.from(journal.slice(2), "hex");
  const parameters = Buffer.concat([Buffer.from(proof.slice(2, 10), "hex"), Buffer.alloc(28)]);
  const seal = Buffer.from(proof.slice(10), "hex");
  /** Every part of the claim in full, as a prover writes it. */
  const claim = Buffer.concat([
    ...[u32(0), u32(1), Buffer.from(imageId.slice(2), "hex")], // pre: pruned
    ...[u32(0), u32(0), digest(0)], // post: pc and root
    ...[u32(0), u32(0)], // halted with 0
    ...[u32(0), Buffer.from([0])], // no input
    ...[u32(0), Buffer.from([1]), u32(0), u64(journalBytes.length), journalBytes], // output: journal
    ...[u32(0), u64(1), u32(0), digest(1), digest(2)], // and an assumption
  ]);
  const full = Buffer.concat([
    u32(2),
    u64(256),
    seal,
    claim,
    parameters,
    u64(journalBytes.length),
    journalBytes,
    parameters,
  ]);

  it("is found there with its claim in full, too", () => {
    assert.deepEqual(readReceipt(full), { journal, proof });
  });

  it("is refused when the bincode ends early, goes on, or is of another kind", () => {
    for (let length = 0; length < full.length; length += 7) {
      assert.throws(() => readReceipt(full.subarray(0, length)), RangeError);
    }
    assert.throws(() => readReceipt(Buffer.concat([full, Buffer.alloc(1)])), RangeError);
    for (const kind of [0, 1, 3, 255]) {
      const other = Buffer.from(full);
      other.writeUInt32LE(kind);
      assert.throws(() => readReceipt(other), RangeError);
    }
    const long = Buffer.from(full);
    long.writeBigUInt64LE(2n ** 63n, 4);
    assert.throws(() => readReceipt(long), RangeError);
  });

  it("is written and read in W3bstream's form, abi.encode(seal, journal)", () => {
    const result = encodeResult({ journal, proof });
    assert.deepEqual(decodeResult(result), { journal, proof });
    assert.throws(() => decodeResult(concat([result, zeroHash])), RangeError);
    assert.throws(() => decodeResult(encodeResult({ journal, proof: slice(proof, 4) })), RangeError);
    assert.throws(() => decodeResult("0x1234"));
  });
});
