import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { root } from "../../../scripts/devnet/processes.ts";

/** Packages the command line reads its arguments and settings with. All others belong to what a command does. */
const light = new Set(["commander", "smol-toml"]);

/** Prints, at the end of a process, the package or file of the project that each of its modules belongs to. */
const loadedModules = `
  import { registerHooks } from "node:module";
  const loaded = new Set();
  registerHooks({
    load(url, context, next) {
      const [, found] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
      loaded.add(found ?? url);
      return next(url, context);
    },
  });
  process.on("exit", () => console.error(JSON.stringify([...loaded])));
`;

/** Every command's help, in one process: the modules of a command are loaded with the tree, or when it acts. */
const allHelp = `
  import { program } from "./node/cli/program.ts";
  const show = (command) => {
    console.log(command.helpInformation().split("\\n")[0]);
    command.commands.forEach(show);
  };
  show(program());
`;

describe("starting the command line", () => {
  it("loads nothing for any command's help that only the command's work needs", async () => {
    const { output, modules } = await run(["--input-type=module", "--eval", allHelp]);
    for (const usage of ["w3b dev", "w3b project key import", "w3b prover unstake request", "w3b vm serve"]) {
      assert.match(output, new RegExp(`^Usage: ${usage} `, "m"));
    }
    assert.deepEqual(packagesOf(modules), [...light].sort());
  });

  it("loads nothing else for w3b --help itself", async () => {
    const { output, modules } = await run(["node/w3b.js", "--help"]);
    assert.match(output, /^Usage: w3b /);
    assert.deepEqual(packagesOf(modules), [...light].sort());
  });

  it("loads what a command needs when it acts", async () => {
    const { modules } = await run(["node/w3b.js", "project", "show", "1", "--rpc-url", "http://127.0.0.1:1"]);
    const packages = packagesOf(modules);
    assert.ok(packages.includes("viem"), packages.join());
    for (const other of ["pg", "piscina", "snarkjs", "fastify", "postgraphile"]) {
      assert.ok(!packages.includes(other), other);
    }
  });
});

function packagesOf(modules: string[]): string[] {
  return modules.filter((name) => !/^(file|node|data):/.test(name) && !name.startsWith("/")).sort();
}

async function run(args: string[]): Promise<{ output: string; modules: string[] }> {
  const hook = `data:text/javascript,${encodeURIComponent(loadedModules)}`;
  const child = spawn(process.execPath, ["--import", hook, ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = errors.trimEnd().split("\n").at(-1) ?? "";
  assert.ok(last.startsWith("["), errors);
  return { output, modules: JSON.parse(last) };
}
