import { integerOf, viewOf } from "../circom/zkey-file.ts";
import { BASE_MODULUS as Q } from "../../protocol/bn254.ts";

/** Whether all 32-byte little-endian integers are below a modulus. */
export function allBelow(bytes: Uint8Array, modulus: bigint): boolean {
  const view = viewOf(bytes);
  const top = Number(modulus >> 224n);
  for (let at = 0; at < bytes.length; at += 32) {
    // The highest of the eight words decides, save once in four thousand million times.
    const word = view.getUint32(at + 28, true);
    if (word > top || (word === top && integerOf(bytes.subarray(at, at + 32)) >= modulus)) return false;
  }
  return true;
}

/** Whether all points (64 bytes, coordinates little endian in Montgomery form) are on BN254's G1 and not infinity. */
export function allOnCurve(points: Uint8Array): boolean {
  for (let at = 0; at < points.length; at += 64) if (!isOnCurve(points.subarray(at, at + 64))) return false;
  return true;
}

/** The same of one point. */
export function isOnCurve(point: Uint8Array): boolean {
  const view = viewOf(point);
  const [x, y] = [0, 32].map(
    (at) =>
      view.getBigUint64(at, true) |
      (view.getBigUint64(at + 8, true) << 64n) |
      (view.getBigUint64(at + 16, true) << 128n) |
      (view.getBigUint64(at + 24, true) << 192n),
  ) as [bigint, bigint];
  if (x >= Q || y >= Q) return false;
  // y^2 = x^3 + 3 with x, y times M: y^2 M = x^3 + 3 M^3
  return (((y * y) % Q) * M - ((x * x) % Q) * x - B) % Q === 0n;
}

const M = 2n ** 256n % Q;
const B = (3n * M ** 3n) % Q;
