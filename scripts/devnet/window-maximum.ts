import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { windowOf } from "../../examples/window-maximum/device.ts";
import { packProjectFile } from "../../node/protocol/project-file.ts";
import { packCode } from "../../node/proving/circom/code.ts";
import { fflonk } from "../../node/proving/systems/fflonk/index.ts";
import { plonk } from "../../node/proving/systems/plonk/index.ts";
import type { ProgramDescription } from "../../node/proving/types.ts";
import { developmentKey } from "../circuit/development-key.ts";
import type { UniversalSystem } from "../circuit/universal-keys.ts";

const source = fileURLToPath(new URL("../../examples/window-maximum/circuit/window-maximum.circom", import.meta.url));
const version = "v1.0.0";

/** A project that can be published at once. */
export interface WindowMaximumProject {
  /** The project file. */
  bytes: Uint8Array;
  version: string;
  vmTypeID: number;
  /** The inflated code of its version. */
  code: Uint8Array;
  /** What publishing takes; `key` is what the verifier contract's `registerKey` takes. */
  program: ProgramDescription;
}

/** The example's project file for PLONK or FFLONK, with a development key that is made now or was before. */
export async function windowMaximumProject(system: UniversalSystem): Promise<WindowMaximumProject> {
  const { wasm, zkey } = await developmentKey(system, source);
  const code = packCode({ wasm: await readFile(wasm), zkey: await readFile(zkey) });
  const { vmTypeID, describe } = system === "plonk" ? plonk : fflonk;
  const circom = { version, vmTypeID, code, codeExpParam: "", output: {} };
  const bytes = packProjectFile({ defaultVersion: version, versions: [circom] });
  return { bytes, version, vmTypeID, code, program: await describe(code, "") };
}

/** The data of a device's message: a street's sound levels, the loudest of them 81.2 dB. */
export function windowMaximumData(): string {
  return JSON.stringify(windowOf([523, 548, 611, 812, 640, 577, 530, 519]));
}
