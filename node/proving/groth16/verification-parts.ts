import { SCALAR_MODULUS } from "../../protocol/bn254.ts";
import type { ProvingKey } from "./zkey.ts";

/** The parts of a key that verifying takes. */
export type VerificationParts = Pick<ProvingKey, "publicSignals" | "alpha1" | "beta2" | "gamma2" | "delta2" | "ic">;

/** Copies of them, so that the rest of the key's file can go. */
export function verificationPartsOf(key: VerificationParts): VerificationParts {
  const { publicSignals } = key;
  const [alpha1, beta2, gamma2, delta2, ic] = [key.alpha1, key.beta2, key.gamma2, key.delta2, key.ic].map((part) =>
    Uint8Array.from(part),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return { publicSignals, alpha1, beta2, gamma2, delta2, ic };
}

/** Whether these can be the public signals of a key: as many as it has, and each below r, so that it has one name only. */
export function areSignalsOf(
  { publicSignals }: Pick<VerificationParts, "publicSignals">,
  signals: readonly bigint[],
): boolean {
  return signals.length === publicSignals && signals.every((signal) => signal >= 0n && signal < SCALAR_MODULUS);
}
