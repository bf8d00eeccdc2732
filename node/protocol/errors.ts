/** What a failure is about: decides how callers react and which HTTP status it has. */
export type ErrorKind = "input" | "forbidden" | "notFound" | "tooLarge" | "integrity" | "unavailable" | "internal";

export interface W3bErrorOptions {
  /** What it means for the reader. */
  meaning?: string;
  /** What to do about it. */
  action?: string;
  kind?: ErrorKind;
  cause?: unknown;
}

/**
 * Every error this project raises on purpose: `code` is stable and documented in docs/errors.md, `message` says what
 * happened, `meaning` what that means and `action` what to do. Only `unavailable` errors are worth retrying.
 */
export class W3bError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly meaning: string | undefined;
  readonly action: string | undefined;

  constructor(code: string, message: string, options: W3bErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "W3bError";
    this.code = code;
    this.kind = options.kind ?? "internal";
    this.meaning = options.meaning;
    this.action = options.action;
  }
}

/** The message of anything thrown, for logs and states; never empty. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ");
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}

/** The stable code of anything thrown; `INTERNAL` for what was not raised on purpose. */
export function codeOf(error: unknown): string {
  return error instanceof W3bError ? error.code : "INTERNAL";
}

/** A W3bError as plain data: errors lose their fields on the way between threads. */
export interface PlainError extends Pick<W3bErrorOptions, "kind" | "meaning" | "action"> {
  code: string;
  message: string;
}

/** A W3bError as it travels to another thread; undefined for anything else. */
export function plainErrorOf(error: unknown): PlainError | undefined {
  if (!(error instanceof W3bError)) return undefined;
  const { code, message, kind, meaning, action } = error;
  return { code, message, kind, ...(meaning !== undefined && { meaning }), ...(action !== undefined && { action }) };
}

/** The error that travelled. */
export function errorOfPlain({ code, message, ...options }: PlainError): W3bError {
  return new W3bError(code, message, options);
}
