/**
 * Writes contracts/abi/*.ts from the compiled artifacts: `node scripts/abi.ts`, after `hardhat build`.
 * With `--check` it writes nothing and fails when a committed file is out of date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";

const contracts: Record<string, string> = {
  taskManager: "interfaces/ITaskManager.sol/ITaskManager",
  projectRegistry: "interfaces/IProjectRegistry.sol/IProjectRegistry",
  proverRegistry: "interfaces/IProverRegistry.sol/IProverRegistry",
  deviceRegistry: "interfaces/IDeviceRegistry.sol/IDeviceRegistry",
};

const root = new URL("..", import.meta.url);
const check = process.argv.includes("--check");
let stale = false;

for (const [name, path] of Object.entries(contracts)) {
  const artifact = JSON.parse(await readFile(new URL(`artifacts/contracts/${path}.json`, root), "utf8"));
  const source = `// Made by scripts/abi.ts. Do not edit.\nexport const ${name}Abi = ${JSON.stringify(artifact.abi)} as const;\n`;
  const text = await format(source, { parser: "typescript", printWidth: 120, trailingComma: "all" });
  const file = new URL(`contracts/abi/${name}.ts`, root);
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    stale = true;
    console.error(`contracts/abi/${name}.ts does not match the contract: run "npm run abi"`);
  }
}
if (stale) process.exitCode = 1;
