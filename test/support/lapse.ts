import { setTimeout as sleep } from "node:timers/promises";

/**
 * Lets at least `ms` milliseconds pass where that much must do no harm: a limit that is not one's own, an outage. Not
 * for waiting until something has happened, which takes longer on a busy machine: that is what eventually() is for.
 */
export const lapse = (ms: number): Promise<void> => sleep(ms);
