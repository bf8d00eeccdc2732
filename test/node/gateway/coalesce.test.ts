import assert from "node:assert/strict";
import { Coalescer } from "../../../node/gateway/coalesce.ts";

describe("look-ups that are coalesced", () => {
  it("share one query when they wait at the same time, each key asked for once", async () => {
    const queries: string[][] = [];
    const coalescer = new Coalescer<string>((keys) => {
      queries.push(keys);
      return Promise.resolve(new Map(keys.filter((key) => key !== "none").map((key) => [key, key.toUpperCase()])));
    });
    const answers = await Promise.all(["a", "b", "b", "none"].map((key) => coalescer.get(key)));
    assert.deepEqual(answers, ["A", "B", "B", undefined]);
    assert.deepEqual(queries, [["a"], ["b", "none"]]);
  });

  it("are answered by a query that began after they were asked for", async () => {
    let value = 1;
    const coalescer = new Coalescer<number>(async (keys) => {
      const read = value;
      await new Promise(setImmediate);
      return new Map(keys.map((key) => [key, read]));
    });
    const before = coalescer.get("a");
    value = 2;
    assert.deepEqual(await Promise.all([before, coalescer.get("a")]), [1, 2]);
  });

  it("fail together with their query, and the next ones do not", async () => {
    let fails = true;
    const coalescer = new Coalescer<number>((keys) =>
      fails ? Promise.reject(new Error("gone")) : Promise.resolve(new Map(keys.map((key) => [key, 7]))),
    );
    await assert.rejects(coalescer.get("a"), /gone/);
    fails = false;
    assert.equal(await coalescer.get("a"), 7);
  });
});
