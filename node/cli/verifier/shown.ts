import { type Address, isAddressEqual, type PublicClient } from "viem";
import { riscZeroVerifierAbi } from "../../../contracts/abi/riscZeroVerifier.ts";
import { sp1VerifierAbi } from "../../../contracts/abi/sp1Verifier.ts";
import { ownerOf } from "../../chain/actions/verifier.ts";
import { type ListedVerifier, type ListedVersion, listVerifiers, listVersions } from "../../chain/verifier-versions.ts";
import { codeOf } from "../../protocol/errors.ts";
import { table } from "../../protocol/text.ts";
import { formatVmType, vmTypes } from "../../protocol/vm-types.ts";
import { RpcClient } from "../../rpc/client.ts";
import type { ChainContext } from "../context.ts";

/** A contract whose owner adds and stops versions. */
interface Versioned {
  name: string;
  address: Address;
  owner: Address;
  /** Whether the registry lists it as running for its proof system. */
  inRegistry: boolean;
  versions: ListedVersion[];
}

interface Shown {
  registry: { address: Address; owner: Address; verifiers: ListedVerifier[] };
  versioned: Versioned[];
}

const kinds = [
  { name: "RiscZeroVerifier", vmType: vmTypes.risc0, abi: riscZeroVerifierAbi, standard: "riscZeroVerifier" },
  { name: "Sp1Verifier", vmType: vmTypes.sp1, abi: sp1VerifierAbi, standard: "sp1Verifier" },
] as const;

/**
 * The registry, and every contract with versions that it or the deployment names, as the chain has them now. What was
 * added before `fromBlock` is not found. Throws viem's errors and RpcTrouble.
 */
export async function readVerifiers(context: ChainContext, fromBlock: number): Promise<Shown> {
  const { publicClient, deployment, rpcUrls, rpcLimits } = context;
  const { verifierRegistry: registry } = deployment;
  const rpc = new RpcClient(rpcUrls, { ...rpcLimits, chainId: deployment.chainId });
  const head = Number(await publicClient.getBlockNumber());
  const verifiers = listVerifiers(registry, await rpc.logs([registry], fromBlock, head));
  const contracts = kinds.flatMap((kind) => {
    const listed = verifiers.filter(({ vmType }) => vmType === kind.vmType).map(({ verifier }) => verifier);
    const own = deployment[kind.standard];
    const others = listed.filter((verifier) => !isAddressEqual(verifier, own));
    return [own, ...new Set(others)].map((address) => ({ ...kind, address }));
  });
  const addresses = contracts.map(({ address }) => address);
  const logs = await rpc.logs(addresses, fromBlock, head);
  const versioned = contracts.map(async ({ name, address, abi, vmType }): Promise<Versioned | undefined> => {
    const owner = await ownerIfAny(publicClient, address);
    if (owner === undefined) return undefined; // the registry takes any contract: this one has no versions
    const inRegistry = verifiers.some(
      (entry) => entry.vmType === vmType && entry.state === "running" && isAddressEqual(entry.verifier, address),
    );
    return { name, address, owner, inRegistry, versions: await listVersions(publicClient, abi, address, logs) };
  });
  const [owner, ...found] = await Promise.all([ownerOf(publicClient, registry), ...versioned]);
  return {
    registry: { address: registry, owner, verifiers },
    versioned: found.filter((contract) => contract !== undefined),
  };
}

async function ownerIfAny(client: PublicClient, address: Address): Promise<Address | undefined> {
  try {
    return await ownerOf(client, address);
  } catch (error) {
    if (codeOf(error) === "NOT_OWNABLE") return undefined;
    throw error;
  }
}

export function readable({ registry, versioned }: Shown): string {
  const rows = registry.verifiers.map(({ vmType, selector, verifier, state }) => [
    ...[formatVmType(vmType), selector, state, verifier],
  ]);
  return [
    `VerifierRegistry ${registry.address}, owner ${registry.owner}`,
    table(["proof system", "selector", "state", "contract"], rows),
    ...versioned.map(versionsOf),
  ].join("\n\n");
}

function versionsOf({ name, address, owner, inRegistry, versions }: Versioned): string {
  const head = `${name} ${address}, owner ${owner}${inRegistry ? "" : ", not running in the registry"}`;
  const rows = versions.map(({ selector, state, parameters }) => [
    ...[selector, state],
    ...[
      Object.entries(parameters)
        .map(([key, value]) => `${key} ${String(value)}`)
        .join(", "),
    ],
  ]);
  return `${head}\n\n${table(["selector", "state", "added with"], rows)}`;
}
