import type { IndexerLogger } from "./config.ts";
import { type LogLine, ourNamespace, subsquidLevels } from "./log.ts";
import { withoutUrls } from "./places.ts";

/** What was heard of a process that matters when it has ended. */
export interface Heard {
  /** The last error it named. */
  reason?: string;
}

/**
 * Passes a line of the processor's process on to the real log: our own lines as they are, of Subsquid's what an
 * operator can use. Its last error is not logged here but kept for whoever reports the end of the process.
 */
export function passOn(line: string, logger: IndexerLogger, heard: Heard): void {
  const record = parse(line);
  if (!record) {
    // Not a log line: a crash of Node itself, or a warning of it.
    if (line.trim() !== "") logger.warn({}, `processor: ${withoutUrls(line.slice(0, 1_000))}`);
    return;
  }
  const { level, ns, msg, err, ...fields } = record;
  delete fields["time"]; // the real log has its own
  if (ns === ourNamespace) ourLine(level, msg ?? "", fields, logger, heard);
  else subsquidLine(level, msg ?? "", err, logger, heard);
}

function ourLine(level: number, message: string, fields: object, logger: IndexerLogger, heard: Heard): void {
  if (level >= subsquidLevels.error) heard.reason = message;
  else if (level === subsquidLevels.warn) logger.warn(fields, message);
  else if (level === subsquidLevels.info) logger.info(fields, message);
  else logger.debug(fields, message);
}

function subsquidLine(level: number, message: string, error: unknown, logger: IndexerLogger, heard: Heard): void {
  if (level >= subsquidLevels.fatal) {
    heard.reason = reasonOf(error, message);
    logger.debug({ stack: withoutUrls(stackOf(error)) }, "Subsquid's last words");
  } else if (level >= subsquidLevels.error) {
    logger.error({ stack: withoutUrls(stackOf(error)) }, withoutUrls(message) || reasonOf(error, "Subsquid failed"));
  } else if (message.startsWith("navigating a fork")) {
    logger.info({}, `The chain was reorganised: ${message}`);
  } else {
    // Its fields name the URL of the endpoint, whose path may be an API key.
    logger.debug({}, withoutUrls(message));
  }
}

function reasonOf(error: unknown, otherwise: string): string {
  const { message } = (error ?? {}) as { message?: unknown };
  if (typeof message === "string" && message !== "") return withoutUrls(message);
  // Subsquid's JSON keeps an error's stack alone; its first line is the message.
  return withoutUrls(stackOf(error).split("\n")[0] || otherwise);
}

function stackOf(error: unknown): string {
  const { stack } = (error ?? {}) as { stack?: unknown };
  return typeof stack === "string" ? stack : "";
}

function parse(line: string): (LogLine & { err?: unknown }) | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const record = JSON.parse(line) as Partial<LogLine>;
    return typeof record.level === "number" && typeof record.ns === "string" ? (record as LogLine) : undefined;
  } catch {
    return undefined; // shown as it is by the caller
  }
}
