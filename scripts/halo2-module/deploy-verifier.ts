import { readFile } from "node:fs/promises";
import { type Abi, type Address, encodeDeployData, encodeFunctionData, type Hex } from "viem";
import { halo2VerifierAbi } from "../../contracts/abi/halo2Verifier.ts";
import { snarkVerifierAdapterAbi } from "../../contracts/abi/snarkVerifierAdapter.ts";
import { sendOnce, type Wallet } from "../../node/chain/send-once.ts";
import type { ProductModule } from "./build.ts";

export interface OwnersChain extends Wallet {
  /** Of the deployment. */
  halo2Verifier: Address;
  snarkVerifierAdapter: Address;
  /** Where `hardhat build` put the artifacts; the repository's artifacts/ if omitted. */
  artifacts?: URL;
}

export interface OwnVerifier {
  /** The project's own contract. */
  verifier: Address;
  /** What the program is published under. */
  programId: Hex;
}

const ownArtifacts = new URL("../../artifacts/", import.meta.url);

/**
 * What the project's owner does once on chain: registers the circuit, creates the project's own verifier contract and
 * registers it with SnarkVerifierAdapter. Throws viem's errors.
 */
export async function deployVerifier(module: Omit<ProductModule, "wasm">, chain: OwnersChain): Promise<OwnVerifier> {
  const { publicClient, walletClient, halo2Verifier, snarkVerifierAdapter } = chain;
  const { circuit, points, evaluations } = module;
  const { account } = walletClient;
  const mined = async (hash: Hex) => {
    const receipt = await publicClient.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`The transaction ${hash} reverted`);
    return receipt;
  };

  const registering = await publicClient.simulateContract({
    address: halo2Verifier,
    abi: halo2VerifierAbi,
    functionName: "registerCircuit",
    args: [circuit],
    account,
  });
  await mined(await sendOnce(chain, { to: halo2Verifier, data: encodeFunctionData(registering.request) }));

  const { abi, bytecode } = await artifact(chain.artifacts ?? ownArtifacts);
  const args = [halo2Verifier, registering.result, BigInt(circuit.numInstances), BigInt(points), BigInt(evaluations)];
  const { contractAddress } = await mined(await sendOnce(chain, { data: encodeDeployData({ abi, bytecode, args }) }));

  const adapting = await publicClient.simulateContract({
    address: snarkVerifierAdapter,
    abi: snarkVerifierAdapterAbi,
    functionName: "register",
    args: [contractAddress!, circuit.numInstances],
    account,
  });
  await mined(await sendOnce(chain, { to: snarkVerifierAdapter, data: encodeFunctionData(adapting.request) }));
  return { verifier: contractAddress!, programId: adapting.result };
}

async function artifact(root: URL): Promise<{ abi: Abi; bytecode: Hex }> {
  const file = new URL("contracts/dapps/Halo2WasmVerifier.sol/Halo2WasmVerifier.json", root);
  return JSON.parse(await readFile(file, "utf8")) as { abi: Abi; bytecode: Hex };
}
