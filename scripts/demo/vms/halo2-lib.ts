import { projectFile, windows } from "../../../examples/room-climate-halo2/project.ts";
import { parseProjectFile } from "../../../node/protocol/project-file.ts";
import type { DemoVm } from "./types.ts";

/** Halo2 on a circuit written in TypeScript: the room-climate-halo2 example. */
export const halo2Lib: DemoVm = {
  name: "halo2-lib",
  remote: false,
  async prepare() {
    const { versions } = parseProjectFile(await projectFile());
    const [window] = await windows();
    return { program: versions[0]!, message: JSON.stringify(window) };
  },
};
