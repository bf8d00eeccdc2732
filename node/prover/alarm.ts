/** Lets the loop sleep until something happens. What happens while nobody sleeps is remembered. */
export class Alarm {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Waits for a ring, at most `ms`; after a failure all of it, unless the prover stops. */
  async wait(ms: number, ignoreRings: boolean, stopping: AbortSignal): Promise<void> {
    if (stopping.aborted || (this.#rung && !ignoreRings)) {
      this.#rung = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (ignoreRings && !stopping.aborted) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
    this.#rung = false;
  }
}
