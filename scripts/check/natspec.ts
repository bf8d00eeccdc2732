/**
 * Fails for every public function of contracts/ (those for tests apart) that does not say what it does, in NatSpec of its
 * own or by @inheritdoc. What OpenZeppelin's contracts bring along is theirs to explain. Run `hardhat build` first: it
 * leaves the sources, and the settings, as the compiler wants them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { AbiFunction } from "viem";
import { toFunctionSignature } from "viem";

interface Documented {
  abi: (AbiFunction | { type: "event" | "error" | "constructor" })[];
  userdoc: { methods?: Record<string, { notice?: string }> };
  devdoc: { methods?: Record<string, { details?: string }>; stateVariables?: Record<string, unknown> };
}
type Contracts = Record<string, Record<string, Documented>>;

const { compile } = createRequire(import.meta.url)("solc") as { compile(input: string): string };
const folder = fileURLToPath(new URL("../../artifacts/build-info/", import.meta.url));

const silent = new Set<string>();
let functions = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json") && !name.endsWith(".output.json"))) {
  const contracts = documentationOf(readFileSync(folder + file, "utf8"));
  const foreign = new Set<string>();
  for (const [source, members] of Object.entries(contracts)) {
    if (source.startsWith("npm/"))
      for (const { abi } of Object.values(members)) signatures(abi).forEach((s) => foreign.add(s));
  }
  for (const [source, members] of Object.entries(contracts)) {
    if (!source.startsWith("project/contracts/") || source.startsWith("project/contracts/test/")) continue;
    for (const [name, { abi, userdoc, devdoc }] of Object.entries(members)) {
      for (const signature of signatures(abi)) {
        if (foreign.has(signature)) continue;
        functions++;
        if (!userdoc.methods?.[signature]?.notice && !devdoc.methods?.[signature]?.details)
          silent.add(`${name}.${signature}`);
      }
    }
  }
}
if (functions === 0) throw new Error("No contract was found: run `hardhat build` first");
for (const name of silent) console.error(`${name} has no NatSpec`);
process.exitCode = silent.size === 0 ? 0 : 1;

/** What the compiler says of a build's contracts when asked for documentation alone, which takes it a second. */
function documentationOf(buildInfo: string): Contracts {
  const { input } = JSON.parse(buildInfo) as { input: { settings: Record<string, unknown> } };
  input.settings["outputSelection"] = { "*": { "*": ["abi", "userdoc", "devdoc"] } };
  return (JSON.parse(compile(JSON.stringify(input))) as { contracts: Contracts }).contracts;
}

function signatures(abi: Documented["abi"]): string[] {
  return abi.filter((item) => item.type === "function").map((item) => toFunctionSignature(item));
}
