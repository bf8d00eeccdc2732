import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { codeOf, type ErrorKind, messageOf, W3bError } from "../../protocol/errors.ts";

/** A failure as gRPC carries it: status, `CODE: sentence`, and the code alone as the trailer `w3b-code`. */
export function serviceErrorOf(error: unknown): ServiceError {
  const code = codeOf(error);
  const { kind = "internal" } = error instanceof W3bError ? error : {};
  const metadata = new Metadata();
  metadata.set("w3b-code", code);
  const details = printable(`${code}: ${messageOf(error)}`);
  return Object.assign(new Error(details), { code: statuses[code] ?? statusOf[kind], details, metadata });
}

/** A trailer is one header line; a program's words are not. */
function printable(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 1000);
}

const statuses: Partial<Record<string, status>> = {
  PROVING_TIMEOUT: status.DEADLINE_EXCEEDED,
  PROVING_ABORTED: status.CANCELLED,
  OUT_OF_MEMORY: status.RESOURCE_EXHAUSTED,
};

const statusOf: Record<ErrorKind, status> = {
  input: status.INVALID_ARGUMENT,
  forbidden: status.PERMISSION_DENIED,
  notFound: status.NOT_FOUND,
  tooLarge: status.RESOURCE_EXHAUSTED,
  integrity: status.DATA_LOSS,
  unavailable: status.UNAVAILABLE,
  internal: status.INTERNAL,
};
