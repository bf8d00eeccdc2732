import { type PlainError, plainErrorOf } from "../protocol/errors.ts";
import { type JsonLimits, parseBoundedJson } from "../protocol/bounded-json.ts";

/** What is to be read. */
export type ReadingRequest =
  | { kind: "json"; bytes: Uint8Array; limits: JsonLimits }
  | { kind: "payload"; bytes: Uint8Array }
  | { kind: "projectFile"; bytes: Uint8Array; sha256: `0x${string}` };

export type ReadingResponse = { value: unknown } | { error: PlainError } | { notJson: string };

/** One text, read in the reader's thread. Never throws: failures travel as data. */
export default async function read(request: ReadingRequest): Promise<ReadingResponse> {
  try {
    return { value: await valueOf(request) };
  } catch (error) {
    const plain = plainErrorOf(error);
    return plain ? { error: plain } : { notJson: error instanceof Error ? error.message : "it cannot be read" };
  }
}

/** Modules are loaded when they are needed, for most processes read one kind of text. */
async function valueOf(request: ReadingRequest): Promise<unknown> {
  switch (request.kind) {
    case "json":
      return parseBoundedJson(request.bytes, request.limits);
    case "payload":
      return (await import("../protocol/payload.ts")).decodePayload(request.bytes);
    case "projectFile": {
      const { checkProjectFileHash, parseProjectFile } = await import("../protocol/project-file.ts");
      const { sha256Of } = await import("../protocol/sha256.ts");
      checkProjectFileHash(request.bytes, request.sha256);
      const { versions, ...file } = parseProjectFile(request.bytes);
      return {
        ...file,
        versions: versions.map(({ code, ...version }) => {
          // Workers that run the program read these very bytes.
          const shared = new Uint8Array(new SharedArrayBuffer(code.length));
          shared.set(code);
          return { ...version, code: shared, codeHash: sha256Of(code) };
        }),
      };
    }
  }
}
