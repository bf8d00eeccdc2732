import { randomBytes } from "node:crypto";
import { access, copyFile, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { curves, powersOfTau, zKey } from "snarkjs";
import { W3bError } from "../../node/protocol/errors.ts";
import { readZkey } from "../../node/proving/groth16/zkey.ts";
import { developmentContribution } from "../../node/proving/keys/contributions.ts";
import { checkGroth16Key } from "../../node/proving/keys/groth16.ts";
import { verifyingKeyIn } from "../../node/proving/systems/circom-groth16/verifying-key.ts";
import type { CompiledCircuit } from "./compile.ts";
import { completeKeyFiles, type KeyFiles, keyFilesIn } from "./key-files.ts";

// 2^10 hashes: the beacon is random already; a slow one matters only where somebody could choose among several.
const BEACON_ITERATIONS_EXP = 10;

/**
 * A prepared phase 1 for circuits of up to 2^power constraints, made by one contribution from this machine's
 * randomness and kept in `folder` for the next run. Whoever can read this process's memory could forge proofs: for
 * development only.
 */
export async function developmentPtau(power: number, folder: string): Promise<string> {
  const result = join(folder, `development-${power}.ptau`);
  if (await exists(result)) return result;
  const [empty, contributed, prepared] = ["empty", "contributed", "prepared"].map((step) =>
    join(folder, `development-${power}.${step}.ptau`),
  ) as [string, string, string];
  await powersOfTau.newAccumulator(await curves.getCurveFromName("bn128"), power, empty);
  await powersOfTau.contribute(empty, contributed, "development", entropy());
  await powersOfTau.preparePhase2(contributed, prepared);
  await rename(prepared, result); // only a complete file gets the name that is looked for
  return result;
}

/**
 * Phase 2: specialises phase 1 to the circuit, contributes once, closes with the beacon (hexadecimal) and checks the
 * result against circuit and phase 1. Writes wasm, zkey and verification key to `keyFolder`.
 * Throws `CIRCUIT_SETUP_FAILED`, for example when the ptau file is too small or not prepared for phase 2, and
 * `KEY_FORGEABLE` when nobody contributed to it.
 */
export async function makeKeys(options: {
  name: string;
  compiled: CompiledCircuit;
  ptau: string;
  beacon: string;
  buildFolder: string;
  keyFolder: string;
}): Promise<KeyFiles> {
  const { name, compiled, ptau, beacon, buildFolder, keyFolder } = options;
  const initial = join(buildFolder, "initial.zkey");
  const contributed = join(buildFolder, "contributed.zkey");
  const final = join(buildFolder, "final.zkey");
  // snarkjs reports most failures to its logger and a return value instead of throwing.
  const problems: string[] = [];
  const ignore = () => undefined;
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (text: string) => void problems.push(text) };
  const check = (passed: boolean, step: string) => {
    if (passed && problems.length === 0) return;
    throw new W3bError("CIRCUIT_SETUP_FAILED", `${step} failed: ${problems.join("; ") || "no reason given"}`, {
      action: "Check that the ptau file is complete, prepared for phase 2, and large enough for the circuit.",
    });
  };

  check((await zKey.newZKey(compiled.r1cs, ptau, initial, logger)) !== -1, "Specialising phase 1");
  check(
    (await zKey.contribute(initial, contributed, developmentContribution, entropy(), logger)) !== false,
    "Contributing",
  );
  const closed = await zKey.beacon(contributed, final, "beacon", beacon, BEACON_ITERATIONS_EXP, logger);
  check(closed !== false, "Applying the beacon");
  // Given as bytes, because this check never closes a ptau file that it opened itself.
  check(await zKey.verifyFromR1cs(compiled.r1cs, await readFile(ptau), final, logger), "Checking the keys");
  await checkGroth16Key(verifyingKeyIn(readZkey(await readFile(final))));

  const keys = keyFilesIn(keyFolder, name);
  await copyFile(final, keys.zkey);
  await completeKeyFiles(keys, compiled);
  return keys;
}

/** Ends the worker threads that snarkjs keeps for its curve; without this the process does not exit. */
export async function stopCurveThreads(): Promise<void> {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
}

function entropy(): string {
  return randomBytes(64).toString("hex");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
