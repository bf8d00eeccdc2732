import { readFileSync } from "node:fs";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fflonk, plonk } from "snarkjs";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { compileCircuit } from "../../../scripts/circuit/compile.ts";
import { insecurePtau } from "../../../scripts/circuit/insecure-ptau.ts";

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));
/** Enough for domains of 2^5 rows with FFLONK, which needs nine times as many powers. */
const PTAU_POWER = 8;

/** The paths of a circuit's files. */
export interface UniversalKeys {
  wasm: string;
  plonk: string;
  fflonk: string;
}

/** Compiles a circuit of test/contracts/circuits and makes its keys; they are kept in build/ for the next run. */
export async function universalKeys(name: string): Promise<UniversalKeys> {
  const source = fileURLToPath(new URL(`../circuits/${name}.circom`, import.meta.url));
  const folder = join(
    projectRoot,
    "build/circuits",
    `universal-${name}-${sha256Of(readFileSync(source)).slice(2, 10)}`,
  );
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  if (!exists) await makeKeys(source, folder);
  return {
    wasm: join(folder, `${name}_js`, `${name}.wasm`),
    plonk: join(folder, "plonk.zkey"),
    fflonk: join(folder, "fflonk.zkey"),
  };
}

async function makeKeys(source: string, folder: string): Promise<void> {
  const making = `${folder}.${process.pid}.making`;
  await mkdir(making, { recursive: true });
  const { r1cs } = await compileCircuit(source, making);
  const ptau = join(making, "insecure.ptau");
  await writeFile(ptau, insecurePtau(PTAU_POWER));
  await plonk.setup(r1cs, ptau, join(making, "plonk.zkey"));
  await fflonk.setup(r1cs, ptau, join(making, "fflonk.zkey"));
  await stopCurveThreads();
  // Only complete keys get the name that is looked for; another run may have been faster.
  await rename(making, folder).catch(() => undefined);
  await rm(making, { recursive: true, force: true });
}
