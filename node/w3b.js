#!/usr/bin/env node
/**
 * The `w3b` command: runs main.ts on the Node 24 that npm installed, whatever Node started this. Plain JavaScript,
 * because an older Node cannot read TypeScript.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
const main = new URL("main.ts", import.meta.url);

if (Number(process.versions.node.split(".")[0]) >= 24) {
  await import(main.href);
} else if (existsSync(own)) {
  const child = spawn(own, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} else {
  console.error('Node 24 is not installed here yet: run "npm run bootstrap" in the project first.');
  process.exit(1);
}
