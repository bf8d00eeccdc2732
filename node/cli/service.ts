import type { Logger } from "pino";

/** A process's way of ending: something that runs, and can fail or be stopped. */
export interface Service {
  /** Rejects when the service cannot go on. */
  ended?: Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Runs until SIGINT or SIGTERM, or until the service itself ends, then stops it and what it stands on (`release`).
 * A second signal ends the process at once.
 */
export async function runService(logger: Logger, service: Service, release: () => Promise<void>): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        logger.info({ signal }, "stopping");
        resolve();
      });
    }
  });
  try {
    await Promise.race([signalled, ...(service.ended ? [service.ended] : [])]);
  } finally {
    await service.stop();
    await release();
  }
}
