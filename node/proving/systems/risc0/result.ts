import { decodeAbiParameters, encodeAbiParameters, type Hex, size } from "viem";
import type { Proof } from "../../types.ts";
import { SEAL_BYTES } from "./parameters.ts";

const parameters = [
  { name: "seal", type: "bytes" },
  { name: "journal", type: "bytes" },
] as const;

/** A receipt in the form of the Go W3bstream's results: abi.encode(bytes seal, bytes journal). */
export function encodeResult({ journal, proof }: Proof): Hex {
  return encodeAbiParameters(parameters, [proof, journal]);
}

/**
 * The receipt inside such a result. Throws viem's error for bytes of another form, and a RangeError for a seal that is
 * not selector and proof, or bytes that mean the same as a shorter form.
 */
export function decodeResult(result: Hex): Proof {
  const [proof, journal] = decodeAbiParameters(parameters, result);
  if (size(proof) !== SEAL_BYTES) throw new RangeError(`a seal has ${SEAL_BYTES} bytes, not ${size(proof)}`);
  if (encodeResult({ journal, proof }) !== result.toLowerCase())
    throw new RangeError("the result has other bytes besides");
  return { journal, proof };
}
