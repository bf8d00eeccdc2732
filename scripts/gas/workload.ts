import { encodeAbiParameters, type Hex, keccak256, slice } from "viem";
import { decodeJournal } from "../../examples/room-climate/journal.ts";
import { circomGroth16 } from "../../node/proving/systems/circom-groth16/index.ts";
import { verifyingKeyOf } from "../../node/proving/systems/circom-groth16/verifying-key.ts";
import type { Proof } from "../../node/proving/types.ts";
import { mined } from "../../test/contracts/support/expect.ts";
import { word } from "../../test/contracts/support/tasks.ts";
import {
  actors,
  deviceRegistry,
  groth16Verifier,
  program,
  projectId,
  projectRegistry,
  publishedProgram,
  version,
} from "../../test/contracts/support/world.ts";
import { roomClimateCode, roomClimateKey, windowMessage } from "../../test/node/proving/support/room-climate.ts";

/** What a task is about, and how its proof is made. */
export interface Work {
  inputHash: Hex;
  prove(binding: Hex): Promise<Proof>;
}

/** A version of the tests' project, and work for it. */
export interface Workload {
  version: Hex;
  next(): Promise<Work>;
}

let root = 1000n;

/** The tests' circuit with two public signals, binding and inputHash: the least a native program can have. */
export const twoSignals: Workload = {
  version,
  next() {
    const own = ++root;
    return Promise.resolve({ inputHash: program.inputHashOf(own), prove: (binding) => program.prove(own, binding) });
  },
};

/** The room-climate example, nine public signals; every window is of a device registered for the dApp. */
export async function roomClimate(): Promise<Workload> {
  const { owner, stranger } = actors;
  const climate = await circomGroth16.load(roomClimateCode(), "");
  const published = { ...publishedProgram, programId: climate.programId };
  await mined(groth16Verifier.write.registerKey([verifyingKeyOf(roomClimateKey())]));
  await mined(projectRegistry.write.publishProgram([projectId, word(9n), published], { account: owner }));
  return {
    version: word(9n),
    async next() {
      const messages = [windowMessage()];
      const { publicKey, inputHash } = decodeJournal(await climate.dryRun({ messages, binding: word(0n) }));
      const key = keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], publicKey));
      const device = { device: slice(key, 0, 20), key, owner: stranger };
      await mined(deviceRegistry.write.register([projectId, [device]], { account: owner }));
      return { inputHash: word(inputHash), prove: (binding) => climate.prove({ messages, binding }) };
    },
  };
}
