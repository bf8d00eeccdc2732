export type Level = "debug" | "info" | "warn" | "error";

/** A line the processor's process writes to its standard error, where Subsquid writes its own in the same form. */
export interface LogLine {
  level: number;
  ns: string;
  msg?: string;
  [field: string]: unknown;
}

/** Subsquid's levels, which are not pino's. */
export const subsquidLevels = { debug: 1, info: 2, warn: 3, error: 4, fatal: 5 } as const;

/** The namespace of our own lines among Subsquid's. */
export const ourNamespace = "w3b:indexer";

/** Says something from within the processor's process; the supervisor passes it on to the real log. */
export function log(level: Level, message: string, fields: object = {}): void {
  const line: LogLine = { ...fields, level: subsquidLevels[level], ns: ourNamespace, msg: message };
  process.stderr.write(`${JSON.stringify(line)}\n`); // synchronous for pipes: nothing is lost when the process ends
}
