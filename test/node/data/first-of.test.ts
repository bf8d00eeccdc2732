import assert from "node:assert/strict";
import type { Hex } from "viem";
import { firstOf } from "../../../node/data/first-of.ts";
import type { DataSource } from "../../../node/data/store.ts";

const hash: Hex = `0x${"11".repeat(32)}`;
const has = (text: string): DataSource => ({ get: () => Promise.resolve(Buffer.from(text)) });
const hasNot: DataSource = { get: () => Promise.resolve(undefined) };
const fails = (reason: string): DataSource => ({ get: () => Promise.reject(new Error(reason)) });

describe("firstOf", () => {
  it("asks one source after the other until one has it", async () => {
    const never: DataSource = { get: () => assert.fail("must not be asked") };
    assert.equal(String(await firstOf([hasNot, fails("down"), has("second"), never]).get(hash)), "second");
  });

  it("does not have what no source has", async () => {
    assert.equal(await firstOf([hasNot, hasNot]).get(hash), undefined);
    assert.equal(await firstOf([]).get(hash), undefined);
  });

  it("reports why, when none has it and some failed", async () => {
    await assert.rejects(firstOf([hasNot, fails("down")]).get(hash), /^Error: down$/);
    await assert.rejects(firstOf([fails("down"), fails("lies")]).get(hash), {
      code: "PAYLOAD_UNAVAILABLE",
      message: /down; lies/,
    });
  });
});
