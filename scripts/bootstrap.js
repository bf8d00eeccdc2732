/**
 * Makes a fresh clone ready: installs the locked dependencies with Node 24 (which npm itself brings), whatever Node
 * runs this, and compiles the contracts; makes the native prover anew when its sources have changed; does nothing when all
 * that is there. Plain JavaScript, because it runs before anything exists.
 *
 * Installing with an older Node would silently leave out Hardhat's native EVM, whose packages declare node >= 22.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const nodeVersion = manifest.devDependencies.node;
const wanted = createHash("sha256")
  .update(readFileSync(new URL("package-lock.json", root)))
  .update(process.platform + process.arch)
  .digest("hex");
const stamp = new URL("node_modules/.installed-lock", root);

if (Number(process.versions.node.split(".")[0]) < 20)
  fail(`Node ${process.version} is too old: Node 20 or later is needed.`);

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  console.error(
    `Installing the locked dependencies with Node ${nodeVersion} (once; this and the contracts take some minutes)...`,
  );
  const npx = process.platform === "win32" ? "npx.cmd" : "npx";
  // Not `npm ci`: it refuses a lock file without the native packages of other platforms, and not every registry has
  // them. This installs the locked versions as well, and leaves the lock file as it is.
  const install = spawnSync(npx, ["-y", "-p", `node@${nodeVersion}`, "npm", "install", "--no-save"], {
    cwd: root,
    stdio: ["ignore", 2, 2], // stdout belongs to the command that comes after, which may print JSON
    shell: process.platform === "win32",
  });
  if (install.status !== 0) fail("The installation failed. See npm's messages above; then run the same command again.");
  console.error(
    "Compiling the contracts (two or three minutes; the compiler's warning of TransientSlot.sol is expected)...",
  );
  const node24 = fileURLToPath(new URL("node_modules/node/bin/node", root));
  const compile = spawnSync(node24, ["node_modules/hardhat/dist/src/cli.js", "build", "--quiet"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (compile.status !== 0) fail("The contracts do not compile. See the compiler's messages above.");
  writeFileSync(stamp, wanted);
}

// Where it cannot be built the script says so, and WebAssembly does the work.
spawnSync(process.execPath, ["scripts/build-native.js", "--if-changed"], { cwd: root, stdio: ["ignore", 2, 2] });

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}
