/**
 * Makes the keys of a circuit: compiles it and makes its proving and verification key.
 *
 *   node scripts/circuit-setup.ts <folder> [-l LIBRARY]... [--system groth16|plonk|fflonk] [--ptau FILE] [--beacon HEX]
 *
 * Reads `<folder>/circuit/<name>.circom`, where the name is the folder's own, and writes `<folder>/keys/`. `-l` is a
 * folder in which its includes are found; node_modules and circomlib are found without it. With `--ptau`, a Powers of
 * Tau file prepared for phase 2, keys come from that phase 1, and for Groth16 from a phase 2 that the beacon closes.
 * Without it they come from secrets that the process draws and knows, in seconds: for development only. Temporary files
 * go to `build/circuits/<name>/`.
 */
import { randomBytes } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { access, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { phase2Warnings } from "../node/proving/keys/contributions.ts";
import { compileCircuit } from "./circuit/compile.ts";
import { makeKeys, stopCurveThreads } from "./circuit/ceremony.ts";
import { insecureKeys } from "./circuit/insecure-keys.ts";
import { completeKeyFiles, keyFilesIn } from "./circuit/key-files.ts";
import { ptauContributions } from "./circuit/ptau-contributions.ts";
import { readCircuitSize } from "./circuit/size.ts";
import { writeKeyNotice } from "./circuit/notice.ts";
import { makeUniversalKeys, type UniversalSystem } from "./circuit/universal-keys.ts";
import { helpIfAsked } from "./help.ts";

async function main(): Promise<void> {
  const { folder, libraries, system, ptau, beacon } = await readArguments();
  const name = basename(folder);
  const buildFolder = resolve("build/circuits", name);
  const keyFolder = join(folder, "keys");
  const source = join(folder, "circuit", `${name}.circom`);
  await access(source).catch(() => {
    throw new W3bError("FILE_UNUSABLE", `There is no circuit ${source}, or it cannot be read.`, {
      kind: "input",
      action: "Name the folder that holds circuit/<name>.circom, where the name is the folder's own.",
    });
  });
  await mkdir(buildFolder, { recursive: true });
  await mkdir(keyFolder, { recursive: true });

  say(`compiling ${name}`);
  const compiled = await compileCircuit(source, buildFolder, system === "groth16" ? 2 : 1, libraries);
  const size = await readCircuitSize(compiled.r1cs);
  say(`${size.constraints} constraints, domain of Groth16 2^${size.power}`);

  if (ptau !== undefined && (await ptauContributions(ptau)) === 0) {
    say(`WARNING: ${ptau} lists no contribution: whoever made it can forge proofs`);
  }
  const notice = { name, folder, r1cs: compiled.r1cs, size, publicPtau: ptau };
  say(ptau === undefined ? "keys from secrets of this process, for development only" : `phase 1 from ${ptau}`);
  if (system !== "groth16") {
    const keys = await makeUniversalKeys({ system, name, compiled, ptau, keyFolder });
    await writeKeyNotice({ ...notice, keys, made: { system } });
  } else if (ptau === undefined) {
    const keys = keyFilesIn(keyFolder, name);
    await writeFile(keys.zkey, insecureKeys(await readFile(compiled.r1cs)).zkey);
    await completeKeyFiles(keys, compiled);
    await writeKeyNotice({ ...notice, keys, made: { system, beacon: undefined } });
  } else {
    say("phase 2: contribution, beacon, check against circuit and phase 1");
    const keys = await makeKeys({ name, compiled, ptau, beacon, buildFolder, keyFolder });
    await writeKeyNotice({ ...notice, keys, made: { system, beacon } });
  }
  if (system === "groth16") {
    for (const warning of phase2Warnings(await readFile(keyFilesIn(keyFolder, name).zkey))) say(`WARNING: ${warning}`);
  }
  say(`wrote ${keyFolder}`);
}

interface Arguments {
  folder: string;
  libraries: string[];
  system: "groth16" | UniversalSystem;
  ptau: string | undefined;
  beacon: string;
}

async function readArguments(): Promise<Arguments> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      library: { type: "string", short: "l", multiple: true, default: [] },
      system: { type: "string", default: "groth16" },
      ptau: { type: "string" },
      beacon: { type: "string" },
    },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    throw new W3bError("USAGE", "Expected exactly one circuit folder.", {
      kind: "input",
      action:
        "Run: node scripts/circuit-setup.ts <folder> [-l LIBRARY]... [--system NAME] [--ptau FILE] [--beacon HEX]",
    });
  }
  for (const library of values.library) {
    if (await isFolder(library)) continue;
    throw new W3bError("USAGE", `There is no folder ${library} for -l.`, { kind: "input" });
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
  if (values.ptau === undefined && values.beacon !== undefined) {
    throw new W3bError("USAGE", "A beacon closes a phase 2, which needs a phase 1: --ptau FILE.", { kind: "input" });
  }
  const beacon = values.beacon ?? randomBytes(32).toString("hex");
  if (!/^([0-9a-f]{2}){1,255}$/i.test(beacon)) {
    throw new W3bError("USAGE", "The beacon is not a hexadecimal string of 1 to 255 bytes.", { kind: "input" });
  }
  const ptau = values.ptau === undefined ? undefined : resolve(values.ptau);
  return { folder: resolve(folder), libraries: values.library, system, ptau, beacon };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function say(text: string): void {
  console.log(`circuit-setup: ${text}`);
}

helpIfAsked(import.meta.url);
try {
  await main();
} catch (error) {
  console.error(`circuit-setup: ${messageOf(error)}`);
  if (error instanceof W3bError && error.action !== undefined) console.error(error.action);
  process.exitCode = 1;
} finally {
  await stopCurveThreads();
}
