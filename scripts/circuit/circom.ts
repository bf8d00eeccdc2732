/**
 * The circom compiler as a process of its own: its arguments are circom's, with absolute paths. circom2's own command
 * opens the working directory and its parents one by one, and refuses files that a symbolic link leads out of the one
 * a path begins in, as it does in workspaces, with pnpm and after `npm link`. This one opens the root alone.
 */
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

const require = createRequire(import.meta.url);
const { CircomRunner, bindings } = require("circom2") as {
  CircomRunner: new (options: object) => { execute(wasm: Uint8Array): Promise<unknown> };
  bindings: object;
};
const circom = new CircomRunner({
  args: process.argv.slice(2),
  env: {},
  preopens: { "/": "/" },
  bindings: { ...bindings, exit: (code: number) => process.exit(code), fs, path },
});
await circom.execute(fs.readFileSync(require.resolve("circom2/circom.wasm")));
