import { readFile } from "node:fs/promises";
import { type Address, type Hex, keccak256 } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { parseReadings, windowsOf } from "../../../examples/room-climate/readings.ts";
import { climateMessage, climateModule, journalWords } from "../../../examples/room-climate-zkwasm/module.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { runModule } from "../../../node/proving/systems/zkwasm/module.ts";
import { TransactionBatch } from "../../deploy/transaction-batch.ts";
import { accounts } from "../../devnet/accounts.ts";
import { startFakeDelphinus } from "../../devnet/fakes/delphinus.ts";
import { type DevelopmentAggregator, developmentAggregator } from "../../devnet/fakes/development-aggregator.ts";
import { callerOf } from "../../devnet/seed.ts";
import type { DemoVm, DemoWorld } from "./types.ts";

const data = new URL("../../../examples/room-climate/data/room-sensors.csv", import.meta.url);

/** A module at a fake of Delphinus' service, which runs it; only an aggregator made for its proofs accepts them. */
export const zkwasm: DemoVm = {
  name: "zkwasm",
  remote: true,
  note: "a FAKE of Delphinus' service, with an aggregator contract for development: not Delphinus' gas",
  async prepare(world) {
    const development = developmentAggregator();
    const { counts, nameOf, prove } = development;
    const code = await climateModule();
    const prefix = nameOf(code).map(String);
    const parameters = { ...(await deployAggregator(world, development)), ...counts, journalWords, prefix };
    const [window] = windowsOf(parseReadings(await readFile(data, "utf8")));
    const delphinus = await startFakeDelphinus({
      prove,
      run: (module, inputs) => runModule({ limited: module }, inputs, 10_000),
    });
    return {
      program: { vmTypeID: vmTypes.zkwasm, code, codeExpParam: JSON.stringify(parameters) },
      message: climateMessage(window!),
      trusted: [world.deployment.zkWasmVerifier],
      settings: { zkWasm: { url: delphinus.url, privateKey: generatePrivateKey() } },
      stop: () => delphinus.close(),
    };
  },
};

/** In the place of Delphinus' AggregatorVerifier. */
async function deployAggregator(
  world: DemoWorld,
  { key }: DevelopmentAggregator,
): Promise<{ aggregator: Address; codeHash: Hex }> {
  const deployer = callerOf(accounts.deployer, world);
  const batch = await TransactionBatch.open(deployer);
  const args = [world.deployment.groth16Verifier, key];
  const aggregator = await batch.create("test/DevelopmentAggregator.sol/DevelopmentAggregator", args);
  await batch.mined();
  const deployed = await deployer.publicClient.getCode({ address: aggregator });
  return { aggregator, codeHash: keccak256(deployed!) };
}
