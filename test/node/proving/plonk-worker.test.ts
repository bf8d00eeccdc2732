import assert from "node:assert/strict";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Proof } from "../../../node/proving/types.ts";
import { windowMaximumData, windowMaximumProject } from "../../../scripts/devnet/window-maximum.ts";
import { universalSystems } from "./support/window-maximum.ts";

for (const { name, system } of universalSystems) {
  describe(`${name} in a worker thread`, () => {
    it("is proved by snarkjs without threads of its own, and leaves nothing behind", async () => {
      const { code } = await windowMaximumProject(name);
      const binding = `0x00${"34".repeat(31)}` as const;
      const worker = new Worker(new URL("support/prove-with-snarkjs.ts", import.meta.url), {
        workerData: { name, code, message: windowMaximumData(), binding },
      });
      const exited = once(worker, "exit");
      const [made] = (await once(worker, "message")) as [
        { isMainThread: boolean; proof: Proof; checked: boolean; curveLeft: boolean },
      ];
      assert.deepEqual([made.isMainThread, made.checked, made.curveLeft], [false, true, false]);
      assert.ok(await (await system.load(code, "")).check(made.proof));
      // With threads of snarkjs' own it would wait for them for ever.
      assert.deepEqual(await exited, [0]);
    });
  });
}
