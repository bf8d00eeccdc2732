import assert from "node:assert/strict";
import { formatEther, parseEther } from "viem";
import { inIotx, weiOf } from "../../../node/protocol/units.ts";

describe("amounts of IOTX", () => {
  it("are written exactly, without trailing zeros", () => {
    for (const wei of [0n, 1n, 10n, 5n * 10n ** 17n, 10n ** 18n, 123_456_789_012_345_678_901n, 2n ** 255n, -15n]) {
      assert.equal(inIotx(wei), formatEther(wei));
    }
  });

  it("are read exactly", () => {
    for (const text of ["0", "1", "0.5", "1.000000000000000001", "007", "123456789012345678901234567890.1"]) {
      assert.equal(weiOf(text), parseEther(text), text);
    }
  });

  it("are nothing else than decimal numbers of at most 18 decimals", () => {
    for (const text of ["", "-1", "+1", ".5", "1.", "1e3", "1,5", " 1", "0x10", "1.0000000000000000001"]) {
      assert.equal(weiOf(text), undefined, text);
    }
  });
});
