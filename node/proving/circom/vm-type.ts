import { vmTypes } from "../../protocol/vm-types.ts";
import { zkeyProtocolOf } from "./zkey-file.ts";

/**
 * The vmTypeID of a Circom program with this .zkey file: Groth16, PLONK or FFLONK. Throws PROGRAM_INVALID (input) when
 * it is no such file.
 */
export function circomVmTypeOf(zkey: Uint8Array): number {
  return { groth16: vmTypes.circom, plonk: vmTypes.plonk, fflonk: vmTypes.fflonk }[zkeyProtocolOf(zkey)];
}
