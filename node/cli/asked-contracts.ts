import type { PublicClient } from "viem";
import { riscZeroVersionsAt } from "../chain/verifier-versions.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { AskedContracts } from "../proving/registry.ts";
import type { ProvingSettings } from "../proving/settings.ts";

/**
 * The deployment's verifiers that say by themselves which versions of a proof system they take. Parameters in the
 * settings belong to a contract of development, which is another.
 */
export function askedContracts(
  client: Pick<PublicClient, "readContract">,
  { riscZeroVerifier }: Pick<Deployment, "riscZeroVerifier">,
  { riscZero }: ProvingSettings,
): AskedContracts {
  return riscZero?.parameters ? {} : { riscZero: riscZeroVersionsAt(client, riscZeroVerifier) };
}
