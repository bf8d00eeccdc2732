import { W3bError } from "../protocol/errors.ts";

/** Where something was to be listened to, and by which option a user chooses the port. */
export interface WantedPort {
  what: string;
  host?: string;
  port: number;
  option: string;
}

/** What listening failed with: W3bError PORT_IN_USE when another has the port, all else as it is. */
export function listenError(error: unknown, { what, host, port, option }: WantedPort): Error {
  if (!(error instanceof Error)) return new TypeError(String(error));
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return error;
  const place = host === undefined ? `Port ${port}` : `Port ${port} of ${host}`;
  return new W3bError("PORT_IN_USE", `${place} is taken: ${what} cannot be served there`, {
    action: `Stop what uses it, or give another ${option}.`,
    kind: "input",
    cause: error,
  });
}
