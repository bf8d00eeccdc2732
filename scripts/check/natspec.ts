/**
 * Fails for every public function of contracts/ (those for tests apart) that does not say what it does, in NatSpec of its
 * own or by @inheritdoc. What OpenZeppelin's contracts bring along is theirs to explain. Run `hardhat build` first: it
 * leaves the sources, and the settings, as the compiler wants them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type AbiFunction, toFunctionSignature } from "viem";

interface Documented {
  abi: (AbiFunction | { type: "event" | "error" | "constructor" })[];
  userdoc: { methods?: Record<string, { notice?: string }> };
  devdoc: { methods?: Record<string, { details?: string }> };
}
type Contracts = Record<string, Record<string, Documented>>;
interface Artifact {
  contractName: string;
  /** As the compiler was told, e.g. "project/contracts/TaskManager.sol". */
  inputSourceName: string;
  buildInfoId: string;
}

const { compile } = createRequire(import.meta.url)("solc") as { compile(input: string): string };
const artifacts = fileURLToPath(new URL("../../artifacts/", import.meta.url));

const builds = new Map<string, { contracts: Contracts; foreign: Set<string> }>();
const silent: string[] = [];
let functions = 0;
for (const file of readdirSync(`${artifacts}contracts`, { recursive: true, encoding: "utf8" })) {
  if (!file.endsWith(".json") || file.startsWith("test/")) continue;
  const { contractName, inputSourceName, buildInfoId } = JSON.parse(
    readFileSync(`${artifacts}contracts/${file}`, "utf8"),
  ) as Artifact;
  const { contracts, foreign } = builds.get(buildInfoId) ?? documentationOf(buildInfoId);
  const { abi, userdoc, devdoc } = contracts[inputSourceName]![contractName]!;
  for (const signature of signatures(abi)) {
    if (foreign.has(signature)) continue;
    functions++;
    const said = userdoc.methods?.[signature]?.notice ?? devdoc.methods?.[signature]?.details;
    if (!said) silent.push(`${contractName}.${signature}`);
  }
}
if (functions === 0) throw new Error("No contract was found: run `hardhat build` first");
for (const name of silent) console.error(`${name} has no NatSpec`);
process.exitCode = silent.length === 0 ? 0 : 1;

/** What the compiler says of a build's contracts when asked for documentation alone, which takes it a second. */
function documentationOf(id: string) {
  const { input } = JSON.parse(readFileSync(`${artifacts}build-info/${id}.json`, "utf8")) as {
    input: { settings: Record<string, unknown> };
  };
  input.settings["outputSelection"] = { "*": { "*": ["abi", "userdoc", "devdoc"] } };
  const { contracts } = JSON.parse(compile(JSON.stringify(input))) as { contracts: Contracts };
  const libraries = Object.entries(contracts).filter(([source]) => source.startsWith("npm/"));
  const foreign = new Set(
    libraries.flatMap(([, members]) => Object.values(members).flatMap(({ abi }) => signatures(abi))),
  );
  const build = { contracts, foreign };
  builds.set(id, build);
  return build;
}

function signatures(abi: Documented["abi"]): string[] {
  return abi.filter((item) => item.type === "function").map((item) => toFunctionSignature(item));
}
