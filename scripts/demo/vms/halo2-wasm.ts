import { halo2VerifierAbi } from "../../../contracts/abi/halo2Verifier.ts";
import { registerProgram } from "../../../node/chain/actions/publish.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { accounts } from "../../devnet/accounts.ts";
import { callerOf } from "../../devnet/seed.ts";
import { TransactionBatch } from "../../deploy/transaction-batch.ts";
import { buildProductModule } from "../../halo2-module/build.ts";
import type { DemoVm } from "./types.ts";

/** A module as W3bstream's own Halo2 template has them, with a verifier contract of the project's own. */
export const halo2Wasm: DemoVm = {
  name: "halo2-wasm",
  remote: false,
  async prepare(world) {
    const { wasm, circuit, points, evaluations } = await buildProductModule();
    const { owner, deployment } = world;
    const circuitId = await owner.publicClient.simulateContract({
      address: deployment.halo2Verifier,
      abi: halo2VerifierAbi,
      functionName: "registerCircuit",
      args: [circuit],
    });
    await registerProgram(owner, "halo2Verifier", circuitId.result, circuit);
    const batch = await TransactionBatch.open(callerOf(accounts.deployer, world));
    const args = [deployment.halo2Verifier, circuitId.result, 3n, points, evaluations];
    const snarkVerifier = await batch.create("dapps/Halo2WasmVerifier.sol/Halo2WasmVerifier", args);
    await batch.mined();
    return {
      program: { vmTypeID: vmTypes.halo2, code: wasm, codeExpParam: "" },
      message: '{"private_a":3,"private_b":5}',
      own: { snarkVerifier },
      trusted: [deployment.snarkVerifierAdapter],
    };
  },
};
