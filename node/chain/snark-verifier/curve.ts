import { type Address, type Hex, numberToHex } from "viem";
import { W3bError } from "../../protocol/errors.ts";
import { BASE_MODULUS, SCALAR_MODULUS } from "../../protocol/bn254.ts";

/** Orders of the fields that other snark-verifier contracts reckon in, as their code has them. */
const otherCurves: Record<string, string> = {
  "BLS12-381": "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
  Pallas: "40000000000000000000000000000000224698fc094cf91b992d30ed00000001",
  Vesta: "40000000000000000000000000000000224698fc0994a8dd8c46eb2100000001",
};

/**
 * A warning where nothing in a contract's code shows that it verifies over BN254.
 * @throws W3bError CURVE_UNSUPPORTED (input) where its code shows another curve.
 */
export function curveWarning(verifier: Address, code: Hex): string[] {
  if ([SCALAR_MODULUS, BASE_MODULUS].some((modulus) => code.includes(numberToHex(modulus, { size: 32 }).slice(2))))
    return [];
  const other = Object.keys(otherCurves).find((curve) => code.includes(otherCurves[curve]!));
  if (other !== undefined) throw otherCurve(`${verifier} verifies over ${other}`);
  return [
    `The code of ${verifier} names no modulus of BN254: it is a proxy, whose implementation can change behind it, or ` +
      "verifies over another curve, which SnarkVerifierAdapter does not take.",
  ];
}

/** What happens with contracts that verify over another curve. */
export function otherCurve(found: string): W3bError {
  return new W3bError("CURVE_UNSUPPORTED", `${found}; SnarkVerifierAdapter takes BN254 only`, {
    meaning:
      "It refuses instances of BN254's order or more (InputNotInField): such a program's tasks would fail by chance.",
    action: "Generate keys and contract over BN254, or publish with a verifier contract of your own (--verifier).",
    kind: "input",
  });
}
