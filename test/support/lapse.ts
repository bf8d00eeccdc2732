import { setTimeout as sleep } from "node:timers/promises";

/**
 * Lets a limit pass by that must have no effect, so that at least `ms` milliseconds have gone. Not for waiting until
 * something has happened, which takes longer on a busy machine: that is what eventually() is for.
 */
export const lapse = (ms: number): Promise<void> => sleep(ms);
