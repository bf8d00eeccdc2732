import assert from "node:assert/strict";
import { eventsOf, reverts } from "../support/expect.ts";
import { actors, projectId, projectRegistry, reset } from "../support/world.ts";

const { owner: account, stranger, gateway } = actors;

describe("ProjectRegistry.setGateway", () => {
  beforeEach(reset);

  it("authorises a gateway and tells where it keeps its payloads", async () => {
    const uri = "https://other.example";
    const events = await eventsOf(projectRegistry.write.setGateway([projectId, stranger, true, uri], { account }));
    assert.deepEqual(events, [["GatewaySet", { projectId, gateway: stranger, authorised: true, uri }]]);
    assert.equal(await projectRegistry.read.isGateway([projectId, stranger]), true);
    assert.equal(await projectRegistry.read.isGateway([projectId, gateway]), true);
  });

  it("dismisses one", async () => {
    const events = await eventsOf(projectRegistry.write.setGateway([projectId, gateway, false, ""], { account }));
    assert.deepEqual(events, [["GatewaySet", { projectId, gateway, authorised: false, uri: "" }]]);
    assert.equal(await projectRegistry.read.isGateway([projectId, gateway]), false);
  });

  it("refuses a URI nobody could need", async () => {
    const call = projectRegistry.write.setGateway([projectId, stranger, true, "x".repeat(2049)], { account });
    await reverts(call, "InvalidConfig");
  });
});
