/** An integer in 64-bit words, least significant first. */
export const wordsOf = (value: bigint): readonly bigint[] =>
  [0, 1, 2, 3].map((i) => BigInt.asUintN(64, value >> BigInt(64 * i)));

/** Whether the 32-byte little-endian integer at the offset is below the one given in 64-bit words. */
export function isBelow(view: DataView, offset: number, bound: readonly bigint[]): boolean {
  for (let i = 3; i >= 0; i--) {
    const word = view.getBigUint64(offset + 8 * i, true);
    if (word !== bound[i]) return word < bound[i]!;
  }
  return false;
}
