import {
  type Address,
  type ContractFunctionArgs,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  type PublicClient,
} from "viem";
import { riscZeroVerifierAbi } from "../../../contracts/abi/riscZeroVerifier.ts";
import { sp1VerifierAbi } from "../../../contracts/abi/sp1Verifier.ts";
import { verifierRegistryAbi } from "../../../contracts/abi/verifierRegistry.ts";
import { W3bError } from "../../protocol/errors.ts";
import { isOddAnswer } from "../odd-answer.ts";
import { type Caller, transact } from "./transact.ts";

/** A call that its contract takes of its owner alone. */
export interface OwnerCall {
  /** What the contract is, as in `RiscZeroVerifier.addVersion`. */
  name: string;
  to: Address;
  data: Hex;
}

/** A key as Sp1Verifier.addVersion takes it. */
type Key = ContractFunctionArgs<typeof sp1VerifierAbi, "nonpayable", "addVersion">[1];

/** Lets a RiscZeroVerifier accept receipts of a version; the contract refuses a selector that does not follow from it. */
export function addRiscZeroVersion(to: Address, selector: Hex, controlRoot: Hex, bn254ControlId: Hex): OwnerCall {
  const args = [selector, controlRoot, bn254ControlId] as const;
  const data = encodeFunctionData({ abi: riscZeroVerifierAbi, functionName: "addVersion", args });
  return { name: "RiscZeroVerifier.addVersion", to, data };
}

/** Lets an Sp1Verifier accept proofs of a version; `vkRoot` is 0 before 6.0. */
export function addSp1Version(to: Address, verifierHash: Hex, key: Key, vkRoot: bigint): OwnerCall {
  const args = [verifierHash, key, vkRoot] as const;
  const data = encodeFunctionData({ abi: sp1VerifierAbi, functionName: "addVersion", args });
  return { name: "Sp1Verifier.addVersion", to, data };
}

/** Stops a version of a verifier for good. */
export function stopVersion(contract: "RiscZeroVerifier" | "Sp1Verifier", to: Address, selector: Hex): OwnerCall {
  const data = encodeFunctionData({ abi: riscZeroVerifierAbi, functionName: "stop", args: [selector] });
  return { name: `${contract}.stop`, to, data };
}

/** Lists a verifier contract in the registry, for projects that follow the registry's route of its VM type. */
export function addVerifier(to: Address, vmType: number, selector: Hex, verifier: Address): OwnerCall {
  const args = [vmType, selector, verifier] as const;
  const data = encodeFunctionData({ abi: verifierRegistryAbi, functionName: "add", args });
  return { name: "VerifierRegistry.add", to, data };
}

/** Stops a verifier contract of the registry for good. */
export function stopVerifier(to: Address, vmType: number, selector: Hex): OwnerCall {
  const data = encodeFunctionData({ abi: verifierRegistryAbi, functionName: "stop", args: [vmType, selector] });
  return { name: "VerifierRegistry.stop", to, data };
}

/** Who may make a call: the owner of its contract. Throws W3bError NOT_OWNABLE (input), and viem's errors. */
export async function ownerOf(client: Pick<PublicClient, "readContract">, contract: Address): Promise<Address> {
  try {
    return await client.readContract({ address: contract, abi: verifierRegistryAbi, functionName: "owner" });
  } catch (cause) {
    if (!isOddAnswer(cause)) throw cause;
    throw new W3bError("NOT_OWNABLE", `${contract} has no owner.`, {
      kind: "input",
      meaning: "It is no contract, or none whose owner adds and stops versions.",
      action: "Check the address, the deployment file and the network; w3b verifier show lists the contracts.",
      cause,
    });
  }
}

/** Makes a call as the contract's owner. Throws W3bError NOT_THE_OWNER (forbidden), and as ownerOf and transact do. */
export async function callAsOwner(caller: Caller, call: OwnerCall): Promise<Hex> {
  const owner = await ownerOf(caller.publicClient, call.to);
  const { address } = caller.walletClient.account;
  if (!isAddressEqual(owner, address)) {
    throw new W3bError(
      "NOT_THE_OWNER",
      `${call.name} is for the owner of ${call.to} alone: ${owner}, not ${address}.`,
      {
        kind: "forbidden",
        meaning: "Each verifier that comes in versions has an owner, and so has the VerifierRegistry; they may differ.",
        action:
          "Give the owner's key with --key-file; for a contract that signs, --print-call prints what it is to call.",
      },
    );
  }
  return (await transact(caller, call)).transactionHash;
}
