import { BASE_MODULUS } from "../../protocol/bn254.ts";
import type { G1, G2, VerifyingKey } from "../systems/circom-groth16/verifying-key.ts";
import { commitmentsUnsupported, gnarkInvalid } from "./failures.ts";
import { checkedG1, checkedG2 } from "./points.ts";

/** Most public signals a key may have: what the verifier contract takes. */
const maxSignals = 256;

/**
 * The key in the Solidity contract that gnark's VerifyingKey.ExportSolidity writes, since gnark 0.9: constants, of
 * which those in G2 are negated. Throws GNARK_INVALID or GNARK_COMMITMENT_UNSUPPORTED (input).
 */
export function gnarkSolidityKey(source: string): VerifyingKey {
  const constants = new Map<string, bigint>();
  for (const [, name = "", value = ""] of source.matchAll(/uint256\s+constant\s+([A-Z0-9_]+)\s*=\s*(\d{1,78})\s*;/g)) {
    constants.set(name, BigInt(value));
  }
  if ([...constants.keys()].some((name) => name.startsWith("PEDERSEN"))) throw commitmentsUnsupported(undefined);
  const constant = (name: string): bigint => {
    const value = constants.get(name);
    if (value === undefined || value >= BASE_MODULUS) throw gnarkInvalid(`it has no constant ${name}`);
    return value;
  };
  const g1 = (name: string): G1 => checkedG1({ x: constant(`${name}_X`), y: constant(`${name}_Y`) });
  const negatedG2 = (name: string): G2 =>
    checkedG2({
      x1: constant(`${name}_NEG_X_1`),
      x0: constant(`${name}_NEG_X_0`),
      y1: negative(constant(`${name}_NEG_Y_1`)),
      y0: negative(constant(`${name}_NEG_Y_0`)),
    });
  const ic = [g1("CONSTANT")];
  while (ic.length <= maxSignals && constants.has(`PUB_${ic.length - 1}_X`)) ic.push(g1(`PUB_${ic.length - 1}`));
  if (ic.length === 1) throw gnarkInvalid("it has no public signals");
  return {
    alpha: g1("ALPHA"),
    beta: negatedG2("BETA"),
    gamma: negatedG2("GAMMA"),
    delta: negatedG2("DELTA"),
    ic,
  };
}

function negative(value: bigint): bigint {
  return value === 0n ? 0n : BASE_MODULUS - value;
}
