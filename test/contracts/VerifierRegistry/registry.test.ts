import assert from "node:assert/strict";
import { getAddress, zeroAddress } from "viem";
import { verifierRegistryAbi } from "../../../contracts/abi/verifierRegistry.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { firstSelector, vmTypeOf } from "../../../scripts/deploy/verifiers.ts";
import { eventsOf, mined, reverts } from "../support/expect.ts";
import { deployMockVerifier } from "../support/mocks.ts";
import { actors, deployContract, deployment, nobody, reset, verifierRegistry } from "../support/world.ts";

const { deployer, stranger } = actors;
const account = deployer;
const circom = 5;
const unlisted = 200;
const selector = "0x00000002";

describe("VerifierRegistry", () => {
  beforeEach(reset);

  it("begins with every generic verifier and its route, and with none that asks other contracts", async () => {
    const expected = Object.entries(vmTypeOf) as [keyof typeof vmTypeOf, number][];
    for (const [name, vmType] of expected) {
      assert.equal(await verifierRegistry.read.verifierOf([vmType, firstSelector]), deployment[name], name);
      assert.notEqual(await verifierRegistry.read.routeOf([vmType]), zeroAddress);
    }
    for (const vmType of [vmTypes.halo2, vmTypes.zkwasm]) {
      assert.equal(await verifierRegistry.read.routeOf([vmType]), zeroAddress);
    }
  });

  it("takes further verifiers from its owner; the first of a VM type makes the route", async () => {
    const verifier = getAddress((await deployMockVerifier()).address);
    const second = await eventsOf(verifierRegistry.write.add([circom, selector, verifier], { account }));
    assert.deepEqual(second, [["VerifierAdded", { vmType: circom, selector, verifier }]]);

    const events = await eventsOf(verifierRegistry.write.add([unlisted, selector, verifier], { account }));
    const route = await verifierRegistry.read.routeOf([unlisted]);
    assert.deepEqual(events, [
      ["VerifierAdded", { vmType: unlisted, selector, verifier }],
      ["RouteMade", { vmType: unlisted, route }],
    ]);
    assert.equal(await verifierRegistry.read.verifierOf([unlisted, selector]), verifier);
  });

  it("replaces no verifier, not even a stopped one, and takes none that is no contract", async () => {
    const { address } = await deployMockVerifier();
    const replace = () => verifierRegistry.write.add([circom, firstSelector, address], { account });
    await reverts(replace(), "VerifierAlreadyAdded", [circom, firstSelector]);
    await mined(verifierRegistry.write.stop([circom, firstSelector], { account }));
    await reverts(replace(), "VerifierAlreadyAdded", [circom, firstSelector]);
    await reverts(verifierRegistry.write.add([9, selector, nobody], { account }), "NotAContract", [nobody]);
  });

  it("stops a verifier for good", async () => {
    const events = await eventsOf(verifierRegistry.write.stop([circom, firstSelector], { account }));
    assert.deepEqual(events, [["VerifierStopped", { vmType: circom, selector: firstSelector }]]);
    const args = [circom, firstSelector] as const;
    await reverts(verifierRegistry.read.verifierOf(args), "VerifierIsStopped", args);
    await reverts(verifierRegistry.write.stop(args, { account }), "VerifierIsStopped", args);
    await reverts(verifierRegistry.write.stop([circom, selector], { account }), "VerifierUnknown", [circom, selector]);
  });

  it("obeys its owner alone", async () => {
    const { address } = await deployMockVerifier();
    const options = { account: stranger };
    const adding = verifierRegistry.write.add([9, selector, address], options);
    await reverts(adding, "OwnableUnauthorizedAccount", [stranger]);
    const stopping = verifierRegistry.write.stop([circom, firstSelector], options);
    await reverts(stopping, "OwnableUnauthorizedAccount", [stranger]);
  });

  it("changes hands in two steps, and belongs to whom its deployer names", async () => {
    await mined(verifierRegistry.write.transferOwnership([stranger], { account }));
    assert.equal(await verifierRegistry.read.owner(), deployer);
    await mined(verifierRegistry.write.acceptOwnership({ account: stranger }));
    assert.equal(await verifierRegistry.read.owner(), stranger);
    const other = await deployContract("VerifierRegistry", verifierRegistryAbi, [nobody]);
    assert.equal(await other.read.owner(), nobody);
  });
});
