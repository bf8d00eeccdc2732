import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256Of } from "../../node/protocol/sha256.ts";
import { stopCurveThreads } from "./ceremony.ts";
import { compileCircuit } from "./compile.ts";
import { makeUniversalKey, type UniversalSystem } from "./universal-keys.ts";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The paths of a circuit's witness calculator and PLONK or FFLONK key, made in seconds and kept in build/ for the next
 * run. Whoever can read this process's memory could forge proofs: for demonstrations and tests only.
 */
export async function developmentKey(system: UniversalSystem, source: string): Promise<{ wasm: string; zkey: string }> {
  const name = basename(source, ".circom");
  const version = sha256Of(await readFile(source)).slice(2, 10);
  const folder = join(projectRoot, "build/circuits", `${name}-${system}-${version}`);
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  if (!exists) await makeKey(system, source, folder);
  return { wasm: join(folder, `${name}_js`, `${name}.wasm`), zkey: join(folder, `${system}.zkey`) };
}

async function makeKey(system: UniversalSystem, source: string, folder: string): Promise<void> {
  const making = `${folder}.${process.pid}.making`;
  await mkdir(making, { recursive: true });
  const { r1cs } = await compileCircuit(source, making, 1);
  await makeUniversalKey({ system, r1cs, zkey: join(making, `${system}.zkey`) });
  await stopCurveThreads();
  // Only a complete key gets the name that is looked for; another run may have been faster.
  await rename(making, folder).catch(() => undefined);
  await rm(making, { recursive: true, force: true });
}
