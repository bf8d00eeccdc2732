/** A sleep that can be cut short. A call that comes while nobody sleeps ends the next sleep at once: none is lost. */
export class Wakeable {
  #pending = false;
  #end: (() => void) | undefined;

  /** Sleeps at most `ms` milliseconds. */
  async for(ms: number): Promise<void> {
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#pending = false;
    this.#end = undefined;
  }

  wake(): void {
    this.#pending = true;
    this.#end?.();
  }
}
