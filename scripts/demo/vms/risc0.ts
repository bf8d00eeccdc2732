import { type Address, encodeFunctionData } from "viem";
import { riscZeroVerifierAbi } from "../../../contracts/abi/riscZeroVerifier.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { accounts } from "../../devnet/accounts.ts";
import { startFakeBonsai } from "../../devnet/fakes/bonsai.ts";
import { type DevelopmentRiscZero, developmentRiscZero } from "../../devnet/fakes/development-risc-zero.ts";
import { climateGuest, climateGuestCode } from "../../devnet/fakes/risc-zero-guest.ts";
import { callerOf } from "../../devnet/seed.ts";
import { TransactionBatch } from "../../deploy/transaction-batch.ts";
import { roomClimateWindow } from "./groth16.ts";
import type { DemoVm, DemoWorld } from "./types.ts";

/** A RISC Zero guest at a fake of Bonsai, whose receipts only a verifier contract made for them accepts. */
export const risc0: DemoVm = {
  name: "risc0",
  remote: true,
  note: "a FAKE of Bonsai, with a version of RISC Zero for development",
  async prepare(world) {
    const development = developmentRiscZero();
    const bonsai = await startFakeBonsai({ guest: climateGuest, receipt: development.receipt, apiKey: "demo" });
    const { code, codeExpParam } = climateGuestCode();
    const verifier = await deployVerifier(world, development);
    const { plainParameters: parameters } = development;
    return {
      program: { vmTypeID: vmTypes.risc0, code, codeExpParam },
      message: await roomClimateWindow(),
      own: { verifier },
      trusted: [verifier],
      settings: { riscZero: { url: bonsai.url, apiKey: "demo", version: "1.2.5", parameters } },
      stop: () => bonsai.close(),
    };
  },
};

/** As the deployment's own RiscZeroVerifier, for the development version alone. */
async function deployVerifier(world: DemoWorld, { parameters, selector }: DevelopmentRiscZero): Promise<Address> {
  const deployer = callerOf(accounts.deployer, world);
  const batch = await TransactionBatch.open(deployer);
  const args = [accounts.deployer.address, world.deployment.groth16Verifier, parameters.key];
  const verifier = await batch.create("verifiers/RiscZeroVerifier.sol/RiscZeroVerifier", args);
  await batch.mined();
  for (const { controlRoot, bn254ControlId } of parameters.versions) {
    const functionName = "addVersion";
    const data = encodeFunctionData({
      abi: riscZeroVerifierAbi,
      functionName,
      args: [selector, controlRoot, bn254ControlId],
    });
    await batch.call(functionName, verifier, data);
  }
  await batch.mined();
  return verifier;
}
