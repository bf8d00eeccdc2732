import { BASE_MODULUS } from "../../node/protocol/bn254.ts";
import { Arithmetic } from "../../node/proving/groth16/wasm/arithmetic.ts";
import { G1, G2, PairBatch, type Curve } from "../../node/proving/groth16/wasm/curve.ts";

export type PointKind = "g1" | "g2";

/** Points in Montgomery form, as a .zkey holds them. */
export interface Points {
  bytes: Uint8Array;
  /** Coordinates as snarkjs' JSON has them: decimal strings, projective. */
  projective(): (string | string[])[][];
}

/** scalar * generator for every scalar below r: one affine addition for each of its bytes, many scalars at a time. */
export function multiplesOfGenerator(kind: PointKind, scalars: readonly bigint[]): Points {
  const curve: Curve = kind === "g1" ? G1 : G2;
  const size = 2 * curve.n8;
  const arithmetic = new Arithmetic();
  const batch = new PairBatch(arithmetic, curve);
  const sums = arithmetic.place(new Uint8Array(scalars.length * size));
  // table[b] = b * 256^k * generator
  const table = arithmetic.alloc(257 * size);
  arithmetic.write(table, new Uint8Array(size));
  arithmetic.write(table + size, montgomery(GENERATORS[kind]));
  for (let k = 0n; k < 32n; k++) {
    for (let b = 2; b <= 256; b++) {
      batch.push(table + size, table + (b - 1) * size, table + b * size);
      batch.flush();
    }
    scalars.forEach((scalar, i) => {
      const byte = Number((scalar >> (8n * k)) & 0xffn);
      if (byte !== 0) batch.push(sums + i * size, table + byte * size, sums + i * size);
    });
    batch.flush();
    arithmetic.write(table + size, arithmetic.read(table + 256 * size, size));
  }
  const bytes = arithmetic.read(sums, scalars.length * size);
  return { bytes, projective: () => scalars.map((_, i) => projective(kind, bytes.subarray(i * size, (i + 1) * size))) };
}

// EIP-196, EIP-197
const GENERATORS: Record<PointKind, bigint[]> = {
  g1: [1n, 2n],
  g2: [
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ],
};

const MONTGOMERY = 2n ** 256n % BASE_MODULUS;
const INVERSE_MONTGOMERY = 20988524275117001072002809824448087578619730785600314334253784976379291040311n;

function montgomery(coordinates: bigint[]): Uint8Array {
  return Buffer.concat(
    coordinates.map((x) =>
      Buffer.from(((x * MONTGOMERY) % BASE_MODULUS).toString(16).padStart(64, "0"), "hex").reverse(),
    ),
  );
}

function projective(kind: PointKind, point: Uint8Array): (string | string[])[] {
  const coordinates = Array.from({ length: point.length / 32 }, (_, i) => {
    const value = BigInt(
      `0x${Buffer.from(point.subarray(32 * i, 32 * i + 32))
        .reverse()
        .toString("hex")}`,
    );
    return ((value * INVERSE_MONTGOMERY) % BASE_MODULUS).toString();
  });
  if (kind === "g1") return [...coordinates, "1"];
  return [coordinates.slice(0, 2), coordinates.slice(2), ["1", "0"]];
}
