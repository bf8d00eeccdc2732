import {
  type Abi,
  type Address,
  formatLog,
  type Hex,
  isAddressEqual,
  parseEventLogs,
  type PublicClient,
  type RpcLog,
} from "viem";
import { riscZeroVerifierAbi } from "../../contracts/abi/riscZeroVerifier.ts";
import { sp1VerifierAbi } from "../../contracts/abi/sp1Verifier.ts";
import { verifierRegistryAbi } from "../../contracts/abi/verifierRegistry.ts";
import { W3bError } from "../protocol/errors.ts";
import { isOddAnswer } from "./odd-answer.ts";
import { reasonOf } from "./trouble.ts";

/** Where a version is in its life, as VersionedVerifier.stateOf says it. */
export type VersionState = "unknown" | "running" | "stopped";
const states: readonly VersionState[] = ["unknown", "running", "stopped"];

/** A version of a verifier: what its proofs begin with, and what else its contract says. */
export interface ListedVersion {
  selector: Hex;
  state: VersionState;
  /** What it was added with: controlRoot and bn254ControlId, or verifierHash, keyId and vkRoot. */
  parameters: Record<string, unknown>;
}

/** A verifier contract in the registry. */
export interface ListedVerifier {
  vmType: number;
  selector: Hex;
  verifier: Address;
  state: "running" | "stopped";
}

type Reader = Pick<PublicClient, "readContract">;

/** Where a version is in its life now. Throws viem's errors. */
export async function versionState(client: Reader, verifier: Address, selector: Hex): Promise<VersionState> {
  const call = { address: verifier, abi: riscZeroVerifierAbi, functionName: "stateOf", args: [selector] } as const;
  return states[await client.readContract(call)] ?? "unknown";
}

/** What a RiscZeroVerifier accepts under a selector, and whether it still does; it never changes. Throws viem's errors. */
export async function riscZeroVersion(
  client: Reader,
  verifier: Address,
  selector: Hex,
): Promise<{ state: VersionState; version: { controlRoot: Hex; bn254ControlId: Hex } }> {
  const [state, version] = await Promise.all([
    versionState(client, verifier, selector),
    client.readContract({
      address: verifier,
      abi: riscZeroVerifierAbi,
      functionName: "versionOf",
      args: [selector],
    }),
  ]);
  return { state, version };
}

/**
 * RiscZeroVerifiers as the RISC Zero proof system asks them, `verifier` where it names none. Versions are never
 * remembered: an owner stops one at any time. Its `find` resolves with undefined for a contract that has no such
 * functions, and throws W3bError CHAIN_UNREACHABLE (unavailable).
 */
export function riscZeroVersionsAt(client: Reader, verifier: Address) {
  return {
    find: (selector: Hex, at: Address = verifier) =>
      riscZeroVersion(client, at, selector).catch((cause: unknown) => {
        if (isOddAnswer(cause)) return undefined;
        throw new W3bError("CHAIN_UNREACHABLE", `The chain does not tell RISC Zero's versions: ${reasonOf(cause)}`, {
          kind: "unavailable",
          cause,
        });
      }),
  };
}

/** The versions that were ever added to verifiers, by contract, with their states now. Throws viem's errors. */
export async function listVersions(
  client: Reader,
  abi: typeof riscZeroVerifierAbi | typeof sp1VerifierAbi,
  verifier: Address,
  logs: readonly unknown[],
): Promise<ListedVersion[]> {
  const added = eventsOf(abi, "VersionAdded", verifier, logs);
  return Promise.all(
    added.map(async ({ selector, ...parameters }) => ({
      selector: selector as Hex,
      state: await versionState(client, verifier, selector as Hex),
      parameters,
    })),
  );
}

/** The verifiers that were ever listed in a registry. */
export function listVerifiers(registry: Address, logs: readonly unknown[]): ListedVerifier[] {
  const name = ({ vmType, selector }: Record<string, unknown>) => `${Number(vmType)} ${String(selector)}`;
  const stopped = new Set(eventsOf(verifierRegistryAbi, "VerifierStopped", registry, logs).map(name));
  return eventsOf(verifierRegistryAbi, "VerifierAdded", registry, logs).map((event) => ({
    vmType: Number(event["vmType"]),
    selector: event["selector"] as Hex,
    verifier: event["verifier"] as Address,
    state: stopped.has(name(event)) ? "stopped" : "running",
  }));
}

function eventsOf(abi: Abi, eventName: string, from: Address, logs: readonly unknown[]): Record<string, unknown>[] {
  const own = (logs as RpcLog[]).filter(({ address }) => isAddressEqual(address, from));
  return parseEventLogs({ abi, eventName, logs: own.map((log) => formatLog(log)) }).map(
    (log) => (log as { args?: Record<string, unknown> }).args ?? {},
  );
}
