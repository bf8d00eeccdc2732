import { bn254 } from "@noble/curves/bn254";
import { BASE_MODULUS } from "../../protocol/bn254.ts";
import type { G1, G2 } from "../systems/circom-groth16/verifying-key.ts";
import { gnarkInvalid } from "./failures.ts";
import { checkedG1, checkedG2 } from "./points.ts";

/**
 * Reads what gnark-crypto's encoder for BN254 writes, big endian throughout. The two highest bits of a point say whether
 * it is whole (00), compressed with the smaller (10) or the larger (11) y, or infinity, compressed (01).
 */
export class GnarkReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  uint32(): number {
    const bytes = this.#take(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }

  /** A point of G1, on the curve; undefined is infinity. Throws GNARK_INVALID (input). */
  g1(): G1 | undefined {
    const { flag, words } = this.#point(1);
    if (flag === infinity) return undefined;
    const [x, given = 0n] = words as [bigint, bigint?];
    if (flag === whole && x === 0n && given === 0n) return undefined;
    const y = flag === whole ? given : rootIn(Fp, Fp.add(Fp.mul(Fp.sqr(x), x), 3n), flag, isLarge);
    return checkedG1({ x, y });
  }

  /** A point of G2, in the right subgroup; undefined is infinity. Throws GNARK_INVALID (input). */
  g2(): G2 | undefined {
    const { flag, words } = this.#point(2);
    if (flag === infinity) return undefined;
    const [x1, x0, y1 = 0n, y0 = 0n] = words as [bigint, bigint, bigint?, bigint?];
    if (flag === whole && words.every((word) => word === 0n)) return undefined;
    const x = { c0: x0, c1: x1 };
    const square = () => Fp2.add(Fp2.mul(Fp2.sqr(x), x), twistB);
    const y = flag === whole ? { c0: y0, c1: y1 } : rootIn(Fp2, square(), flag, isLarge2);
    return checkedG2({ x1, x0, y1: y.c1, y0: y.c0 });
  }

  /** The flag and the coordinates that follow, each below the field's order. */
  #point(degree: 1 | 2): { flag: number; words: bigint[] } {
    const flag = (this.#bytes[this.#position] ?? 0) & mask;
    const bytes = Uint8Array.from(this.#take(32 * degree * (flag === whole ? 2 : 1)));
    bytes[0]! &= ~mask;
    const words = Array.from({ length: bytes.length / 32 }, (_, index) =>
      BigInt(`0x${Buffer.from(bytes.subarray(32 * index, 32 * (index + 1))).toString("hex")}`),
    );
    if (words.some((word) => word >= BASE_MODULUS)) throw gnarkInvalid("a coordinate is not below the field's order");
    if (flag === infinity && words.some((word) => word !== 0n)) throw gnarkInvalid("infinity has a coordinate");
    return { flag, words };
  }

  #take(length: number): Uint8Array {
    if (this.remaining < length) throw gnarkInvalid("it ends too early");
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }
}

const mask = 0xc0;
const whole = 0x00;
const infinity = 0x40;
const larger = 0xc0;

const { Fp, Fp2 } = bn254.fields;
/** b of G2's curve, 3 / (9 + i). */
const twistB = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));

const isLarge = (value: bigint): boolean => 2n * value > BASE_MODULUS;
const isLarge2 = ({ c0, c1 }: { c0: bigint; c1: bigint }): boolean => isLarge(c1 === 0n ? c0 : c1);

/** The square root that the flag chooses. */
function rootIn<T>(
  field: { sqrt(value: T): T; neg(value: T): T },
  square: T,
  flag: number,
  large: (root: T) => boolean,
): T {
  let root: T;
  try {
    root = field.sqrt(square);
  } catch (cause) {
    throw gnarkInvalid("a point is not on the curve", cause);
  }
  return large(root) === (flag === larger) ? root : field.neg(root);
}
