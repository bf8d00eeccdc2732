import type { Logger } from "pino";

/** A process's way of ending: something that runs, and can fail or be stopped. */
export interface Service {
  /** Rejects when the service cannot go on. */
  ended?: Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts a service and runs it until SIGINT or SIGTERM, or until it ends by itself, then stops it and what it stands on
 * (`release`), which is let go of too when the start fails: the process could not end else. A second signal ends the
 * process at once.
 */
export async function runService(
  logger: Logger,
  start: () => Service | Promise<Service>,
  release: () => Promise<void>,
): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        logger.info({ signal }, "stopping");
        resolve();
      });
    }
  });
  try {
    const service = await start();
    try {
      await Promise.race([signalled, ...(service.ended ? [service.ended] : [])]);
    } finally {
      await service.stop();
    }
  } finally {
    await release();
  }
}
