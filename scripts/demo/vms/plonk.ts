import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { windowOf } from "../../../examples/window-maximum/device.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { packCode } from "../../../node/proving/circom/code.ts";
import { compileCircuit } from "../../circuit/compile.ts";
import { makeUniversalKeys, type UniversalSystem } from "../../circuit/universal-keys.ts";
import type { DemoVm } from "./types.ts";

const name = "window-maximum";
const source = fileURLToPath(new URL(`../../../examples/${name}/circuit/${name}.circom`, import.meta.url));

/** PLONK and FFLONK on a Circom circuit, the window-maximum example, with keys made for the occasion. */
export const plonk = universal("plonk");
export const fflonk = universal("fflonk");

function universal(system: UniversalSystem): DemoVm {
  return {
    name: system,
    remote: false,
    async prepare({ directory }) {
      const keyFolder = join(directory, `${system}-keys`);
      await mkdir(keyFolder, { recursive: true });
      const compiled = await compileCircuit(source, keyFolder, 1);
      const keys = await makeUniversalKeys({ system, name: `${name}-key`, compiled, ptau: undefined, keyFolder });
      const code = packCode({ wasm: await readFile(keys.wasm), zkey: await readFile(keys.zkey) });
      return {
        program: { vmTypeID: vmTypes[system], code, codeExpParam: "" },
        message: JSON.stringify(windowOf([412, 388, 530, 641, 399, 702, 655, 417])),
      };
    },
  };
}
