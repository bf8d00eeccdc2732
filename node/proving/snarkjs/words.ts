import { concat, type Hex, hexToBytes, numberToHex } from "viem";
import type { G1, G2 } from "../circom/points.ts";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../protocol/bn254.ts";
import { integerOf } from "../circom/zkey-file.ts";

/** A proof as the contracts take it: points (two words each, infinity is (0, 0)), then evaluations; big endian. */
export function encodeProof(points: string[][], evaluations: string[]): Hex {
  const coordinates = points.flatMap(([x = "", y = "", z]) => (z === "0" ? ["0", "0"] : [x, y]));
  return concat([...coordinates, ...evaluations].map((value) => numberToHex(BigInt(value), { size: 32 })));
}

/** The opposite, as snarkjs takes them; undefined where the contract would refuse the length, a number or a point. */
export function decodeProof(
  proof: Hex,
  points: number,
  evaluations: number,
): { points: string[][]; evaluations: string[] } | undefined {
  const bytes = hexToBytes(proof);
  if (bytes.length !== 64 * points + 32 * evaluations) return undefined;
  const words = Array.from({ length: bytes.length / 32 }, (_, i) =>
    integerOf(bytes.slice(32 * i, 32 * i + 32).reverse()),
  );
  const coordinates = words.slice(0, 2 * points);
  const values = words.slice(2 * points);
  if (coordinates.some((word) => word >= BASE_MODULUS) || values.some((word) => word >= SCALAR_MODULUS)) {
    return undefined;
  }
  const affine = Array.from({ length: points }, (_, i) => ({ x: coordinates[2 * i]!, y: coordinates[2 * i + 1]! }));
  if (affine.some(({ x, y }) => (x !== 0n || y !== 0n) && (y * y - x * x * x - 3n) % BASE_MODULUS !== 0n)) {
    return undefined; // off the curve
  }
  return { points: affine.map(snarkjsG1), evaluations: values.map(String) };
}

/** A point of G1 in snarkjs' projective form. */
export function snarkjsG1({ x, y }: G1): string[] {
  return x === 0n && y === 0n ? ["0", "1", "0"] : [String(x), String(y), "1"];
}

/** A point of G2 in snarkjs' projective form, real parts first. */
export function snarkjsG2({ x1, x0, y1, y0 }: G2): string[][] {
  return [
    [String(x0), String(x1)],
    [String(y0), String(y1)],
    ["1", "0"],
  ];
}
