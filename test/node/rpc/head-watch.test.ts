import assert from "node:assert/strict";
import { createPublicClient, createTestClient, http } from "viem";
import { allowedAge, allowedLag, headTroubles } from "../../../node/protocol/head-health.ts";
import { HeadWatch } from "../../../node/rpc/head-watch.ts";
import { type Anvil, startAnvil } from "../../support/anvil.ts";

describe("the age of the chain's newest block", () => {
  let anvil: Anvil;
  before(async () => {
    anvil = await startAnvil({ chainId: 4690 });
  });
  after(() => anvil?.stop());

  it("is said once when the chain stands still, and once when it goes on", async () => {
    const transport = http(anvil.url);
    const client = createPublicClient({ transport, cacheTime: 0 });
    const test = createTestClient({ mode: "anvil", transport });
    await test.mine({ blocks: 101, interval: 3 });
    let nowMs = Number((await client.getBlock()).timestamp) * 1000;
    const lines: string[] = [];
    const say = (level: string) => (fields: object) =>
      void lines.push(`${level} ${"code" in fields ? String(fields.code) : ""}`);
    const logger = { info: say("info"), warn: say("warn") };
    const watch = new HeadWatch({ client, logger, now: () => nowMs });

    const fresh = await watch.read();
    assert.deepEqual(fresh, { block: 101, ageSeconds: 0, paceSeconds: 3, allowedSeconds: 60 });
    assert.deepEqual([headTroubles(fresh, 101), lines], [[], []]);

    nowMs += 61_000;
    for (let i = 0; i < 3; i++, nowMs += 2_000) {
      const [trouble] = headTroubles(await watch.read(), 101);
      assert.match(trouble ?? "", /^CHAIN_FROZEN: the newest block, 101, is 6[135] s old; 60 s are allowed$/);
    }
    assert.deepEqual(lines, ["warn CHAIN_FROZEN"]);

    await test.setNextBlockTimestamp({ timestamp: BigInt(nowMs / 1000) });
    await test.mine({ blocks: 1 });
    assert.deepEqual(headTroubles(await watch.read(), 102), []);
    nowMs += 2_000;
    await watch.read();
    assert.deepEqual(lines, ["warn CHAIN_FROZEN", "info "]);
    watch.stop();
  });

  it("may be 20 times the chain's pace, a minute at least and ten at most", () => {
    assert.deepEqual(
      [0, 2.5, 3.1, 12, 864].map((pace) => allowedAge(1, pace)),
      [60, 60, 62, 240, 600],
    );
  });

  it("has no limit where blocks are made on demand, unless the operator gives one, and none where they say 0", () => {
    assert.deepEqual([allowedAge(31337, 1), allowedAge(1337, 1)], [undefined, undefined]);
    assert.deepEqual([allowedAge(31337, 1, 30), allowedAge(1, 12, 30), allowedAge(1, 12, 0)], [30, 30, undefined]);
  });

  it("lets tables be a minute's blocks behind, 20 at least and 100 at most", () => {
    assert.deepEqual(
      [0, 0.25, 1, 2.5, 12].map((paceSeconds) => allowedLag({ paceSeconds })),
      [100, 100, 60, 24, 20],
    );
    const head = { block: 1_000, ageSeconds: 1, paceSeconds: 0, allowedSeconds: undefined };
    assert.deepEqual([headTroubles(head, 1_000), headTroubles(head, 900)], [[], []]);
    assert.match(headTroubles(head, 850)[0] ?? "", /^INDEX_BEHIND: the tables are 150 blocks behind/);
    assert.match(headTroubles(head, undefined)[0] ?? "", /^INDEX_BEHIND: the tables hold no block yet/);
  });
});
