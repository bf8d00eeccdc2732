/**
 * Writes contracts/abi/*.ts from the compiled artifacts: `node scripts/abi.ts`, after `hardhat build`.
 * index.ts exports them all.
 * With `--check` it writes nothing and fails when a committed file is out of date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { type Abi, type AbiParameter, toFunctionSelector } from "viem";

const contracts: Record<string, string> = {
  taskManager: "TaskManager.sol/TaskManager",
  projectRegistry: "ProjectRegistry.sol/ProjectRegistry",
  proverRegistry: "ProverRegistry.sol/ProverRegistry",
  deviceRegistry: "DeviceRegistry.sol/DeviceRegistry",
  groth16Verifier: "verifiers/Groth16Verifier.sol/Groth16Verifier",
  halo2Verifier: "verifiers/Halo2Verifier.sol/Halo2Verifier",
  plonkVerifier: "verifiers/PlonkVerifier.sol/PlonkVerifier",
  fflonkVerifier: "verifiers/FflonkVerifier.sol/FflonkVerifier",
  riscZeroVerifier: "verifiers/RiscZeroVerifier.sol/RiscZeroVerifier",
  snarkVerifierAdapter: "verifiers/SnarkVerifierAdapter.sol/SnarkVerifierAdapter",
  sp1Verifier: "verifiers/Sp1Verifier.sol/Sp1Verifier",
  zkWasmVerifier: "verifiers/ZkWasmVerifier.sol/ZkWasmVerifier",
  verifierRegistry: "verifiers/VerifierRegistry.sol/VerifierRegistry",
  verifierRoute: "verifiers/VerifierRoute.sol/VerifierRoute",
  roomClimate: "dapps/RoomClimate.sol/RoomClimate",
  airQualityBond: "dapps/AirQualityBond.sol/AirQualityBond",
};

const root = new URL("..", import.meta.url);
const check = process.argv.includes("--check");

const abis = new Map<string, Abi>();
for (const [name, path] of Object.entries(contracts)) {
  const artifact = await readFile(new URL(`artifacts/contracts/${path}.json`, root), "utf8");
  abis.set(name, (JSON.parse(artifact) as { abi: Abi }).abi);
}

// A call can revert with the error of a contract further in, e.g. TaskManager.claim with ProverRegistry's
// InsufficientFreeStake: whoever decodes a revert needs them all.
const errors = new Map<string, Abi[number]>();
for (const abi of abis.values()) {
  for (const item of abi) if (item.type === "error") errors.set(signatureOf(item), item);
}
// TaskManager is where the others' errors come out: its own ABI decodes them too.
const taskManager = abis.get("taskManager")!;
const known = new Set(taskManager.filter((item) => item.type === "error").map(signatureOf));
abis.set("taskManager", [...taskManager, ...[...errors].filter(([key]) => !known.has(key)).map(([, item]) => item)]);
abis.set("errors", [...errors.values()]);

for (const [name, abi] of abis) await emit(name, `export const ${name}Abi = ${JSON.stringify(abi)} as const;\n`);
await emit("index", [...abis.keys()].map((name) => `export { ${name}Abi } from "./${name}.ts";\n`).join(""));

/** Writes a file, or compares it with the committed one. */
async function emit(name: string, code: string): Promise<void> {
  const source = `// Made by scripts/abi.ts. Do not edit.\n${code}`;
  const text = await format(source, { parser: "typescript", printWidth: 120, trailingComma: "all" });
  const file = new URL(`contracts/abi/${name}.ts`, root);
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    process.exitCode = 1;
    console.error(`contracts/abi/${name}.ts does not match the contract: run "npm run abi"`);
  }
}

/** What tells two errors apart: the selector. */
function signatureOf(error: { name: string; inputs: readonly AbiParameter[] }): string {
  return toFunctionSelector({ ...error, type: "function", outputs: [], stateMutability: "view" });
}
