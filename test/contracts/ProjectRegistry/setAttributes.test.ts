import assert from "node:assert/strict";
import { type Hex, stringToHex } from "viem";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import { actors, projectId, projectRegistry, reset, version } from "../support/world.ts";

const account = actors.owner;
const [first, second] = ["AggregationAmount", "OpenToAnyDevice"].map((name) => stringToHex(name, { size: 32 })) as [
  `0x${string}`,
  `0x${string}`,
];

describe("ProjectRegistry.setAttributes", () => {
  beforeEach(reset);

  it("sets several at once", async () => {
    const events = await eventsOf(
      projectRegistry.write.setAttributes([projectId, [first, second], [word(8n), "0x01"]], { account }),
    );
    assert.deepEqual(events, [
      ["AttributeSet", { projectId, key: first, value: word(8n) }],
      ["AttributeSet", { projectId, key: second, value: "0x01" }],
    ]);
    assert.equal(await projectRegistry.read.attribute([projectId, first]), word(8n));
    assert.equal(await projectRegistry.read.attribute([projectId, second]), "0x01");
  });

  it("clears one with an empty value", async () => {
    await mined(projectRegistry.write.setAttributes([projectId, [first], [word(8n)]], { account }));
    await mined(projectRegistry.write.setAttributes([projectId, [first], ["0x"]], { account }));
    assert.equal(await projectRegistry.read.attribute([projectId, first]), "0x");
  });

  it("refuses a number of required provers that it could not read, before tasks fail to open for it", async () => {
    const key = stringToHex("RequiredProverAmount", { size: 32 });
    const set = (value: Hex) => projectRegistry.write.setAttributes([projectId, [key], [value]], { account });
    for (const value of ["0x01", `${word(1n)}00`, word(65_536n)] as const) {
      await reverts(set(value), "InvalidAttribute", [key]);
    }
    await mined(set(word(65_535n)));
    assert.equal(await projectRegistry.read.attribute([projectId, key]), word(65_535n));
    await mined(set("0x"));
    const { result } = await projectRegistry.simulate.offerFor([projectId, version, actors.gateway]);
    assert.equal(result[1], 0n);
  });

  it("refuses keys and values that do not pair up", async () => {
    await reverts(projectRegistry.write.setAttributes([projectId, [first], []], { account }), "LengthMismatch");
  });
});
