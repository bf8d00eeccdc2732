import { type G1, power } from "../circom/points.ts";
import { SCALAR_MODULUS as R } from "../../protocol/bn254.ts";
import { keyForgeable } from "./forgeable.ts";
import { timesG1 } from "./kzg.ts";

/** What a circuit's key has besides its set-up. */
interface Columns {
  /** Of the gates. */
  selectors: G1[];
  /** The permutation's, that of the instances last. */
  permutation: G1[];
}

/**
 * Refuses keys of halo2-base circuits that leave their public values free, as Halo2Verifier does; `shift` is s G1 of the
 * set-up.
 * @throws W3bError KEY_FORGEABLE (input)
 */
export async function checkHalo2Key({ selectors, permutation }: Columns, shift: G1): Promise<void> {
  if (selectors.every(({ x, y }) => x === 0n && y === 0n)) throw keyForgeable("no gate of its circuit is ever on");
  const column = permutation.length - 1;
  // halo2 tells columns apart by powers of 7^(2^28).
  const untouched = await timesG1(shift, power(7n, BigInt(column) << 28n, R));
  const instances = permutation[column]!;
  if (instances.x === untouched.x && instances.y === untouched.y) {
    throw keyForgeable("no gate reads the public values, since the permutation leaves their column alone");
  }
}
