import type { IncomingMessage } from "node:http";
import { addAbortSignal, pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** An answer's body as its server compressed it, piece by piece: how much comes out of it is its reader's to limit. */
export function decoded(response: IncomingMessage, signal: AbortSignal): Readable {
  const make = decoders[response.headers["content-encoding"]?.trim().toLowerCase() ?? "identity"];
  if (make === undefined) {
    response.destroy();
    throw new Error(`its encoding "${response.headers["content-encoding"]?.slice(0, 40)}" is not known`);
  }
  const decoder = make();
  // What goes wrong shows in the stream that is read.
  return addAbortSignal(signal, decoder ? pipeline(response, decoder, () => undefined) : response);
}

const decoders: Record<string, (() => NodeJS.ReadWriteStream & Readable) | (() => undefined)> = {
  identity: () => undefined,
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};
