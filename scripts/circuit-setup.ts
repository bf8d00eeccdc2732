/**
 * Makes the keys of a circuit: compile, phase 1, for Groth16 phase 2, verification key.
 *
 *   node scripts/circuit-setup.ts <folder> [--system groth16|plonk|fflonk] [--ptau FILE] [--beacon HEX]
 *
 * Reads `<folder>/circuit/<name>.circom`, where the name is the folder's own, and writes `<folder>/keys/`. Without
 * `--ptau` it runs a phase 1 of its own; with it, phase 1 is that prepared Powers of Tau file. Only Groth16 has a phase
 * 2, which the beacon closes. Temporary files go to `build/circuits/<name>/`.
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
import { makeUniversalKeys, type UniversalSystem } from "./circuit/universal-keys.ts";

async function main(): Promise<void> {
  const { folder, system, ptau, beacon } = readArguments();
  const name = basename(folder);
  const buildFolder = resolve("build/circuits", name);
  const keyFolder = join(folder, "keys");
  await mkdir(buildFolder, { recursive: true });
  await mkdir(keyFolder, { recursive: true });

  say(`compiling ${name}`);
  const source = join(folder, "circuit", `${name}.circom`);
  const compiled = await compileCircuit(source, buildFolder, system === "groth16" ? 2 : 1);
  const size = await readCircuitSize(compiled.r1cs);
  say(`${size.constraints} constraints, domain of Groth16 2^${size.power}`);

  const notice = { name, folder, r1cs: compiled.r1cs, size, publicPtau: ptau };
  if (system === "groth16") {
    if (ptau === undefined) say(`phase 1 of our own, 2^${size.power} (a few minutes the first time)`);
    const phase1 = ptau ?? (await developmentPtau(size.power, resolve("build/circuits")));
    say("phase 2: contribution, beacon, check against circuit and phase 1");
    const keys = await makeKeys({ name, compiled, ptau: phase1, beacon, buildFolder, keyFolder });
    await writeKeyNotice({ ...notice, keys, made: { system, beacon } });
  } else {
    say(ptau === undefined ? "phase 1 of our own" : `phase 1 from ${ptau}`);
    const keys = await makeUniversalKeys({ system, name, compiled, ptau, keyFolder });
    await writeKeyNotice({ ...notice, keys, made: { system } });
  }
  say(`wrote ${keyFolder}`);
}

interface Arguments {
  folder: string;
  system: "groth16" | UniversalSystem;
  ptau: string | undefined;
  beacon: string;
}

function readArguments(): Arguments {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      system: { type: "string", default: "groth16" },
      ptau: { type: "string" },
      beacon: { type: "string" },
    },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    throw new W3bError("USAGE", "Expected exactly one circuit folder.", {
      kind: "input",
      action: "Run: node scripts/circuit-setup.ts <folder> [--system NAME] [--ptau FILE] [--beacon HEX]",
    });
  }
  const { system } = values;
  if (system !== "groth16" && system !== "plonk" && system !== "fflonk") {
    throw new W3bError("USAGE", `There is no proof system "${system}" here.`, {
      kind: "input",
      action: "Use --system groth16, plonk or fflonk.",
    });
  }
  if (system !== "groth16" && values.beacon !== undefined) {
    throw new W3bError("USAGE", "Only Groth16 has a phase 2 that a beacon closes.", { kind: "input" });
  }
  const beacon = values.beacon ?? randomBytes(32).toString("hex");
  if (!/^([0-9a-f]{2}){1,255}$/i.test(beacon)) {
    throw new W3bError("USAGE", "The beacon is not a hexadecimal string of 1 to 255 bytes.", { kind: "input" });
  }
  const ptau = values.ptau === undefined ? undefined : resolve(values.ptau);
  return { folder: resolve(folder), system, ptau, beacon };
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
