#!/usr/bin/env node
/**
 * The `w3b` command: runs main.ts on the Node 24 that npm installed, whatever Node started this. Plain JavaScript,
 * because an older Node cannot read TypeScript.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // What was compiled once is kept, so that the next command starts sooner. Inside the project, which only those who
  // could change the program anyway may write to, and not in the system's temporary directory.
  module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/w3b", import.meta.url)));
  await import("./main.ts");
} else if (existsSync(own)) {
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} else {
  console.error('Node 24 is not installed here yet: run "npm run bootstrap" in the project first.');
  process.exit(1);
}
