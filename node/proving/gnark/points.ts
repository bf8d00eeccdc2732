import { bn254 } from "@noble/curves/bn254";
import type { G1, G2 } from "../systems/circom-groth16/verifying-key.ts";
import { gnarkInvalid } from "./failures.ts";

/** The point, which is on the curve. Throws GNARK_INVALID (input). */
export function checkedG1(point: G1): G1 {
  return checked(() => bn254.G1.ProjectivePoint.fromAffine(point).assertValidity(), point);
}

/** The point, which is on the curve and in the right subgroup. Throws GNARK_INVALID (input). */
export function checkedG2(point: G2): G2 {
  const affine = { x: { c0: point.x0, c1: point.x1 }, y: { c0: point.y0, c1: point.y1 } };
  return checked(() => bn254.G2.ProjectivePoint.fromAffine(affine).assertValidity(), point);
}

function checked<T>(check: () => void, point: T): T {
  try {
    check();
  } catch (cause) {
    throw gnarkInvalid("a point is not on the curve or not in its group", cause);
  }
  return point;
}
