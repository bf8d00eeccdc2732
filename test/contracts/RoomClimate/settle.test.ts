import assert from "node:assert/strict";
import { encodeAbiParameters, keccak256, slice, stringToHex } from "viem";
import { roomClimateAbi } from "../../../contracts/abi/roomClimate.ts";
import { decodeJournal } from "../../../examples/room-climate/journal.ts";
import { circomGroth16 } from "../../../node/proving/systems/circom-groth16/index.ts";
import { verifyingKeyOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { bindingOf } from "../../../node/protocol/task.ts";
import { deployRoomClimate } from "../../../scripts/deploy.ts";
import { roomClimateCode, roomClimateKey, windowMessage } from "../../node/proving/support/room-climate.ts";
import { eventsOf, mined } from "../support/expect.ts";
import { assertSolvent, claim, dataHash, prove, state, submitTasks, word } from "../support/tasks.ts";
import {
  actors,
  deployment,
  deviceRegistry,
  groth16Verifier,
  projectId,
  projectRegistry,
  publicClient,
  publishedProgram,
  reset,
  taskManager,
  walletClient,
} from "../support/world.ts";

const { owner, prover, stranger, hunter } = actors;
const version = stringToHex("climate", { size: 32 });
const callbackGas = 200_000;

describe("A window of the room-climate example", () => {
  beforeEach(reset);
  afterEach(() => assertSolvent());

  it("goes from its device's signature through a real proof into the dApp", async () => {
    const program = await circomGroth16.load(roomClimateCode(), "");
    const messages = [windowMessage()];
    const unbound = await program.dryRun({ messages, binding: word(0n) });
    const { publicKey, inputHash, ...climate } = decodeJournal(unbound);
    const key = keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], publicKey));

    // The project's owner publishes the program, registers the device and binds the dApp.
    const account = owner;
    const dapp = await deployRoomClimate({ publicClient, walletClient, deployment, projectId });
    await mined(groth16Verifier.write.registerKey([verifyingKeyOf(roomClimateKey())]));
    const published = { ...publishedProgram, programId: program.programId };
    await mined(projectRegistry.write.publishProgram([projectId, version, published], { account }));
    const device = { device: hunter, key, owner: stranger };
    await mined(deviceRegistry.write.register([projectId, [device]], { account }));
    await mined(projectRegistry.write.bindDapp([projectId, dapp, callbackGas], { account }));

    // A gateway submits, a prover claims, proves and settles.
    const [task] = await submitTasks([{ inputHash: word(inputHash), dataHash: dataHash() }], [0n], version);
    const taskId = task!.id;
    await mined(claim(task!));
    const proof = await program.prove({ messages, binding: bindingOf(taskId, prover) });
    assert.equal(slice(proof.journal, 32), slice(unbound, 32));
    const events = await eventsOf(prove(task!, proof));

    assert.deepEqual(events.at(-1), ["ResultDelivered", { taskId, dapp }]);
    assert.equal(await taskManager.read.stateOf([taskId]), state.settled);
    const latest = await publicClient.readContract({ address: dapp, abi: roomClimateAbi, functionName: "latest" });
    const expected = {
      time: climate.lastTime,
      count: climate.readingCount,
      meanTemperature: climate.meanTemperature,
      meanCo2: BigInt(climate.meanCo2),
      maxCo2: BigInt(climate.maxCo2),
    };
    assert.deepEqual(latest, [expected, key]);
  });
});
