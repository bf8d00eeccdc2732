import { readFile } from "node:fs/promises";
import { packProjectFile } from "../../node/protocol/project-file.ts";
import { vmTypes } from "../../node/protocol/vm-types.ts";
import { parseWindows, type Window } from "./window.ts";

/** The version that the example's project file has. */
export const version = "v1.0.0";

/** The example's project file, ready to be published: the packed circuit with its development set-up. */
export async function projectFile(): Promise<Uint8Array> {
  const code = await readFile(new URL("keys/room-climate-halo2.json", import.meta.url));
  const program = { version, vmTypeID: vmTypes.halo2Lib, code, codeExpParam: "", output: {} };
  return packProjectFile({ defaultVersion: version, versions: [program] });
}

/** All whole windows of the data set; `JSON.stringify` of one is a message's data. */
export async function windows(): Promise<Window[]> {
  return parseWindows(await readFile(new URL("../room-climate/data/room-sensors.csv", import.meta.url), "utf8"));
}
