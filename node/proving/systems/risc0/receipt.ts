import { bytesToHex, concat, type Hex } from "viem";
import type { Proof } from "../../types.ts";

/**
 * Journal and seal inside a receipt as Bonsai hands it out: bincode (fixed little-endian integers, lengths of 64 bits,
 * tags of 32) of risc0_zkvm::Receipt with a Groth16 receipt in it. Throws a RangeError with the reason for anything
 * else. Nothing in it is believed: whether the seal proves the journal is checked afterwards. Facts from
 * risc0/zkvm/src/receipt.rs, receipt/groth16.rs and receipt_claim.rs.
 */
export function readReceipt(bytes: Uint8Array): Proof {
  const reader = new Reader(bytes);
  const kind = reader.uint32();
  if (kind !== GROTH16) throw new RangeError(`the receipt is of kind ${kind}, not Groth16`);
  const points = reader.bytes();
  if (points.length !== 256) throw new RangeError(`its seal has ${points.length} bytes instead of 256`);
  skipPruned(reader, skipClaim);
  const parameters = reader.take(DIGEST);
  const journal = reader.bytes();
  reader.take(DIGEST); // metadata: the parameters' digest again
  reader.end();
  // The seal of chains names its version by the first bytes of the verifier's parameters.
  return { journal: bytesToHex(journal), proof: concat([bytesToHex(parameters.subarray(0, 4)), bytesToHex(points)]) };
}

/** As {@link readReceipt} reads it, with a claim of which only the digest is given: what tools and fakes write. */
export function writeReceipt({ journal, proof }: Proof, claim: Hex, parameters: Hex): Uint8Array {
  const [seal, output] = [Buffer.from(proof.slice(10), "hex"), Buffer.from(journal.slice(2), "hex")];
  const [digest, pruned] = [Buffer.from(parameters.slice(2), "hex"), Buffer.from(claim.slice(2), "hex")];
  return Buffer.concat([
    uint32(GROTH16),
    uint64(seal.length),
    seal,
    uint32(1),
    pruned,
    digest,
    uint64(output.length),
    output,
    digest,
  ]);
}

const DIGEST = 32;
/** Position in the enum InnerReceipt. */
const GROTH16 = 2;

/** A MaybePruned: the value, or its digest. */
function skipPruned(reader: Reader, skipValue: (reader: Reader) => void): void {
  const tag = reader.uint32();
  if (tag === 0) skipValue(reader);
  else if (tag === 1) reader.take(DIGEST);
  else throw new RangeError(`a part of its claim has the tag ${tag}`);
}

function skipClaim(reader: Reader): void {
  const skipState = () => reader.take(4 + DIGEST);
  skipPruned(reader, skipState);
  skipPruned(reader, skipState);
  if (reader.uint32() < 2) reader.uint32(); // halted and paused carry the guest's exit code
  skipPruned(reader, () => skipOption(reader, () => undefined)); // the input, which never has a value
  skipPruned(reader, () => skipOption(reader, () => skipOutput(reader)));
}

function skipOption(reader: Reader, skipValue: () => void): void {
  if (reader.take(1)[0] !== 0) skipValue();
}

function skipOutput(reader: Reader): void {
  skipPruned(reader, () => reader.bytes());
  skipPruned(reader, () => {
    const assumptions = reader.length();
    for (let i = 0; i < assumptions; i++) skipPruned(reader, () => reader.take(2 * DIGEST));
  });
}

/** Never reads past the end. */
class Reader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#offset) throw new RangeError("the receipt ends too early");
    return this.#bytes.subarray(this.#offset, (this.#offset += length));
  }

  uint32(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  }

  /** A number of things that follow; each takes a byte at least. */
  length(): number {
    const bytes = this.take(8);
    const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
    if (length > BigInt(this.#bytes.length)) throw new RangeError("the receipt ends too early");
    return Number(length);
  }

  bytes(): Uint8Array {
    return this.take(this.length());
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) throw new RangeError("the receipt has more bytes than it should");
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
