import assert from "node:assert/strict";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { word } from "../support/tasks.ts";
import {
  actors,
  deployment,
  nobody,
  projectId,
  projectRegistry,
  publicClient,
  publishedProgram,
  reset,
  terms,
  version,
} from "../support/world.ts";

const { owner, gateway, stranger } = actors;

describe("ProjectRegistry.offerFor", () => {
  beforeEach(reset);

  const make = () => projectRegistry.write.offerFor([projectId, version, gateway], { account: stranger });
  const current = async () => (await projectRegistry.simulate.offerFor([projectId, version, gateway])).result[0];
  const content = {
    projectId,
    version,
    ...publishedProgram,
    ...terms,
    dapp: "0x0000000000000000000000000000000000000000",
    callbackGas: 0,
  };

  it("makes an offer of what the project says now; anyone may", async () => {
    const offer = await current();
    assert.deepEqual(await eventsOf(make()), [["OfferMade", { offer, projectId, version, content }]]);
    assert.deepEqual(await projectRegistry.read.readOffer([offer]), content);
  });

  it("makes it once, until terms or dApp change", async () => {
    await mined(make());
    const first = await current();
    assert.deepEqual(await eventsOf(make()), []);

    await mined(projectRegistry.write.bindDapp([projectId, nobody, 7], { account: owner }));
    assert.deepEqual(
      (await eventsOf(make())).map(([name]) => name),
      ["OfferMade"],
    );
    const second = await current();
    assert.notEqual(second, first);
    assert.deepEqual(await projectRegistry.read.readOffer([second]), { ...content, dapp: nobody, callbackGas: 7 });
    // Tasks of the old offer go on as they were.
    assert.deepEqual(await projectRegistry.read.readOffer([first]), content);
  });

  it("comes back to an earlier offer when the project does", async () => {
    await mined(make());
    const first = await current();
    await mined(
      projectRegistry.write.setRewardTerms([projectId, { ...terms, maxReward: 2n ** 96n - 1n }], { account: owner }),
    );
    await mined(make());
    assert.notEqual(await current(), first);
    await mined(projectRegistry.write.setRewardTerms([projectId, terms], { account: owner }));
    await mined(make());
    assert.equal(await current(), first);
  });

  it("makes one for each version", async () => {
    await mined(projectRegistry.write.publishProgram([projectId, word(2n), publishedProgram], { account: owner }));
    const { result } = await projectRegistry.simulate.offerFor([projectId, word(2n), gateway]);
    assert.notEqual(result[0], await current());
  });

  it("is refused while the project is paused, for other gateways, and for other versions", async () => {
    const call = (v = version, account = gateway) => projectRegistry.simulate.offerFor([projectId, v, account]);
    await reverts(call(word(2n)), "ProgramNotFound", [projectId, word(2n)]);
    await reverts(call(version, stranger), "GatewayNotAuthorised", [projectId, stranger]);
    await mined(projectRegistry.write.pause([projectId], { account: owner }));
    await reverts(call(), "ProjectIsPaused", [projectId]);
  });

  it("writes something nobody can run", async () => {
    await mined(make());
    assert.equal((await publicClient.call({ to: await current(), data: "0x12345678" })).data, undefined);
  });
});

describe("ProjectRegistry.readOffer", () => {
  it("refuses addresses that cannot be offers", async () => {
    for (const address of [nobody, deployment.taskManager]) {
      await reverts(projectRegistry.read.readOffer([address]), "OfferNotFound", [address]);
    }
  });
});
