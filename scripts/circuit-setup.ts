/**
 * Makes the Groth16 keys of a circuit: compile, phase 1, phase 2, verification key.
 *
 *   node scripts/circuit-setup.ts <folder> [--ptau FILE] [--beacon HEX]
 *
 * Reads `<folder>/circuit/<name>.circom`, where the name is the folder's own, and writes `<folder>/keys/`. Without
 * `--ptau` it runs a phase 1 of its own; with it, phase 1 is that prepared Powers of Tau file. Temporary files go to
 * `build/circuits/<name>/`.
 */
import { randomBytes } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { compileCircuit } from "./circuit/compile.ts";
import { developmentPtau, makeKeys, stopCurveThreads } from "./circuit/ceremony.ts";
import { readCircuitSize } from "./circuit/size.ts";
import { writeKeyNotice } from "./circuit/notice.ts";

async function main(): Promise<void> {
  const { folder, ptau, beacon } = readArguments();
  const name = basename(folder);
  const buildFolder = resolve("build/circuits", name);
  const keyFolder = join(folder, "keys");
  await mkdir(buildFolder, { recursive: true });

  say(`compiling ${name}`);
  const compiled = await compileCircuit(join(folder, "circuit", `${name}.circom`), buildFolder);
  const size = await readCircuitSize(compiled.r1cs);
  say(`${size.constraints} constraints, domain 2^${size.power}`);

  if (ptau === undefined) say(`phase 1 of our own, 2^${size.power} (a few minutes the first time)`);
  const phase1 = ptau ?? (await developmentPtau(size.power, resolve("build/circuits")));

  await mkdir(keyFolder, { recursive: true });
  say("phase 2: contribution, beacon, check against circuit and phase 1");
  const keys = await makeKeys({ name, compiled, ptau: phase1, beacon, buildFolder, keyFolder });
  await writeKeyNotice({ name, folder, keys, r1cs: compiled.r1cs, size, publicPtau: ptau, beacon });
  say(`wrote ${keyFolder}`);
}

function readArguments(): { folder: string; ptau: string | undefined; beacon: string } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { ptau: { type: "string" }, beacon: { type: "string" } },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    throw new W3bError("USAGE", "Expected exactly one circuit folder.", {
      kind: "input",
      action: "Run: node scripts/circuit-setup.ts <folder> [--ptau FILE] [--beacon HEX]",
    });
  }
  const beacon = values.beacon ?? randomBytes(32).toString("hex");
  if (!/^([0-9a-f]{2}){1,255}$/i.test(beacon)) {
    throw new W3bError("USAGE", "The beacon is not a hexadecimal string of 1 to 255 bytes.", { kind: "input" });
  }
  return { folder: resolve(folder), ptau: values.ptau === undefined ? undefined : resolve(values.ptau), beacon };
}

function say(text: string): void {
  console.log(`circuit-setup: ${text}`);
}

try {
  await main();
} catch (error) {
  console.error(`circuit-setup: ${messageOf(error)}`);
  if (error instanceof W3bError && error.action !== undefined) console.error(error.action);
  process.exitCode = 1;
} finally {
  await stopCurveThreads();
}
