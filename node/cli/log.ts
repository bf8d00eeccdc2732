import { type Logger, pino } from "pino";

/** Structured logs on standard output, one JSON object a line; pretty where a person is watching and pino-pretty is there. */
export function createLogger(name: string, level: string): Logger {
  if (!process.stdout.isTTY) return pino({ name, level });
  try {
    import.meta.resolve("pino-pretty");
  } catch {
    return pino({ name, level });
  }
  return pino({ name, level, transport: { target: "pino-pretty", options: { ignore: "pid,hostname" } } });
}
