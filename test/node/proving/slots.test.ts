import assert from "node:assert/strict";
import { Slots } from "../../../node/proving/slots.ts";

describe("Slots", () => {
  let now = 0;
  const served: string[] = [];
  const slots = (count: number) => new Slots(count, () => now);
  beforeEach(() => {
    now = 0;
    served.length = 0;
  });

  /** Takes a slot, notes when it has it, and holds it until the function returned is called. */
  function take(from: Slots, owner: string, place: "first" | "last" = "first"): () => Promise<void> {
    const taken = from.take(place, owner).then((release) => {
      served.push(owner);
      return release;
    });
    return async () => {
      (await taken)();
      await settled();
    };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  /** An owner whose last turn took so long, in milliseconds. */
  async function known(from: Slots, owner: string, ms: number): Promise<void> {
    const release = take(from, owner);
    await settled();
    now += ms;
    await release();
    served.length = 0;
  }

  it("gives owners turns, however many calls one of them has waiting", async () => {
    const one = slots(1);
    const running = take(one, "greedy");
    const [second] = [take(one, "greedy"), take(one, "greedy"), take(one, "other")];
    await settled();
    await running();
    assert.deepEqual(served, ["greedy", "other"]);
    void second;
  });

  it("lets owners of short turns overtake those of long ones", async () => {
    const one = slots(1);
    await known(one, "slow", 20_000);
    await known(one, "good", 10);
    const running = take(one, "slow");
    for (let i = 0; i < 24; i++) take(one, "slow");
    take(one, "good");
    await settled();
    await running();
    assert.deepEqual(served, ["slow", "good"]);
  });

  it("keeps one of several slots for owners of short turns, while a hundred slow ones hold theirs", async () => {
    const four = slots(4);
    await known(four, "good", 10);
    for (let i = 0; i < 100; i++) take(four, `slow ${i}`);
    await settled();
    assert.equal(served.length, 3);
    take(four, "good");
    await settled();
    assert.deepEqual(served, ["slow 0", "slow 1", "slow 2", "good"]);
  });

  it("serves patient callers by the time that their owners had: a slow one's many jobs cost itself", async () => {
    const one = slots(1);
    const slow = Array.from({ length: 24 }, () => take(one, "slow", "last"));
    await settled();
    const good = Array.from({ length: 4 }, () => take(one, "good", "last"));
    now += 60_000;
    await slow[0]!();
    for (const release of good) {
      now += 1_000;
      await release();
    }
    assert.deepEqual(served, ["slow", "good", "good", "good", "good", "slow"]);
    const other = take(one, "other", "last");
    now += 60_000;
    await slow[1]!();
    assert.equal(served.at(-1), "other");
    await other();
  });

  it("gives a patient caller that was overtaken the next turn", async () => {
    const one = slots(1);
    const running = take(one, "a");
    take(one, "proof", "last");
    const urgent = take(one, "b");
    take(one, "c");
    await settled();
    await running();
    await urgent();
    assert.deepEqual(served, ["a", "b", "proof"]);
  });

  it("serves urgent callers before patient ones, and these in their order", async () => {
    const one = slots(1);
    const running = take(one, "a");
    take(one, "b", "last");
    take(one, "c", "last");
    const urgent = take(one, "d");
    await settled();
    await running();
    await urgent();
    assert.deepEqual(served, ["a", "d", "b"]);
  });
});
