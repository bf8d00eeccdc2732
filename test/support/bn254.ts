// BN254 by the definitions (EIP-196, EIP-197) on bigints: slow, and independent of everything it is compared with.

export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** An element of Fq (one coefficient) or Fq2 = Fq[u] / (u^2 + 1) (two, the real one first). */
export type Element = readonly bigint[];
/** An affine point; undefined is infinity. */
export type Point = { x: Element; y: Element } | undefined;

export const mod = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let e = exponent, b = mod(base, modulus); e > 0n; e >>= 1n, b = (b * b) % modulus) {
    if (e & 1n) result = (result * b) % modulus;
  }
  return result;
}

export const add = (a: Element, b: Element): Element => a.map((value, i) => mod(value + b[i]!, Q));
export const sub = (a: Element, b: Element): Element => a.map((value, i) => mod(value - b[i]!, Q));
export const isEqual = (a: Element, b: Element): boolean => a.every((value, i) => value === b[i]);
const isZero = (a: Element): boolean => a.every((value) => value === 0n);

export function mul(a: Element, b: Element): Element {
  if (a.length === 1) return [mod(a[0]! * b[0]!, Q)];
  return [mod(a[0]! * b[0]! - a[1]! * b[1]!, Q), mod(a[0]! * b[1]! + a[1]! * b[0]!, Q)];
}

/** Zero gives zero. */
export function inverse(a: Element): Element {
  const norm = power(
    a.reduce((sum, value) => sum + value * value, 0n),
    Q - 2n,
    Q,
  );
  return a.length === 1 ? [power(a[0]!, Q - 2n, Q)] : [mod(a[0]! * norm, Q), mod(-a[1]! * norm, Q)];
}

/** The chord and tangent rule. */
export function addPoints(a: Point, b: Point): Point {
  if (a === undefined) return b;
  if (b === undefined) return a;
  let slope: Element;
  if (isEqual(a.x, b.x)) {
    if (!isEqual(a.y, b.y) || isZero(a.y)) return undefined;
    const xx = mul(a.x, a.x);
    slope = mul(add(add(xx, xx), xx), inverse(add(a.y, a.y)));
  } else {
    slope = mul(sub(b.y, a.y), inverse(sub(b.x, a.x)));
  }
  const x = sub(sub(mul(slope, slope), a.x), b.x);
  return { x, y: sub(mul(slope, sub(a.x, x)), a.y) };
}

export function negate(point: Point): Point {
  return point && { x: point.x, y: point.y.map((value) => mod(-value, Q)) };
}

export function times(point: Point, scalar: bigint): Point {
  let result: Point = undefined;
  for (let e = scalar, p = point; e > 0n; e >>= 1n, p = addPoints(p, p)) if (e & 1n) result = addPoints(result, p);
  return result;
}

export const generators: Record<"g1" | "g2", Point> = {
  g1: { x: [1n], y: [2n] },
  g2: {
    x: [
      10857046999023057135944570762232829481370756359578518086990519993285655852781n,
      11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    ],
    y: [
      8495653923123431417604973247489272438418190587263600148770280649306958101930n,
      4082367875863433681332203403145435568316851327593401208105741076214120093531n,
    ],
  },
};

/** 32 bytes each, little endian. */
export function toBytes(values: readonly bigint[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(values.map((value) => Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse())),
  );
}

export function fromBytes(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) =>
    BigInt(
      `0x${Buffer.from(bytes.subarray(32 * i, 32 * i + 32))
        .reverse()
        .toString("hex")}`,
    ),
  );
}

/** (0, 0) for infinity; `degree` is 1 for G1 and 2 for G2. */
export function pointToBytes(point: Point, degree: number): Uint8Array {
  return toBytes(point ? [...point.x, ...point.y] : new Array<bigint>(2 * degree).fill(0n));
}
