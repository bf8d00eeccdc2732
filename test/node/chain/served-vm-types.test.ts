import assert from "node:assert/strict";
import { unservedWarnings } from "../../../node/chain/actions/served-vm-types.ts";
import type { Caller } from "../../../node/chain/actions/transact.ts";
import { deployment, publicClient, reset } from "../../contracts/support/world.ts";

const caller = { publicClient, deployment } as unknown as Caller;

describe("what is said of VM types when a project is published", () => {
  before(reset);
  after(reset);

  it("names those that no active prover serves, each once", async () => {
    assert.deepEqual(await unservedWarnings(caller, [100, 2, 100]), [
      "No active prover serves vmTypeID 100: nobody will claim the tasks before one registers.",
      "No active prover serves vmTypeID 2: nobody will claim the tasks before one registers.",
    ]);
  });

  it("says nothing of one that a prover serves", async () => {
    const served = {
      readContract: ({ args: [vmType] }: { args: [bigint] }) => Promise.resolve(vmType === 2n ? 1n : 0n),
    };
    const warnings = await unservedWarnings({ ...caller, publicClient: served } as unknown as Caller, [2, 3]);
    assert.deepEqual(warnings, [
      "No active prover serves vmTypeID 3: nobody will claim the tasks before one registers.",
    ]);
  });
});
