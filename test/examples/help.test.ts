import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { root } from "../../scripts/devnet/processes.ts";

describe("--help of a script", () => {
  for (const script of ["circuit-setup", "halo2-setup", "ptau-to-srs", "halo2-module", "deploy", "demo"]) {
    it(`explains ${script}, and does nothing`, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.ts`, "--help"], {
        cwd: root,
        encoding: "utf8",
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, new RegExp(`${script}\\.ts|npm run ${script}`));
      assert.doesNotMatch(stdout, /^ \*/m);
    });
  }
});
