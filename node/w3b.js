#!/usr/bin/env node
/**
 * The `w3b` command: runs main.ts on the Node 24 that npm installed, whatever Node started this. Plain JavaScript,
 * because an older Node cannot read TypeScript. In a fresh clone it installs first, as `npm run demo` does.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const inProject = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const own = inProject("node_modules/node/bin/node");

// The stamp is the bootstrap's last act: without it dependencies or compiled contracts are missing.
if (!existsSync(inProject("node_modules/.installed-lock"))) {
  const { status } = spawnSync(process.execPath, [inProject("scripts/bootstrap.js")], { stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(status ?? 1); // it has said why
}

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // What was compiled once is kept, so that the next command starts sooner. Inside the project, which only those who
  // could change the program anyway may write to, and not in the system's temporary directory.
  module.enableCompileCache(inProject("node_modules/.cache/w3b"));
  await import("./main.ts");
} else if (existsSync(own)) {
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} else {
  console.error('Node 24 is not in node_modules: run "npm run bootstrap" in the project.');
  process.exit(1);
}
