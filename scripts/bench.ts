/** `npm run bench [-- --json]`: all benchmarks, one after the other; each writes its section of docs/benchmarks.md. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
run("node_modules/hardhat/dist/src/cli.js", "build", "--quiet");
for (const name of ["prove", "node", "index", "gateway"]) {
  console.log(`\n== bench:${name}`);
  run(`scripts/bench/${name}.ts`, ...process.argv.slice(2));
}

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
