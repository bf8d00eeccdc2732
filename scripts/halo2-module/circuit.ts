import { BASE_MODULUS as Q } from "../../node/protocol/bn254.ts";

export interface Point {
  x: bigint;
  y: bigint;
}

/** What Halo2Verifier.registerCircuit takes. */
export interface Halo2Circuit {
  k: number;
  numAdvice: number;
  numLookupAdvice: number;
  numInstances: number;
  transcriptRepr: bigint;
  srs: { x1: bigint; x0: bigint; y1: bigint; y0: bigint };
  fixedColumns: Point[];
  permutationColumns: Point[];
}

/** A halo2-base circuit's configuration. */
export type Configuration = Pick<Halo2Circuit, "k" | "numAdvice" | "numLookupAdvice" | "numInstances">;

/**
 * The circuit as it is registered on chain, out of its parameters (ParamsKZG, raw bytes) and its partial verifying key:
 * a digest, the commitments of the fixed columns and those of the permutation's, each of 32 bytes. Throws Error when the
 * key does not fit.
 */
export function circuitOf(configuration: Configuration, parameters: Uint8Array, partialKey: Uint8Array): Halo2Circuit {
  const { numAdvice, numLookupAdvice } = configuration;
  const single = numLookupAdvice > 0 && numAdvice === 1;
  const fixed = (numLookupAdvice > 0 ? 2 : 1) + numAdvice + (single ? 1 : 0);
  const permutation = 2 + numAdvice + (single ? 0 : numLookupAdvice);
  const words = Array.from({ length: partialKey.length / 32 }, (_, i) => littleEndian(partialKey, 32 * i));
  if (words.length !== 1 + fixed + permutation) throw new Error("the verifying key is of another configuration");
  const [transcriptRepr = 0n, ...columns] = words;
  const [x0, x1, y0, y1] = [4, 3, 2, 1].map((i) =>
    fromMontgomery(littleEndian(parameters, parameters.length - 32 * i)),
  );
  return {
    ...configuration,
    transcriptRepr,
    srs: { x1: x1!, x0: x0!, y1: y1!, y0: y0! },
    fixedColumns: columns.slice(0, fixed).map(decompressed),
    permutationColumns: columns.slice(fixed).map(decompressed),
  };
}

/** halo2curves 0.5: x, and above it infinity and the parity of y. */
function decompressed(word: bigint): Point {
  if (word === 1n << 255n) return { x: 0n, y: 0n };
  const x = word & ((1n << 254n) - 1n);
  const square = (x * x * x + 3n) % Q;
  const root = power(square, (Q + 1n) / 4n);
  if (x >= Q || word >> 255n !== 0n || (root * root) % Q !== square)
    throw new Error("the verifying key has a bad point");
  return { x, y: (root & 1n) === ((word >> 254n) & 1n) ? root : Q - root };
}

function littleEndian(bytes: Uint8Array, at: number): bigint {
  return BigInt(
    `0x${Buffer.from(bytes.slice(at, at + 32))
      .reverse()
      .toString("hex")}`,
  );
}

function fromMontgomery(value: bigint): bigint {
  return (value * power(2n ** 256n % Q, Q - 2n)) % Q;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [b, e] = [base, exponent]; e > 0n; e >>= 1n, b = (b * b) % Q) if (e & 1n) result = (result * b) % Q;
  return result;
}
