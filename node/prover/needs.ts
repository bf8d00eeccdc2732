import type { Logger } from "pino";

/** Refusals that only the operator can mend, and how. */
const actions: Record<string, string> = {
  OPERATOR_UNDERFUNDED: "Send IOTX to the operator's account.",
  INSUFFICIENT_FREE_STAKE: "Stake more with `w3b prover stake`, or wait until claims end.",
};

/**
 * What the prover lacks and only its operator can bring. Each is told once, at the level that wakes people, until it is
 * over: every open task would say the same.
 */
export class Needs {
  readonly #logger: Pick<Logger, "error" | "info">;
  readonly #told = new Set<string>();

  constructor(logger: Pick<Logger, "error" | "info">) {
    this.#logger = logger;
  }

  /** Whether a refusal is one of these. */
  static isOne(code: string): boolean {
    return code in actions;
  }

  /** Whether the operator was told already. */
  isTold(code: string): boolean {
    return this.#told.has(code);
  }

  tell(code: string, reason: string): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#logger.error({ code, reason, action: actions[code] }, "the prover needs its operator: it claims nothing");
  }

  /** Nothing is lacking any more. */
  over(): void {
    if (this.#told.size > 0) this.#logger.info({ codes: [...this.#told] }, "the prover has what it lacked");
    this.#told.clear();
  }
}
