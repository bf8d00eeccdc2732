// Builds the native back end of the Groth16 prover into build/native/, with the C++ compiler of this machine. Nothing
// depends on it: where there is no compiler, one line says so, and the WebAssembly back end does the work. With
// --if-changed only when it was not tried with the sources as they are.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "node/proving/groth16/native");
const folder = join(root, "build/native");

/** Node-API is the same for every version of Node, so that any copy of its headers will do. */
function findHeaders() {
  const candidates = [
    "/usr/include/node",
    "/usr/local/include/node",
    join(dirname(process.execPath), "../include/node"),
  ];
  try {
    candidates.unshift(
      join(dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json")), "include"),
    );
  } catch {
    // the package is not installed: the system's headers are as good
  }
  return candidates.find((candidate) => existsSync(join(candidate, "node_api.h")));
}

function findCompiler() {
  const candidates = process.env["CXX"] ? [process.env["CXX"]] : ["g++", "clang++", "c++"];
  return candidates.find((candidate) => spawnSync(candidate, ["--version"]).status === 0);
}

/** Why it was not built; undefined when it was. */
function build() {
  if (process.platform === "win32") return "this platform has no 128-bit integers in its compiler";
  const headers = findHeaders();
  if (headers === undefined) return "the headers of Node-API were not found";
  const compiler = findCompiler();
  if (compiler === undefined) return "no C++ compiler was found (g++, clang++ or c++)";
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `groth16.${process.pid}.node`); // only a finished file gets the name that is loaded
  const options = ["-std=c++17", "-O3", "-fPIC", "-shared", "-I", headers, "-o", unfinished];
  if (process.platform === "darwin") options.push("-undefined", "dynamic_lookup");
  const result = spawnSync(compiler, [...options, join(sources, "addon.cpp")], { encoding: "utf8" });
  if (result.status !== 0) return `${compiler} failed: ${(result.stderr ?? "").trim().split("\n")[0] ?? ""}`;
  renameSync(unfinished, join(folder, "groth16.node"));
  return undefined;
}

function hashOfSources() {
  const hash = createHash("sha256");
  for (const name of readdirSync(sources).sort()) hash.update(readFileSync(join(sources, name)));
  return hash.digest("hex");
}

const tried = join(folder, ".tried");
const hash = hashOfSources();
if (!process.argv.includes("--if-changed") || !existsSync(tried) || readFileSync(tried, "utf8") !== hash) {
  const reason = build();
  console.log(
    reason === undefined
      ? "build-native: built build/native/groth16.node"
      : `build-native: proofs will use WebAssembly, not native code: ${reason}`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(tried, hash);
}
