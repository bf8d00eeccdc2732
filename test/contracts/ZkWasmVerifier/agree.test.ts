import assert from "node:assert/strict";
import { type Hex, keccak256 } from "viem";
import { zkWasmVerifierAbi } from "../../../contracts/abi/zkWasmVerifier.ts";
import { zkWasm } from "../../../node/proving/systems/zkwasm/index.ts";
import { moduleInputs, targetOf } from "../../../node/proving/systems/zkwasm/inputs.ts";
import type { ZkWasmProgram } from "../../../node/proving/systems/zkwasm/parameters.ts";
import { parametersFor, sumModule } from "../../node/proving/zkwasm/support.ts";
import { mined } from "../support/expect.ts";
import { actors, deployContract, publicClient, reset } from "../support/world.ts";

describe("ZkWasmVerifier and the node", () => {
  beforeEach(reset);
  after(reset);

  it("agree on a program's id and on what its proofs are about", async () => {
    const verifier = await deployContract("ZkWasmVerifier", zkWasmVerifierAbi);
    const aggregator = verifier.address; // any contract will do
    const codeHash = keccak256((await publicClient.getCode({ address: aggregator })) as Hex);
    const parameters = parametersFor(2, { aggregator, codeHash, prefix: ["7", "8"] });
    const { programId, key } = await zkWasm().describe(sumModule, parameters);
    const program = key as ZkWasmProgram;

    const { result } = await verifier.simulate.register([program]);
    assert.equal(programId, result);
    await mined(verifier.write.register([program], { account: actors.stranger }));
    const binding: Hex = `0x00${"5a".repeat(31)}`;
    const { journal } = moduleInputs({ messages: ['{"public_input":[1,"-1"]}'], binding }, program.journalWords);
    assert.deepEqual(await verifier.read.targetOf([result, journal]), targetOf(journal, program.prefix));
  });
});
