import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Hex, numberToHex } from "viem";
import { packCode } from "../../../node/proving/circom/code.ts";
import { circomGroth16 } from "../../../node/proving/systems/circom-groth16/index.ts";
import { type VerifyingKey, verifyingKeyIn } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { readZkey } from "../../../node/proving/groth16/zkey.ts";

import type { Proof } from "../../../node/proving/types.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { developmentPtau, makeKeys, stopCurveThreads } from "../../../scripts/circuit/ceremony.ts";
import { compileCircuit } from "../../../scripts/circuit/compile.ts";

/** A real circuit with two public signals (binding and inputHash) and real keys for it. */
export interface TestProgram {
  programId: Hex;
  key: VerifyingKey;
  /** The second journal word of a task about `root`. */
  inputHashOf(root: bigint): Hex;
  prove(root: bigint, binding: Hex): Promise<Proof>;
}

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));
const source = fileURLToPath(new URL("../circuits/square.circom", import.meta.url));
/** Named by the circuit, so that a changed circuit gets new keys. */
const keyFolder = join(projectRoot, "build/circuits", `square-${sha256Of(readFileSync(source)).slice(2, 10)}`);
let loaded: Promise<TestProgram> | undefined;

/** The program of circuits/square.circom; makes its keys the first time (seconds) and keeps them in build/. */
export function testProgram(): Promise<TestProgram> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<TestProgram> {
  const [wasm, zkey] = await readKeys().catch(() => makeTestKeys().then(readKeys));
  const program = await circomGroth16.load(packCode({ wasm, zkey }), "");
  return {
    programId: program.programId,
    key: verifyingKeyIn(readZkey(zkey)),
    inputHashOf: (root) => numberToHex(root * root, { size: 32 }),
    prove: (root, binding) => program.prove({ messages: [JSON.stringify({ root: String(root) })], binding }),
  };
}

function readKeys(): Promise<[Buffer, Buffer]> {
  return Promise.all([readFile(join(keyFolder, "square.wasm")), readFile(join(keyFolder, "square.zkey"))]);
}

async function makeTestKeys(): Promise<void> {
  const buildFolder = join(projectRoot, `build/circuits/square-${process.pid}.making`);
  await mkdir(join(buildFolder, "keys"), { recursive: true });
  const compiled = await compileCircuit(source, buildFolder);
  const ptau = await developmentPtau(4, buildFolder);
  const keys = join(buildFolder, "keys");
  await makeKeys({ name: "square", compiled, ptau, beacon: "00".repeat(32), buildFolder, keyFolder: keys });
  await stopCurveThreads();
  // Only complete keys get the name that is looked for; another run may have been faster.
  await rename(keys, keyFolder).catch(() => undefined);
  await rm(buildFolder, { recursive: true });
}
