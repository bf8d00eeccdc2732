import type { Hex } from "viem";

/** How long proofs of each program take on this machine, as an average in which newer ones weigh more. */
export class ProveTimes {
  readonly #assumedMs: number;
  readonly #averages = new Map<Hex, number>();

  constructor(assumedMs: number) {
    this.#assumedMs = assumedMs;
  }

  record(programId: Hex, milliseconds: number): void {
    const before = this.#averages.get(programId) ?? milliseconds;
    this.#averages.set(programId, 0.75 * before + 0.25 * milliseconds);
  }

  /** In milliseconds; assumed before one was measured, and of programs nobody has named. */
  expected(programId: Hex | undefined): number {
    return (programId && this.#averages.get(programId)) ?? this.#assumedMs;
  }
}
