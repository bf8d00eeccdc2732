import type { VerificationParts } from "./verification-parts.ts";
import type { ProvingKey } from "./zkey.ts";

export type BackendName = "native" | "wasm";

/** Something that makes Groth16 proofs with keys it has loaded, and verifies them. It works synchronously, in the thread that calls. */
export interface Groth16Backend {
  readonly name: BackendName;
  /** The processor's instructions it makes use of, for reports. */
  readonly variant: string;
  /**
   * Checks and prepares a key; `id` names its content (a hash), so that the threads of a process can share it. Takes
   * seconds for large keys. Throws `PROGRAM_INVALID` for points that are not on the curve and the like.
   */
  load(id: string, key: ProvingKey, options?: LoadOptions): LoadedKey;
  /** The key of this id if some thread of the process has it loaded and can share it, so that it need not be read. */
  find(id: string, options?: LoadOptions): LoadedKey | undefined;
  /** What verifies proofs for a key; see ProofVerifier. It keeps nothing of the arrays it is given. */
  verifier(key: VerificationParts): ProofVerifier;
}

/** Verifies Groth16 proofs as the contract does: e(A, B) = e(alpha, beta) e(IC(signals), gamma) e(C, delta). */
export interface ProofVerifier {
  /** Bytes of memory held; they are given back when it is collected. */
  readonly bytes: number;
  /**
   * Whether the contract would accept these 256 bytes (A, B, C in EIP-197's order) for these public signals. Whatever they
   * are, it throws nothing; for a key that is not of points of their groups it accepts nothing.
   */
  verify(signals: readonly bigint[], proof: Uint8Array): boolean;
}

export interface LoadOptions {
  /** The most that tables of the key's multiples may take, in bytes; with less memory a proof takes longer. */
  tableBytes?: number;
}

export interface LoadedKey {
  /**
   * A proof for a witness of 32-byte little-endian integers, as `WitnessCalculator` makes it: the points A, B, C in
   * 256 bytes, coordinates big endian in the order of EIP-197. `blinding` is for tests; without it, it is drawn anew.
   * Throws `PROGRAM_INVALID` for a witness of another circuit; a witness that violates the circuit is not noticed and
   * gives an invalid proof.
   */
  prove(witness: Uint8Array, blinding?: Uint8Array): Uint8Array;
  /** Bytes held now: by the key (once for all threads if `shared`), and by this handle for its own work. */
  memory(): { key: number; workspace: number; shared: boolean };
  /** Frees the handle's memory, and the key's with the last handle. The handle cannot be used afterwards. */
  release(): void;
}
