// Made by scripts/abi.ts. Do not edit.
export { taskManagerAbi } from "./taskManager.ts";
export { projectRegistryAbi } from "./projectRegistry.ts";
export { proverRegistryAbi } from "./proverRegistry.ts";
export { deviceRegistryAbi } from "./deviceRegistry.ts";
export { groth16VerifierAbi } from "./groth16Verifier.ts";
export { halo2VerifierAbi } from "./halo2Verifier.ts";
export { plonkVerifierAbi } from "./plonkVerifier.ts";
export { fflonkVerifierAbi } from "./fflonkVerifier.ts";
export { riscZeroVerifierAbi } from "./riscZeroVerifier.ts";
export { snarkVerifierAdapterAbi } from "./snarkVerifierAdapter.ts";
export { sp1VerifierAbi } from "./sp1Verifier.ts";
export { zkWasmVerifierAbi } from "./zkWasmVerifier.ts";
export { verifierRegistryAbi } from "./verifierRegistry.ts";
export { verifierRouteAbi } from "./verifierRoute.ts";
export { roomClimateAbi } from "./roomClimate.ts";
export { airQualityBondAbi } from "./airQualityBond.ts";
export { errorsAbi } from "./errors.ts";
