import { messageOf, W3bError } from "../../protocol/errors.ts";

/**
 * Puts a project file onto the file server of `w3b dev` and returns its URI.
 * @param hash The file's SHA-256, which is its name there.
 * @throws W3bError INVALID_OPTION without such a server, FILES_UNREACHABLE
 */
export async function upload(filesUrl: string | undefined, bytes: Uint8Array, hash: string): Promise<string> {
  if (filesUrl === undefined) {
    throw new W3bError("INVALID_OPTION", "Nodes must know where to fetch the project file.", {
      kind: "input",
      meaning: "Only `w3b dev` serves files by itself; everywhere else the project's owner does.",
      action: "Put the file where every prover can fetch it and name that place with --uri.",
    });
  }
  const uri = `${filesUrl}/${hash.replace("0x", "")}.json`;
  try {
    const response = await fetch(uri, { method: "PUT", body: bytes as never, signal: AbortSignal.timeout(60_000) });
    if (response.ok) return uri;
    throw new Error((await response.text()).trim());
  } catch (cause) {
    throw new W3bError("FILES_UNREACHABLE", `The file server ${filesUrl} does not take the file: ${messageOf(cause)}`, {
      kind: "unavailable",
      action: "Start `w3b dev`, or serve the file yourself and name its place with --uri.",
    });
  }
}
