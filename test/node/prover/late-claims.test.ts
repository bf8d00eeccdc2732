import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { formatEther, parseEther } from "viem";
import { defaultCollateral } from "../../../node/cli/project/terms.ts";
import { bountyBps, expireGas, leastCollateral } from "../../../node/prover/expire.ts";
import type { Figures } from "../../../scripts/gas/report.ts";

const file = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const figures = JSON.parse(file("docs/gas.json")) as Figures;
const page = file("docs/protocol.md");
const expire = figures.tasks["expire (attempt)"]!;

/** IoTeX's lowest price of gas, in wei. */
const floor = parseEther("0.000001");
/** Of the storage slot that an account's first bounty is kept in, which is zero before. */
const firstBounty = 17_100;

describe("Ending late claims", () => {
  it("is assumed to take what was measured, under the rules of the dearer chain, with a first bounty", () => {
    const { ethereum, iotex } = expire[1]!;
    const measured = Math.max(ethereum, iotex) + firstBounty;
    assert.ok(expireGas >= measured && Number(expireGas) < measured * 1.05, `${expireGas} for ${measured}`);
    assert.match(
      file("contracts/TaskManager.sol"),
      new RegExp(`BOUNTY_BPS = ${bountyBps.toLocaleString("en").replace(",", "_")};`),
    );
  });

  it("pays with the default collateral on IoTeX, at its lowest price of gas and at twice that", () => {
    for (const price of [floor, 2n * floor]) {
      assert.ok(
        defaultCollateral >= leastCollateral(price),
        `${formatEther(leastCollateral(price))} IOTX are asked for`,
      );
    }
  });

  it("pays as much as docs/protocol.md says, and from the collateral that it says", () => {
    const bounty = (defaultCollateral * bountyBps) / 10_000n;
    for (const [size, { iotex: gas }] of Object.entries(expire)) {
      const cost = (gas * 1e-6).toFixed(3);
      const times = (Number(formatEther(bounty)) / (gas * 1e-6)).toFixed(1);
      const cells = [gas.toLocaleString("en"), `${cost} IOTX`, `${formatEther(bounty)} IOTX`, `${times} times`];
      const row = new RegExp(`\\| ${size === "1" ? "alone" : `in batches of ${size}`}[^\\n]*`).exec(page)?.[0] ?? "";
      assert.deepEqual(
        row
          .split("|")
          .map((cell) => cell.trim())
          .slice(2, -1),
        cells,
      );
    }
    const least = Number(formatEther(leastCollateral(floor))).toFixed(2);
    const most = (Number(defaultCollateral) / Number(leastCollateral(floor))).toFixed(1);
    assert.ok(page.includes(`from a collateral of ${least} IOTX on`));
    assert.ok(page.replace(/\s+/g, " ").includes(`of 2 IOTX up to ${most} times that price`));
  });
});
